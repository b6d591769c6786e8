import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM } from '../support/marked.ts';
import { look, record, text, walk } from '../target/emit/look.ts';
import { build } from './build.ts';
import { Cluster, makeNamespace, removeNamespaces, until } from './client.ts';

const NAMESPACE = 'sflow-quota';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`;

const source = (serving: string, resources: string): string => `${PLATFORM.replace(
  'on cluster',
  `on cluster  serving ${serving}  ${resources}`,
)}
model m { registered "m"  better accuracy }
workflow train : batch {
  executor fit { image "fit:1" }
  notify secret alerts.url
}
workflow serve : online {
  service f : transformer { image "f:1" }
  service s : model { image "s:1"  model m@1 }
  graph f -> s
  detector watch { image "w:1" }
}
endpoint judge : service { image "j:1" }
action scan() from http { endpoint: judge }
agent a { strategy s { WHEN every 1h  THEN scan() } }
`;

let cluster: Cluster;

/** What the API server says of a pod with such a container, which it does not keep. */
const answerTo = async (container: unknown): Promise<string> => {
  const { name, image, resources } = record(container);
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'try-' } };
  const { status, body } = await cluster.send('POST', PODS, {
    ...pod,
    spec: { containers: [{ name: name ?? 'main', image, resources }] },
  });
  return status === 201 ? 'taken' : text(body, 'message');
};

async function answers(serving: string, resources: string): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'sflow-quota-'));
  await writeFile(join(folder, 'main.sflow'), source(serving, resources));
  const objects = await build(folder);
  await rm(folder, { recursive: true });
  const containers = [...walk(objects)]
    .map(({ value }) => value)
    .filter((value) => typeof look(value, 'image') === 'string');
  const told = containers.map(async (one): Promise<[string, string]> => [text(one, 'image'), await answerTo(one)]);
  return Object.fromEntries(await Promise.all(told));
}

describe('a namespace with a quota for requests of both, and for limits of memory', () => {
  beforeAll(async () => {
    cluster = await Cluster.connect();
    await removeNamespaces(cluster, [NAMESPACE]);
    await makeNamespace(cluster, NAMESPACE);
    const hard = { 'requests.cpu': '64', 'requests.memory': '256Gi', 'limits.memory': '256Gi' };
    const path = `/api/v1/namespaces/${NAMESPACE}/resourcequotas`;
    await cluster.send('POST', path, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'all' },
      spec: { hard },
    });
    const quota = async (): Promise<unknown> => (await cluster.send('GET', `${path}/all`)).body;
    await until('the quota to be counted', async () => look(await quota(), 'status.hard') !== undefined);
  });

  afterAll(async () => {
    await removeNamespaces(cluster, [NAMESPACE]);
    cluster.close();
  });

  it.each(['seldon', 'kserve', 'deployments'])(
    'takes what is made for %s where there is a default',
    async (serving) => {
      const told = await answers(serving, 'resources { cpu: 0.1..2, memory: 256Mi..1Gi }');
      expect(Object.keys(told).length).toBeGreaterThanOrEqual(5);
      expect(Object.entries(told).filter(([, answer]) => answer !== 'taken')).toEqual([]);
    },
  );

  it('refuses what does not say, and no program of ours', async () => {
    const told = await answers('deployments', '');
    const refused = Object.entries(told).filter(([, answer]) => answer !== 'taken');
    expect(refused.map(([image]) => image.replace('registry.example.org/team/', '')).sort()).toEqual([
      'f:1',
      'fit:1',
      'j:1',
      's:1',
      'w:1',
    ]);
    for (const [, answer] of refused) expect(answer).toContain('must specify');
  });
});
