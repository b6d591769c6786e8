import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JSONWebKeySet, type JWTPayload } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { agentApp, byToken } from '../../../../src/agent/runtime/interface/app.ts';
import { callersIn, Tokens } from '../../../../src/agent/runtime/interface/caller.ts';
import { FakeAgent } from './agent.ts';

const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const AUDIENCE = 'agents.sflow.dev/mnist/planner';
const NOW = Date.parse('2026-12-01T00:00:00Z');
const SUBJECT = 'system:serviceaccount:mnist:checker-agent';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let [own, next, foreign]: Pair[] = [];
let keys: JSONWebKeySet = { keys: [] };
let asked = 0;
let isAway = false;
let now = NOW;

const publicKey = async ({ publicKey: key }: Pair, kid: string): Promise<JSONWebKeySet['keys'][number]> => ({
  ...(await exportJWK(key)),
  kid,
  alg: 'RS256',
  use: 'sig',
});

beforeAll(async () => {
  [own, next, foreign] = await Promise.all([1, 2, 3].map(() => generateKeyPair('RS256')));
});

/** A listener with rules of its own: the keys of the cluster are not known yet. */
async function listener(): Promise<(token: string | undefined, receiver?: string) => Promise<[number, string]>> {
  if (!own) throw new Error('there is no key');
  keys = { keys: [await publicKey(own, 'one')] };
  [asked, isAway, now] = [0, false, NOW];
  const tokens = new Tokens({
    issuer: ISSUER,
    audience: AUDIENCE,
    now: () => now,
    keys: () => {
      asked += 1;
      return isAway ? Promise.reject(new Error('away')) : Promise.resolve(keys);
    },
  });
  const agent = new FakeAgent();
  const callers = callersIn({
    agent: {
      ...agent.graph.agent,
      callers: [
        { receiver: 'count', namespace: 'mnist', account: 'tracker-agent' },
        { receiver: 'go', namespace: 'mnist', account: 'checker-agent' },
      ],
    },
  });
  const app = agentApp({ agent, identify: byToken(tokens, callers), monotonic: () => 0 });
  return async (token, receiver = 'go') => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await app.request(`/v1/calls/${receiver}`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', ...authorization },
    });
    const body = JSON.stringify(await response.json());
    // Nothing of a token is told again.
    for (const part of token?.split('.').filter((each) => each.length > 8) ?? []) expect(body).not.toContain(part);
    return [response.status, body];
  };
}

function sign(pair: Pair | undefined, claims: JWTPayload = {}, kid = 'one', age = 0): Promise<string> {
  if (!pair) throw new Error('there is no key');
  const issued = NOW / 1000 - age;
  return new SignJWT({ sub: SUBJECT, iss: ISSUER, aud: AUDIENCE, iat: issued, exp: issued + 600, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(pair.privateKey);
}

describe('who calls', () => {
  it('shows a token of the cluster for this agent, of an account that calls this', async () => {
    const call = await listener();
    expect((await call(await sign(own)))[0]).toBe(202);
  });

  it.each<[string, () => Promise<string | undefined>, number, string]>([
    ['no token', () => Promise.resolve(undefined), 401, 'show a token'],
    ['a word', () => Promise.resolve('hunter2hunter2'), 401, 'show a token'],
    ['rubbish', () => Promise.resolve('aaaaaaaaa.bbbbbbbbb.ccccccccc'), 401, 'the token is none'],
    ['one that is too old', () => sign(own, {}, 'one', 700), 401, 'too old'],
    ['one that ended in 1970', () => sign(own, { exp: 0 }), 401, 'too old'],
    ['one for another agent', () => sign(own, { aud: 'agents.sflow.dev/mnist/tracker' }), 401, 'somebody else'],
    ['one for the API server', () => sign(own, { aud: ISSUER }), 401, 'somebody else'],
    ['one of another cluster', () => sign(own, { iss: 'https://other' }), 401, 'another cluster'],
    ['one that was signed by another key', () => sign(foreign), 401, 'not signed'],
    ['one of a key that nobody knows', () => sign(foreign, {}, 'two'), 401, 'not signed'],
    [
      'one that nobody signed',
      () =>
        Promise.resolve(new UnsecuredJWT({ sub: SUBJECT, iss: ISSUER, aud: AUDIENCE, exp: NOW / 1000 + 60 }).encode()),
      401,
      'show a token',
    ],
    ['one of a person', () => sign(own, { sub: 'system:admin' }), 401, 'no account'],
    [
      'one of another agent',
      () => sign(own, { sub: 'system:serviceaccount:mnist:tracker-agent' }),
      403,
      'calls nothing',
    ],
    [
      'one of another namespace',
      () => sign(own, { sub: 'system:serviceaccount:other:checker-agent' }),
      403,
      'calls nothing',
    ],
  ])('is refused with %s', async (_, make, status, detail) => {
    const call = await listener();
    expect(await call(await make())).toEqual([status, expect.stringContaining(detail)]);
  });

  it('may call what the sources say, and nothing else', async () => {
    const call = await listener();
    expect((await call(await sign(own), 'count'))[0]).toBe(403);
  });

  it('goes on to be known by keys that are replaced, and by those that are known while the cluster is away', async () => {
    const call = await listener();
    expect((await call(await sign(own)))[0]).toBe(202);
    if (!next) throw new Error('there is no key');
    keys = { keys: [...keys.keys, await publicKey(next, 'two')] };
    now += 60_000;
    expect((await call(await sign(next, {}, 'two', -60)))[0]).toBe(202);
    isAway = true;
    now += 3_600_000;
    expect((await call(await sign(own, {}, 'one', -3660)))[0]).toBe(202);
  });

  it('is asked to come again where the keys cannot be had', async () => {
    const call = await listener();
    isAway = true;
    expect((await call(await sign(own)))[0]).toBe(503);
    isAway = false;
    expect((await call(await sign(own)))[0]).toBe(202);
  });

  it('cannot have the cluster asked for keys at will', async () => {
    const call = await listener();
    for (let count = 0; count < 50; count += 1) await call(await sign(foreign, {}, `k${String(count)}`));
    expect(asked).toBe(1);
  });
});
