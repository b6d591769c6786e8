import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OrchestratorNode } from '../../../../src/contract/process/orchestrator.ts';
import { listen, type Listening } from '../../../../src/agent/runtime/interface/serve.ts';
import { orchestratorApp, type OrchestratorParts } from '../../../../src/agent/runtime/orchestrator/app.ts';
import { says, Services, silent, type Answer } from './services.ts';

let services: Services;
let listening: Listening | undefined;
let told: string[];

beforeEach(() => {
  services = new Services();
  told = [];
});

afterEach(async () => {
  await services.close();
  await listening?.close();
  listening = undefined;
});

const model = async (
  name: string,
  answer: Answer,
  ...children: readonly OrchestratorNode[]
): Promise<OrchestratorNode> => ({
  name,
  role: 'model',
  port: await services.add(answer),
  children,
});

const router = async (
  name: string,
  answer: Answer,
  ...children: readonly OrchestratorNode[]
): Promise<OrchestratorNode> => ({
  ...(await model(name, answer, ...children)),
  role: 'router',
});

const serve = async (graph: OrchestratorNode, parts: OrchestratorParts = {}, copyTo?: string): Promise<string> => {
  const app = orchestratorApp(
    { graph, transport: 'rest', ...(copyTo === undefined ? {} : { copyTo }) },
    { tell: (line) => told.push(line), ...parts },
  );
  listening = await listen(app, { host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${String(listening.port)}`;
};

const PREDICT = '/v1/models/x:predict';
const post = (url: string, body = '{"instances":[1]}', headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}${PREDICT}`, { method: 'POST', body, headers });

const problemOf = async (response: Response): Promise<{ status: number; detail: string }> => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const { status, detail } = (await response.json()) as { status: number; detail: string };
  expect(status).toBe(response.status);
  return { status, detail };
};

const SECRET = 'Traceback: password=hunter2 at 10.0.0.7';

describe('a service that fails', () => {
  it.each<[string, Answer, number, string]>([
    ['an error', says(SECRET, 500), 502, 'the service b answered with status 500'],
    [
      'a redirect',
      (_, outgoing) => outgoing.writeHead(307, { location: 'http://other/' }).end(),
      502,
      'the service b answered with status 307',
    ],
    ['a page', says(SECRET, 200, 'text/html'), 502, 'the service b answered with something else than application/json'],
    ['a broken connection', (_, outgoing) => outgoing.destroy(), 502, 'the service b cannot be reached'],
    ['silence', silent, 504, 'the service b gave no answer within the 0.3 s of the request'],
    [
      'half an answer',
      (_, outgoing) => outgoing.writeHead(200, { 'content-type': 'application/json' }).write('{"predictions":'),
      504,
      'the service b gave no answer within the 0.3 s of the request',
    ],
    ['too much', says(`"${'x'.repeat(5000)}"`), 502, 'the service b answered with more than 4000 bytes'],
  ])('by %s is named, and none of its words', async (_, answer, status, detail) => {
    const graph = await model('a', says('{"predictions":[1]}'), await model('b', answer));
    const url = await serve(graph, { limits: { seconds: 0.3, body: 4000 } });
    const response = await post(url);
    const text = await response.clone().text();
    expect(await problemOf(response)).toEqual({ status, detail });
    expect(text).not.toContain('hunter2');
    expect(told.some((line) => line.startsWith('the service b '))).toBe(true);
    expect(told.join()).not.toContain('hunter2');
  });

  it('is told once, and once that it is well again', async () => {
    let isWell = false;
    const url = await serve(
      await model('a', (asked, outgoing) => {
        says('{}', isWell ? 200 : 500)(asked, outgoing);
      }),
    );
    for (let index = 0; index < 3; index += 1) await post(url);
    isWell = true;
    for (let index = 0; index < 3; index += 1) await post(url);
    expect(told).toEqual(['the service a answered with status 500', 'the service a is well again']);
  });

  it('is named where nothing listens', async () => {
    const port = await services.add(silent);
    await services.close();
    const url = await serve({ name: 'gone', role: 'model', port });
    expect(await problemOf(await post(url))).toEqual({ status: 502, detail: 'the service gone cannot be reached' });
    expect(told).toEqual(['the service gone cannot be reached (ECONNREFUSED)']);
  });

  it('by closing a kept connection just when it is taken again is asked once more', async () => {
    const seen = new Set<unknown>();
    const closing: Answer = (asked, outgoing) => {
      if (seen.has(outgoing.socket)) outgoing.destroy();
      else {
        seen.add(outgoing.socket);
        says('{}')(asked, outgoing);
      }
    };
    const url = await serve(await model('a', closing));
    for (let index = 0; index < 3; index += 1) expect((await post(url)).status).toBe(200);
    expect(told).toEqual([]);
  });

  it('ends what is asked beside it', async () => {
    const children = [await model('slow', silent), await model('bad', says('', 500))];
    const url = await serve({ name: 'mean', role: 'combiner', children });
    expect(await problemOf(await post(url))).toEqual({
      status: 502,
      detail: 'the service bad answered with status 500',
    });
    await vi.waitFor(() => {
      expect(services.abandoned).toBe(services.asked.length - 1);
    });
  });
});

describe('a service that answers rubbish', () => {
  const rubbish = ['', '<html>', '[1', '{"predictions":[1]}}', '{"a":1},{"b":2}', '"', '{"', '{"a\\', ']{}', 'null'];

  it.each(rubbish)('as %j is named where another one gets it', async (answer) => {
    const url = await serve(await model('a', says(answer), await model('b', says('{}'))));
    const { status, detail } = await problemOf(await post(url));
    expect([status, detail]).toEqual([502, 'the service a answered with something that is no object of JSON']);
    expect(services.asked).toHaveLength(1);
  });

  it.each(rubbish)('as %j is named where a combiner gets it', async (answer) => {
    const graph = {
      ...(await model('join', says('{}'), await model('a', says(answer)), await model('b', says('{}')))),
      role: 'combiner' as const,
    };
    expect((await problemOf(await post(await serve(graph)))).detail).toContain('the service a answered with');
  });

  it.each([
    '',
    '2',
    '-1',
    '-2',
    '0.5',
    '"a"',
    '[]',
    '[0,1]',
    '{"branch":0}',
    'null',
    '"__proto__"',
    '['.repeat(100_000),
  ])('is named where it is a router (%#)', async (answer) => {
    const children = [await model('a', says('{}')), await model('b', says('{}'))];
    const { status, detail } = await problemOf(
      await post(await serve(await router('pick', says(answer), ...children))),
    );
    expect(status).toBe(502);
    expect(detail).toContain('the service pick answered with');
    expect(services.asked).toHaveLength(1);
  });

  it.each([
    ['{"predictions":[1]}', '{"predictions":[1,2]}', 'b'],
    ['{"predictions":[1]}', '{"predictions":["1"]}', 'b'],
    ['{"predictions":[1]}', '{"outputs":[]}', 'b'],
    ['{"predictions":null}', '{"predictions":[1]}', 'a'],
    [
      '{"outputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}',
      '{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[1]}]}',
      'b',
    ],
    ['{"outputs":[null]}', '{"outputs":[]}', 'a'],
    ['null', 'null', 'a'],
  ])('is named where its numbers go into a mean: %s, %s', async (a, b, named) => {
    const children = [await model('a', says(a)), await model('b', says(b))];
    const { status, detail } = await problemOf(await post(await serve({ name: 'mean', role: 'combiner', children })));
    expect(status).toBe(502);
    expect(detail).toContain(`the service ${named} answered with`);
  });
});

describe('a caller', () => {
  it('is told that its own body is wrong, and not where a service wrote it', async () => {
    const bad = await model('bad', says(SECRET, 400));
    const first = await post(await serve(bad));
    expect(await problemOf(first)).toEqual({ status: 400, detail: 'the service bad does not take this request' });
    expect(told).toEqual([]);
    await listening?.close();
    const second = await post(await serve(await model('a', says('{}'), bad)));
    expect(await problemOf(second)).toEqual({ status: 502, detail: 'the service bad answered with status 400' });
  });

  it('may not send too much, with its size said before or not', async () => {
    const url = await serve(await model('a', says('{}')), { limits: { body: 1000 } });
    const large = 'x'.repeat(3_000_000);
    expect((await problemOf(await post(url, large))).status).toBe(413);
    const stream = new ReadableStream({
      pull: (controller) => {
        controller.enqueue(new Uint8Array(600));
      },
    });
    const response = await fetch(`${url}${PREDICT}`, {
      method: 'POST',
      body: stream,
      duplex: 'half',
    }).catch(() => undefined);
    // The connection may be closed while it still sends.
    expect(response?.status ?? 413).toBe(413);
    expect(services.asked).toEqual([]);
    expect((await post(url, '{}')).status).toBe(200);
  });

  it('waits where too much is held, and then may ask again', async () => {
    let answer: (() => void) | undefined;
    const slow: Answer = (asked, outgoing) => {
      answer = () => {
        says('{}')(asked, outgoing);
      };
    };
    const url = await serve(await model('a', slow), { limits: { held: 1500 } });
    const first = post(url, 'x'.repeat(1000));
    await vi.waitFor(() => {
      expect(answer).toBeDefined();
    });
    const second = await post(url, 'x'.repeat(1000));
    expect(second.headers.get('retry-after')).toBe('1');
    expect((await problemOf(second)).status).toBe(503);
    answer?.();
    expect((await first).status).toBe(200);
    const third = post(url, 'x'.repeat(1000));
    await vi.waitFor(() => {
      expect(services.asked).toHaveLength(2);
    });
    answer?.();
    expect((await third).status).toBe(200);
  });

  it('holds room for a step and the next, however many there are, and gives back all', async () => {
    const large = `{"instances":["${'x'.repeat(1000)}"]}`;
    const step = async (name: string, ...children: OrchestratorNode[]): Promise<OrchestratorNode> =>
      model(name, says(large), ...children);
    const join = { ...(await step('join', await step('a'), await step('b'))), role: 'combiner' as const };
    const pick = await router('pick', says('0'), join);
    const chain = await step('c', await step('d', await step('e', pick)));
    const url = await serve(await step('f', { ...(await step('g', chain)), role: 'output' }), {
      limits: { held: 4200 },
    });
    for (let index = 0; index < 20; index += 1) expect((await post(url, large)).status).toBe(200);
    expect(services.asked).toHaveLength(20 * 9);
  });

  it('that goes away ends all calls', async () => {
    const children = [await model('a', silent), await model('b', silent)];
    const url = await serve({ name: 'mean', role: 'combiner', children });
    const gone = new AbortController();
    const asked = fetch(`${url}${PREDICT}`, { method: 'POST', body: '{}', signal: gone.signal });
    await vi.waitFor(() => {
      expect(services.asked).toHaveLength(2);
    });
    gone.abort();
    await expect(asked).rejects.toThrow();
    await vi.waitFor(() => {
      expect(services.abandoned).toBe(2);
    });
    expect(told).toEqual([]);
  });

  it('that breaks off within its body holds no room', async () => {
    const url = await serve(await model('a', says('{}')), { limits: { held: 1500 } });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-length: 1200\r\n\r\n${'x'.repeat(1000)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await post(url, 'x'.repeat(1000))).status).toBe(503);
    socket.destroy();
    await vi.waitFor(async () => {
      expect((await post(url, 'x'.repeat(1000))).status).toBe(200);
    });
  });

  it('that stops within its body is cut off when the time is up', async () => {
    const url = await serve(await model('a', says('{}')), { limits: { seconds: 0.2, held: 1500 } });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-length: 1200\r\n\r\n${'x'.repeat(1000)}`);
    let answered = '';
    for await (const chunk of socket.setEncoding('utf8') as AsyncIterable<string>) answered += chunk;
    expect(answered).toMatch(/^HTTP\/1.1 408 /);
    expect((await post(url, 'x'.repeat(1000))).status).toBe(200);
  });

  it('has only those headers handed on that a trace needs', async () => {
    const url = await serve(await model('a', says('{}')));
    await post(url, '{}', { authorization: 'Bearer x', cookie: 'a=b', 'x-request-id': 'r1', traceparent: 't' });
    const [{ headers } = { headers: {} }] = services.asked;
    expect(headers).toMatchObject({ 'x-request-id': 'r1', traceparent: 't', 'content-type': 'application/json' });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('cookie');
  });

  it('is told what there is at other paths, and may not pack its body', async () => {
    const url = await serve(await model('a', says('{}')));
    for (const path of [
      '/',
      '/v1/models/x',
      '/v1/models/x:explain',
      '/v2/models/x/y/infer',
      '/v1/models/%2F..%2F:predict/',
    ])
      expect((await problemOf(await fetch(`${url}${path}`, { method: 'POST', body: '{}' }))).status).toBe(404);
    expect((await problemOf(await fetch(`${url}${PREDICT}`))).status).toBe(404);
    expect((await problemOf(await post(url, '{}', { 'content-encoding': 'gzip' }))).status).toBe(415);
  });

  it('finds it alive whatever the services do', async () => {
    const url = await serve(await model('a', says('', 500)));
    for (const path of ['/healthz', '/v2/health/live', '/v2/health/ready'])
      expect((await fetch(`${url}${path}`)).status).toBe(200);
    expect(services.asked).toEqual([]);
  });
});

describe('a copy', () => {
  it('of each request goes to the detector, as an event', async () => {
    const port = await services.add(says('', 200));
    const url = await serve(await model('a', says('{"predictions":[]}')), {}, `http://127.0.0.1:${String(port)}/`);
    expect(await (await post(url, '{ "instances":[1.0]}')).text()).toBe('{"predictions":[]}');
    await vi.waitFor(() => {
      expect(services.asked).toHaveLength(2);
    });
    const copy = services.asked.find(({ path }) => path === '/');
    expect(copy?.body).toBe('{ "instances":[1.0]}');
    expect(copy?.headers).toMatchObject({ 'ce-specversion': '1.0', 'ce-type': 'dev.sflow.inference.request' });
  });

  it.each<[string, Answer | undefined]>([
    ['dead', undefined],
    ['silent', silent],
    ['failing', says(SECRET, 500)],
  ])('for a detector that is %s changes nothing', async (_, answer) => {
    const dead = new Services();
    const port = await dead.add(answer ?? silent);
    if (!answer) await dead.close();
    const limits = { copies: 4, copyHeld: 40_000, copySeconds: 30, held: 6000 };
    const url = await serve(
      await model('a', says('{"predictions":[1]}')),
      { limits },
      `http://127.0.0.1:${String(port)}/`,
    );
    for (let index = 0; index < 50; index += 1) {
      const response = await post(url, `{"instances":["${'x'.repeat(5000)}"]}`);
      expect([response.status, await response.text()]).toEqual([200, '{"predictions":[1]}']);
    }
    expect(services.asked).toHaveLength(50);
    expect(dead.asked.length).toBeLessThanOrEqual(answer === silent ? 4 : 50);
    await dead.close();
  });
});
