import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConcreteHttp, SensorRequest } from '../../../src/agent/engine/effect.ts';
import {
  doHttpAction,
  idempotencyKey,
  readHttpSensor,
  type EndpointAccess,
} from '../../../src/agent/runtime/http-endpoint.ts';
import { tokensIn } from '../../../src/agent/runtime/tokens.ts';
import type { Value } from '../../../src/base/values/value.ts';

interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

let base = '';
let asked: Asked[] = [];
let reply: (response: ServerResponse) => void = () => undefined;

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8').on('data', (part: string) => (text += part));
  request.on('end', () => {
    asked.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) as unknown });
    reply(response);
  });
});

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const json = (data: unknown, status = 200, type = 'application/json') => {
  reply = (response) => response.writeHead(status, { 'content-type': type }).end(JSON.stringify(data));
};

const endpoint = { name: 'watch', url: '', token: false, timeoutSeconds: 5 };
const AT = Date.UTC(2026, 11, 1, 12);
const open: EndpointAccess = { token: () => Promise.resolve(undefined) };

async function read(given: Record<string, Value> = {}, change: Partial<SensorRequest> = {}, access = open) {
  asked = [];
  const address = { ...endpoint, url: `${base}/sensors/drift` };
  const fields = { name: 'drift', endpoint: address, arguments: given };
  return readHttpSensor({ sensor: 's1', kind: 'http', fields, ...change }, AT, access);
}

async function act(change: Partial<ConcreteHttp> = {}, id = 'ns/agent/strategy/at@1/0', access = open) {
  asked = [];
  const address = { ...endpoint, url: `${base}/actions/ring` };
  return doHttpAction(
    { kind: 'http', name: 'ring', endpoint: address, arguments: { how: 'loud' }, ...change },
    id,
    access,
  );
}

describe('a custom sensor', () => {
  it('is asked with its arguments as of the instant of the event, and for a window', async () => {
    json({ value: 0.25 });
    const window = { from: AT - 3_600_000, to: AT };
    expect(await read({ feature: 'income', of: { name: 'serve' }, to: null }, { window })).toEqual({
      known: true,
      value: 0.25,
    });
    expect(asked).toMatchObject([
      {
        path: '/sensors/drift',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: {
          arguments: { feature: 'income', of: { name: 'serve' } },
          at: '2026-12-01T12:00:00Z',
          window: { from: '2026-12-01T11:00:00Z', to: '2026-12-01T12:00:00Z' },
        },
      },
    ]);
    expect(asked[0]?.headers.authorization).toBeUndefined();
    await read();
    expect(asked[0]?.body).toEqual({ arguments: {}, at: '2026-12-01T12:00:00Z' });
  });

  it.each<[string, unknown, string]>([
    ['says that it does not know', { unknown: 'no data\n\tsince\u0000 noon' }, 'no data since noon'],
    ['does not say why', { unknown: '' }, 'the endpoint does not say why'],
    ['says nothing', {}, 'the endpoint watch answered with neither value nor unknown'],
    ['says both', { value: 1, unknown: 'x' }, 'the endpoint watch answered with a value and says that it is unknown'],
    ['is no object', [1], 'the endpoint watch answered with something that is not a JSON object'],
  ])('that %s is unknown', async (_, answer, reason) => {
    json(answer);
    expect(await read()).toEqual({ known: false, reason });
  });

  it('gives any value of JSON, absent ones too; the engine holds it to the type', async () => {
    for (const value of [null, false, 0, 'text', [1, 2], { name: 'm', version: '3', uri: 'models:/m/3' }]) {
      json({ value });
      expect(await read()).toEqual({ known: true, value });
    }
  });

  it('is unknown where its endpoint fails, in the words of the problem', async () => {
    json({ title: 'The data are\ngone', detail: 'since May', secret: 'x' }, 503, 'application/problem+json');
    expect(await read()).toEqual({
      known: false,
      reason: 'the endpoint watch answered 503: The data are gone: since May',
    });
    json({ title: 'x'.repeat(1000) }, 500, 'application/problem+json');
    const long = await read();
    expect('reason' in long && long.reason.length).toBeLessThan(350);
    reply = (response) => response.writeHead(500).end('<html>Traceback: password=hunter2');
    expect(await read()).toEqual({ known: false, reason: 'the endpoint watch answered 500' });
  });

  it('is unknown where the answer is no JSON, or says that it is none', async () => {
    reply = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"value":');
    const reason = 'the endpoint watch answered with something that is not JSON';
    expect(await read()).toEqual({ known: false, reason });
    json({ value: 1 }, 200, 'text/html');
    expect(await read()).toEqual({ known: false, reason });
  });

  it('follows no redirect', async () => {
    reply = (response) => response.writeHead(307, { location: `${base}/elsewhere` }).end();
    expect(await read()).toEqual({ known: false, reason: 'the endpoint watch answered 307' });
    expect(asked).toHaveLength(1);
  });

  it('takes no more than it was promised: bytes, depth and time', async () => {
    json({ value: 'x'.repeat(70_000) });
    expect(await read()).toEqual({ known: false, reason: 'the endpoint watch answered with more than 65536 bytes' });
    json({ value: JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) as unknown });
    expect((await read()).known).toBe(false);
    expect(await read({ text: 'x'.repeat(300_000) })).toEqual({
      known: false,
      reason: 'the endpoint watch takes at most 262144 bytes',
    });
    expect(asked).toEqual([]);
    // An endless answer, and none at all.
    reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = setInterval(() => response.write(' '.repeat(10_000)), 1);
      response.on('close', () => {
        clearInterval(more);
      });
    };
    expect(await read()).toMatchObject({ reason: 'the endpoint watch answered with more than 65536 bytes' });
    reply = () => undefined;
    const fields = { endpoint: { ...endpoint, url: `${base}/x`, timeoutSeconds: 0.2 } };
    expect(await read({}, { fields })).toEqual({
      known: false,
      reason: 'the endpoint watch gave no answer within 0.2 s',
    });
    // One that has begun counts as none.
    reply = (response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{');
    expect(await read({}, { fields })).toMatchObject({ reason: 'the endpoint watch gave no answer within 0.2 s' });
  });

  it('is unknown where nobody is there, and where the agent ends', async () => {
    const fields = { endpoint: { ...endpoint, url: 'http://127.0.0.1:1/sensors/drift' } };
    const nobody = await read({}, { fields });
    expect('reason' in nobody && nobody.reason).toMatch(/^the endpoint watch cannot be reached \(/);
    reply = () => undefined;
    expect(await read({}, {}, { ...open, signal: AbortSignal.timeout(50) })).toEqual({
      known: false,
      reason: 'the endpoint watch was not waited for',
    });
    expect(await read({}, { fields: {} })).toEqual({
      known: false,
      reason: 'the graph does not say where its endpoint is',
    });
  });
});

describe('a custom action', () => {
  it('is asked for with a key that is the same on a repeat', async () => {
    json({ result: 'T-1' });
    expect(await act({ result: 'String' })).toEqual({ ok: 'T-1' });
    const key = 'ns/agent/strategy/at@1/0';
    expect(asked).toMatchObject([
      { path: '/actions/ring', headers: { 'idempotency-key': `"${key}"` }, body: { arguments: { how: 'loud' }, key } },
    ]);
    await act();
    expect(asked[0]?.body).toEqual({ arguments: { how: 'loud' }, key });
    await act({}, key, { ...open, dryRun: true } as EndpointAccess);
    expect(asked[0]?.body).toEqual({ arguments: { how: 'loud' }, key, dryRun: true });
  });

  it('has a result of its type, or fails', async () => {
    json({ result: 5 });
    expect(await act({ result: 'String' })).toEqual({
      failed: 'the endpoint watch answered with a result that is no String',
    });
    expect(await act({ result: 'Int' })).toEqual({ ok: 5 });
    expect(await act()).toEqual({ ok: null });
    json({});
    expect(await act({ result: 'Int' })).toEqual({ failed: 'the endpoint watch answered without a result' });
    expect(await act()).toEqual({ ok: null });
    json({ title: 'No such desk' }, 404, 'application/problem+json');
    expect(await act()).toEqual({ failed: 'the endpoint watch answered 404: No such desk' });
  });

  it('has a key that any header can hold, whatever a caller put into it', () => {
    expect(idempotencyKey('a/b@3')).toBe('a/b@3');
    const keys = ['a"b', 'a\\b', 'a b', 'ü', 'a\r\nx: y', 'x'.repeat(256), ''].map(idempotencyKey);
    for (const key of keys) expect(key).toMatch(/^sha256-[0-9a-f]{64}$/);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the token of an endpoint', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sflow-tokens-'));
    await mkdir(join(folder, 'watch'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const secret = { ...endpoint, token: true };

  it('is read anew for each request, and shown to nobody else', async () => {
    json({});
    const access = { token: tokensIn(folder) };
    for (const token of ['first.token', 'second-token_~+/==']) {
      await writeFile(join(folder, 'watch', 'token'), `${token}\n`);
      await act({ endpoint: { ...secret, url: `${base}/x` } }, 'id', access);
      expect(asked[0]?.headers.authorization).toBe(`Bearer ${token}`);
    }
    await act({}, 'id', access);
    expect(asked[0]?.headers.authorization).toBeUndefined();
  });

  it('that is not there, or is none, is told without a word of it, and nothing is asked', async () => {
    const ask = (name: string) =>
      act({ endpoint: { ...secret, name, url: `${base}/x` } }, 'id', { token: tokensIn(folder) });
    expect(await ask('desk')).toEqual({ failed: 'there is no token for the endpoint desk' });
    expect(await ask('../watch')).toEqual({ failed: 'there is no token for the endpoint ../watch' });
    await writeFile(join(folder, 'watch', 'token'), 'hunter2\nX-Evil: 1');
    expect(await ask('watch')).toEqual({ failed: 'there is no token for the endpoint watch' });
    expect(asked).toEqual([]);
  });

  it('is in no reason', async () => {
    await writeFile(join(folder, 'watch', 'token'), 'hunter2');
    const access = { token: tokensIn(folder) };
    const outcome = await act({ endpoint: { ...secret, url: 'http://127.0.0.1:1/x' } }, 'id', access);
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
    // An endpoint that tells what it was sent tells it to people.
    reply = (response) =>
      response
        .writeHead(401, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ title: 'wrong token hunter2' }));
    const told = await act({ endpoint: { ...secret, url: `${base}/x` } }, 'id', access);
    expect(told).toEqual({ failed: 'the endpoint watch answered 401: wrong token …' });
  });
});
