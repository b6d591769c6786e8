import { request } from 'node:http';
import { connect } from 'node:net';
import type { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Validator } from '@seriousme/openapi-schema-validator';
import { agentApp, peopleApp, person } from '../../../../src/agent/runtime/interface/app.ts';
import { listen, type Listening } from '../../../../src/agent/runtime/interface/serve.ts';
import { FakeAgent } from './agent.ts';

let agent: FakeAgent;
let listening: Listening | undefined;
let now = 0;
const refused: number[] = [];

const appOf = (make: typeof agentApp): Hono =>
  make({
    agent,
    identify: person,
    monotonic: () => now,
    refused: (status) => {
      refused.push(status);
    },
  });

beforeEach(() => {
  agent = new FakeAgent();
  refused.length = 0;
});

afterEach(async () => {
  await listening?.close();
  listening = undefined;
});

const JSON_BODY = { 'content-type': 'application/json' };

const post = async (
  body: string,
  headers: Record<string, string> = JSON_BODY,
  path = '/v1/calls/count',
): Promise<Response> => await appOf(agentApp).request(path, { method: 'POST', body, headers });

const detailOf = async (response: Response): Promise<string> => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return JSON.stringify(await response.json());
};

describe('a call', () => {
  it('is taken with its arguments, under the key of its sender', async () => {
    const response = await post('{"n": 3, "names": ["a"]}', { ...JSON_BODY, 'idempotency-key': '"k1"' });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ call: 'k1', decisions: ['a/b/c'] });
    expect(agent.calls).toEqual([{ caller: 'person', receiver: 'count', id: 'k1', arguments: { n: 3, names: ['a'] } }]);
  });

  it('without a key is another one each time', async () => {
    await post('{"n": 3}');
    await post('{"n": 3}');
    expect(new Set(agent.calls.map(({ id }) => id)).size).toBe(2);
  });

  it.each<[string, string, number, string]>([
    ['of the wrong type', '{"n": "3"}', 422, '"pointer":"/n"'],
    ['without an argument', '{}', 422, 'n is missing'],
    ['with one too many', '{"n": 1, "x": 2}', 422, 'no parameter of this name: \\"x\\"'],
    ['with a part of a version', '{"n": 1, "of": {"name": "m"}}', 422, 'version'],
    ['with two mistakes', '{"names": [1]}', 422, '/names/0'],
    ['that is no JSON', '{"n": ', 400, 'not JSON'],
    ['that is a list', '[1]', 422, 'must be object'],
    ['that is nested 10,000 deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400, 'nested deeper than 32'],
    ['of 10 MB', JSON.stringify({ n: 1, names: ['x'.repeat(10_000_000)] }), 413, 'more than 262144 bytes'],
    ['that is empty', '', 400, 'not JSON'],
  ])('%s is refused with what is wrong', async (_, body, status, detail) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await detailOf(response)).toContain(detail);
    expect(agent.calls).toEqual([]);
    expect(refused).toEqual([status]);
  });

  it('is refused with another type of content, an odd key, an odd wait, and of a name that nobody receives', async () => {
    expect((await post('{"n": 1}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('{"n": 1}', { ...JSON_BODY, 'idempotency-key': 'x'.repeat(201) })).status).toBe(400);
    expect((await post('{"n": 1}', JSON_BODY, '/v1/calls/count?wait=61s')).status).toBe(400);
    expect((await post('{}', JSON_BODY, '/v1/calls/constructor')).status).toBe(404);
    expect((await post('{}', JSON_BODY, '/v1/other')).status).toBe(404);
    expect(agent.calls).toEqual([]);
  });

  it('that the agent does not take is told why', async () => {
    agent.taken = { accepted: false, reason: '100 calls are waiting already', decisions: [] };
    const response = await post('{"n": 1}');
    expect([response.status, await detailOf(response)]).toEqual([409, expect.stringContaining('100 calls')]);
  });

  it('waits until the agent takes calls again', async () => {
    agent.reasons = ['the journal is full'];
    const response = await post('{"n": 1}');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await appOf(agentApp).request('/healthz')).status).toBe(200);
    expect((await appOf(agentApp).request('/readyz')).status).toBe(503);
  });

  it('of one who calls too often is refused, until time has passed', async () => {
    const app = appOf(agentApp);
    const ask = async (): Promise<number> =>
      (await app.request('/v1/calls/go', { method: 'POST', body: '{}', headers: JSON_BODY })).status;
    now = 0;
    for (let count = 0; count < 100; count += 1) expect(await ask()).toBe(202);
    expect(await ask()).toBe(429);
    now = 1000;
    expect(await ask()).toBe(202);
  });
});

describe('what people see', () => {
  const view = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    await appOf(peopleApp).request(path, { headers: { host: '127.0.0.1:8081', ...headers } });

  it('is there on loopback, and not for agents', async () => {
    for (const path of ['/v1/strategies', '/v1/approvals', '/v1/state', '/v1/sensors', '/v1/decisions']) {
      expect((await view(path)).status).toBe(200);
      expect((await appOf(agentApp).request(path)).status).toBe(404);
    }
    const { items } = (await (await view('/v1/strategies')).json()) as { items: unknown };
    expect(items).toMatchObject([
      { name: 'other', stage: 'idle' },
      { name: 's', stage: 'idle' },
    ]);
  });

  it('is not there under another name, or for a page of another site', async () => {
    expect((await view('/v1/state', { host: 'evil.example' })).status).toBe(403);
    expect((await view('/v1/state', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await view('/v1/state', { origin: 'http://127.0.0.1:8081' })).status).toBe(200);
  });

  it('is asked for in pages of a sensible size', async () => {
    expect((await view('/v1/decisions?most=0')).status).toBe(400);
    expect((await view('/v1/decisions?most=1e3')).status).toBe(400);
    expect((await view('/v1/decisions?before=x')).status).toBe(400);
  });
});

describe('what people do', () => {
  const control = async (path: string, headers: Record<string, string> = {}, make = peopleApp): Promise<Response> =>
    await appOf(make).request(path, { method: 'POST', headers: { host: '127.0.0.1:8081', ...headers } });

  it('holds back a strategy or the agent, and lets it go on', async () => {
    for (const path of ['/v1/strategies/s/pause', '/v1/strategies/s/resume', '/v1/pause', '/v1/resume'])
      expect((await control(path)).status).toBe(202);
    expect(agent.pauses).toEqual([
      { strategy: 's', paused: true, by: 'person' },
      { strategy: 's', paused: false, by: 'person' },
      { paused: true, by: 'person' },
      { paused: false, by: 'person' },
    ]);
  });

  it('of a strategy that is not there is refused', async () => {
    const response = await control('/v1/strategies/constructor/pause');
    expect([response.status, await detailOf(response)]).toEqual([404, expect.stringContaining('it has other, s')]);
    expect(agent.pauses).toEqual([]);
  });

  it('sets a clock only where it is behind', async () => {
    expect((await control('/v1/clock')).status).toBe(409);
    agent.isBehind = 90_000;
    const response = await control('/v1/clock');
    expect([response.status, await response.json()]).toEqual([202, { setBackBy: 90 }]);
    expect((await control('/v1/clock')).status).toBe(409);
  });

  it.each(['/v1/pause', '/v1/resume', '/v1/strategies/s/pause', '/v1/strategies/s/resume', '/v1/clock'])(
    '%s is not for agents, other names, or pages of other sites',
    async (path) => {
      agent.isBehind = 1;
      expect((await control(path, {}, agentApp)).status).toBe(404);
      expect((await control(path, { host: 'evil.example' })).status).toBe(403);
      expect((await control(path, { origin: 'http://evil.example' })).status).toBe(403);
      expect((await control(path, { origin: 'null' })).status).toBe(403);
      expect([agent.pauses, agent.isBehind]).toEqual([[], 1]);
    },
  );
});

describe('the document of what is received', () => {
  it('is OpenAPI', async () => {
    const response = await appOf(agentApp).request('/openapi.json');
    const document = (await response.json()) as Record<string, unknown>;
    const { valid, errors } = await new Validator().validate(document);
    expect([valid, errors]).toEqual([true, undefined]);
  });
});

describe('a path', () => {
  const PEOPLE = { host: '127.0.0.1:8081' };

  it.each([
    ['GET', '/v1/calls/count', agentApp, 405, 'POST'],
    ['DELETE', '/healthz', agentApp, 405, 'GET'],
    ['GET', '/v1/strategies/s/pause', peopleApp, 405, 'POST'],
    ['POST', '/v1/decisions', peopleApp, 405, 'GET'],
    ['GET', '/v1/strategies/s', peopleApp, 404, null],
    ['GET', '/', peopleApp, 404, null],
  ] as const)(
    'that is asked for with %s %s is a problem where there is nothing',
    async (method, path, make, status, allow) => {
      const response = await appOf(make).request(path, { method, headers: PEOPLE });
      expect([response.status, response.headers.get('allow')]).toEqual([status, allow]);
      await detailOf(response);
      expect(refused).toEqual([status]);
    },
  );

  it('that fails is one, and its fault is told', async () => {
    const faults: string[] = [];
    agent.decisions = () => Promise.reject(new TypeError('secret'));
    const fault = ({ name }: Error): void => void faults.push(name);
    const app = peopleApp({ agent, identify: person, monotonic: () => now, fault });
    const response = await app.request('/v1/decisions', { headers: PEOPLE });
    expect([response.status, await detailOf(response)]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(faults).toEqual(['TypeError']);
  });
});

describe('a server', () => {
  it.each([
    ['rubbish\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
  ])('answers what is no request with a problem', async (sent, status) => {
    listening = await listen(appOf(agentApp), { host: '127.0.0.1', port: 0 });
    const socket = connect(listening.port, '127.0.0.1');
    socket.write(sent);
    const heard = (await socket.toArray()).map(String).join('');
    const [head = '', body = ''] = heard.split('\r\n\r\n');
    expect(head).toContain('content-type: application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status });
  });

  it('answers over a socket, and ends', async () => {
    listening = await listen(appOf(agentApp), { host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${String(listening.port)}`;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const sent = await fetch(`${url}/v1/calls/count`, { method: 'POST', body: '{"n": 1}', headers: JSON_BODY });
    expect(sent.status).toBe(202);
    await expect(listen(appOf(agentApp), { host: '127.0.0.1', port: listening.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('refuses a body that does not end, at its limit', async () => {
    listening = await listen(appOf(agentApp), { host: '127.0.0.1', port: 0 });
    const { port } = listening;
    const status = await new Promise<number | undefined>((resolve) => {
      const sent = request(
        { port, host: '127.0.0.1', path: '/v1/calls/count', method: 'POST', headers: JSON_BODY },
        (answer) => {
          resolve(answer.statusCode);
          sent.destroy();
        },
      );
      sent.on('error', () => undefined);
      const more = (): void => {
        if (!sent.destroyed) sent.write('x'.repeat(65_536), () => setImmediate(more));
      };
      more();
    });
    expect(status).toBe(413);
  });
});
