import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cluster } from '../../../../src/agent/runtime/cluster/client.ts';
import { metadataOf, type KubernetesObject } from '../../../../src/agent/runtime/cluster/object.ts';
import { reflect, type Patience, type Watched } from '../../../../src/agent/runtime/cluster/reflector.ts';
import { answer, FakeServer, until, type Handle } from './fake-server.ts';

const PATH = '/apis/apps/v1/namespaces/n/deployments';
/** Time runs sixty times as fast, but for the distance of requests. */
const quick: Patience = { watch: 2, grace: 0.2, relist: 15, pauses: [0.05, 2], apart: 1 };

const item = (name: string, version: number): KubernetesObject => ({
  metadata: { name, uid: `uid-${name}`, resourceVersion: String(version) },
});

/** Objects, their versions, and who watches. */
class Store {
  version = 10;
  readonly objects = new Map<string, KubernetesObject>();
  readonly watches = new Set<{ readonly response: ServerResponse; readonly from: number }>();

  put(name: string): void {
    this.version += 1;
    const type = this.objects.has(name) ? 'MODIFIED' : 'ADDED';
    const object = item(name, this.version);
    this.objects.set(name, object);
    this.tell(type, object);
  }

  remove(name: string): void {
    this.version += 1;
    this.objects.delete(name);
    this.tell('DELETED', item(name, this.version));
  }

  tell(type: string, object: unknown): void {
    for (const { response, from } of this.watches)
      if (from < this.version) response.write(`${JSON.stringify({ type, object })}\n`);
  }

  readonly handle: Handle = (_, url, response) => {
    if (url.searchParams.get('watch') !== 'true') {
      const metadata = { resourceVersion: String(this.version) };
      answer(response, 200, { kind: 'List', metadata, items: [...this.objects.values()] });
      return;
    }
    const from = Number(url.searchParams.get('resourceVersion'));
    const watch = { response, from };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const object of this.objects.values())
      if (Number(metadataOf(object).resourceVersion) > from)
        response.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
    this.watches.add(watch);
    const isKnown = from <= this.version;
    const seconds = Number(url.searchParams.get('timeoutSeconds'));
    const end = setTimeout(() => {
      const object = { metadata: { resourceVersion: String(this.version) } };
      if (isKnown) response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
      response.end();
    }, seconds * 1000);
    response.on('close', () => {
      clearTimeout(end);
      this.watches.delete(watch);
    });
  };
}

let store: Store;
let server: FakeServer;
let cluster: Cluster;
let stop: AbortController;
let heard: string[];
let troubles: (string | undefined)[];

beforeEach(async () => {
  store = new Store();
  server = new FakeServer(store.handle);
  cluster = await server.start();
  stop = new AbortController();
  [heard, troubles] = [[], []];
});

afterEach(async () => {
  stop.abort();
  await server.stop();
});

const told = (what: string, object: KubernetesObject): string =>
  `${what} ${metadataOf(object).name}@${metadataOf(object).resourceVersion}`;

const begin = (watched: Partial<Watched> = {}, patience = quick): Promise<void> =>
  reflect(
    cluster,
    { path: PATH, ...watched },
    {
      listed: (objects) => heard.push(['listed', ...objects.map((one) => metadataOf(one).name)].join(' ')),
      seen: (object) => heard.push(told('seen', object)),
      gone: (object) => heard.push(told('gone', object)),
      trouble: (problem) => troubles.push(problem),
    },
    stop.signal,
    patience,
    () => 0.5,
  );

const hears = (name: string, seconds = 10): Promise<void> =>
  until(() => heard.some((one) => one.startsWith(`seen ${name}@`)), seconds);

/** Of requests in trouble: the shortest time between two that follow each other. */
const closest = (from = 0): number =>
  Math.min(...server.asked.slice(from + 1).map(({ at }, index) => at - (server.asked[from + index]?.at ?? 0)));

describe('a reflector', () => {
  it('lists, then hears what comes, changes and goes, and goes on where a watch ended', async () => {
    store.put('a');
    const over = begin();
    await until(() => store.watches.size === 1);
    store.put('b');
    store.put('b');
    store.remove('a');
    await until(() => heard.length === 4);
    expect(heard).toEqual(['listed a', 'seen b@12', 'seen b@13', 'gone a@14']);
    await until(() => server.asked.length === 3);
    expect(server.asked[2]?.url.searchParams.get('resourceVersion')).toBe('14');
    store.put('c');
    await hears('c');
    stop.abort();
    await over;
    expect(troubles).toEqual([undefined]);
  });

  it('asks for one object by its name, and pages through many', async () => {
    server.handle = (request, url, response, body) => {
      const next = url.searchParams.get('continue');
      if (url.searchParams.get('watch') === 'true') {
        store.handle(request, url, response, body);
        return;
      }
      const items = next === null ? [item('a', 1)] : [item('b', 2)];
      answer(response, 200, { metadata: { resourceVersion: '2', ...(next === null ? { continue: 'x' } : {}) }, items });
    };
    void begin({ name: 'a' });
    await until(() => store.watches.size === 1);
    expect(heard).toEqual(['listed a b']);
    expect(server.asked.map(({ url }) => url.searchParams.get('fieldSelector'))).toEqual(
      Array(3).fill('metadata.name=a'),
    );
  });

  it('comes back after a reset', async () => {
    void begin();
    await until(() => store.watches.size === 1);
    server.reset();
    store.put('a');
    await hears('a');
    expect(heard).toEqual(['listed', 'seen a@11']);
    expect(troubles[1]).toMatch(/^cannot be reached/);
  });

  it('gives up on a server that is silent, though the connection stands', async () => {
    void begin();
    await until(() => store.watches.size === 1);
    // What happens now never arrives.
    store.watches.clear();
    server.handle = () => undefined;
    await until(() => troubles.length === 2);
    server.handle = store.handle;
    store.put('a');
    // A request that was sent into the silence has its own deadline.
    await hears('a', 20);
  });

  it('lists anew when its version is too old, which the server says within an answer that is good', async () => {
    store.put('a');
    let isOld = true;
    server.handle = (request, url, response, body) => {
      if (url.searchParams.get('watch') === 'true' && isOld) {
        isOld = false;
        answer(response, 200, `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } })}\n`);
      } else store.handle(request, url, response, body);
    };
    void begin();
    await until(() => store.watches.size === 1);
    expect(heard).toEqual(['listed a', 'listed a']);
  });

  it('lists anew after a restore, of which the server says nothing', async () => {
    store.version = 1000;
    void begin();
    await until(() => store.watches.size === 1);
    store.version = 20;
    store.put('a');
    server.reset();
    // A version from the future: it is heard of nothing more.
    await until(() => heard.includes('listed a'), 6);
  });

  it.each([
    [429, { 'retry-after': '2' }, 2000],
    [403, {}, 0],
    [500, {}, 0],
  ])('bears %i once', async (status, headers, least) => {
    let times = 0;
    server.handle = (request, url, response, body) => {
      times += 1;
      if (times === 2)
        answer(response, status, { kind: 'Status', reason: 'Because', message: 'quotes: hush' }, headers);
      else store.handle(request, url, response, body);
    };
    void begin();
    await until(() => store.watches.size === 1);
    store.put('a');
    await hears('a');
    const [, second, third] = server.asked;
    expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThanOrEqual(Math.max(950, least - 50));
    expect(troubles[1]).toBe(`refuses it (HTTP ${String(status)} Because)`);
  });

  it.each<[string, Handle]>([
    [
      'refuses everything',
      (_, __, response) => {
        answer(response, 503, 'no');
      },
    ],
    [
      'breaks off everything',
      (_, __, response) => {
        response.socket?.resetAndDestroy();
      },
    ],
    [
      'ends each watch at once',
      (request, url, response, body) => {
        if (url.searchParams.get('watch') === 'true') answer(response, 200, '');
        else store.handle(request, url, response, body);
      },
    ],
    [
      'finds each version too old',
      (request, url, response, body) => {
        if (url.searchParams.get('watch') === 'true') answer(response, 410, { reason: 'Expired' });
        else store.handle(request, url, response, body);
      },
    ],
  ])('asks a server that %s at most once a second', async (_, handle) => {
    server.handle = handle;
    void begin();
    await until(() => server.asked.length >= 5);
    const first = server.asked.findIndex(({ url }) => url.searchParams.get('watch') === 'true');
    expect(closest(Math.max(0, first))).toBeGreaterThanOrEqual(950);
    server.handle = store.handle;
    await until(() => store.watches.size === 1);
    store.put('a');
    await hears('a');
  });

  it('keeps its connections', async () => {
    for (let count = 0; count < 20; count += 1) await cluster.ask('GET', PATH);
    expect(server.connections).toBeLessThanOrEqual(2);
  });
});
