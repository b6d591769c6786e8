import type { JSONWebKeySet } from 'jose';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callersIn, Tokens } from '../../src/agent/runtime/interface/caller.ts';
import { decodeGraph } from '../../src/contract/strategy-graph/decode.ts';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { list, look, record, text } from '../target/emit/look.ts';
import { PLATFORM } from '../support/marked.ts';
import { build } from './build.ts';
import { Cluster, makeNamespace, removeNamespaces } from './client.ts';

const NAME = 'sflow-test-tokens';
const JWK_SET = 'application/jwk-set+json';

const SOURCE = `${PLATFORM.replace('on cluster }', `on cluster  namespace "${NAME}" }`)}
workflow train : batch { executor fit { image "fit:1" } }
agent planner { strategy s { WHEN called up() THEN runWorkflow(train) } }
agent teller  { strategy s { WHEN called say() THEN notify(secret x.y, "hi") } }
agent watcher { strategy s { WHEN every 1h THEN { call planner.up()  call teller.say() } } }
`;

async function built(): Promise<KubernetesObject[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sflow-tokens-'));
  try {
    await writeFile(join(folder, 'main.sflow'), SOURCE);
    return await build(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the token that an agent shows to another one', () => {
  let [cluster, receiver]: Cluster[] = [];
  let objects: KubernetesObject[] = [];
  let tokens: Tokens;
  let now = (): number => Date.now();

  const find = (kind: string, name: string): KubernetesObject | undefined =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  /** What its pod is to be given, by its file. */
  const projections = (agent: string): ReadonlyMap<string, unknown> =>
    new Map(
      list(find('StatefulSet', agent), 'spec.template.spec.volumes')
        .flatMap((volume) => list(volume, 'projected.sources'))
        .map((source) => look(source, 'serviceAccountToken'))
        .map((token) => [text(token, 'path'), token]),
    );
  /** As the kubelet asks for it. */
  const request = async (agent: string, spec: Readonly<Record<string, unknown>>): Promise<[number, string]> => {
    const path = `/api/v1/namespaces/${NAME}/serviceaccounts/${agent}/token`;
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
    const answer = await cluster?.send('POST', path, body);
    return [answer?.status ?? 0, text(answer?.body, 'status.token')];
  };
  const shown = async (file: string): Promise<string> => {
    const { audience, expirationSeconds } = record(projections('watcher').get(file));
    const [status, token] = await request('watcher', { audiences: [audience], expirationSeconds });
    expect(status).toBe(201);
    return `Bearer ${token}`;
  };

  beforeAll(async () => {
    cluster = await Cluster.connect();
    await removeNamespaces(cluster, [NAME]);
    await makeNamespace(cluster, NAME);
    objects = await built();
    for (const object of objects.filter(({ kind }) => kind === 'ServiceAccount'))
      expect((await cluster.apply(object)).status).toBeLessThan(300);
    receiver = await cluster.with({ namespace: NAME, name: 'planner' });
    const { body: discovery } = await receiver.send('GET', '/.well-known/openid-configuration');
    const known = receiver;
    tokens = new Tokens({
      issuer: text(discovery, 'issuer'),
      audience: String(record(projections('watcher').get(`${NAME}.planner/token`))['audience']),
      now: () => now(),
      keys: async () => {
        const { status, body } = await known.send('GET', '/openid/v1/jwks', undefined, undefined, JWK_SET);
        if (status !== 200) throw new Error(`no keys: ${String(status)}`);
        return JSON.parse(String(body)) as JSONWebKeySet;
      },
    });
  });

  afterAll(async () => {
    if (cluster) await removeNamespaces(cluster, [NAME]);
    for (const one of [cluster, receiver]) one?.close();
  });

  it('is known by keys that the account of the receiver may read, and the graph knows its account', async () => {
    const account = await tokens.accountOf(await shown(`${NAME}.planner/token`));
    expect(account).toEqual({ namespace: NAME, name: 'watcher' });
    const data = look(find('ConfigMap', 'planner'), 'data');
    const decoded = decodeGraph(String(record(data)['strategies.json']));
    if (!('graph' in decoded)) throw new Error(decoded.reason);
    expect(callersIn(decoded.graph)('up')).toEqual([account]);
    expect(callersIn(decoded.graph)('say')).toEqual([]);
  });

  it('is refused by an agent that it is not for, and by the API server', async () => {
    await expect(tokens.accountOf(await shown(`${NAME}.teller/token`))).rejects.toThrow('for somebody else');
    const [, token] = await request('watcher', {});
    await expect(tokens.accountOf(`Bearer ${token}`)).rejects.toThrow('for somebody else');
  });

  it('is good for ten minutes, and none is made for an account that is gone', async () => {
    const token = await shown(`${NAME}.planner/token`);
    expect((await cluster?.send('DELETE', `/api/v1/namespaces/${NAME}/serviceaccounts/watcher`))?.status).toBe(200);
    expect((await request('watcher', { audiences: ['x'] }))[0]).toBe(404);
    now = () => Date.now() + 640_000;
    await expect(tokens.accountOf(token)).rejects.toThrow('too old');
  });
});
