import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { hearChanges } from '../../src/agent/runtime/cluster/changes.ts';
import { connect, type Cluster as Client } from '../../src/agent/runtime/cluster/client.ts';
import { metadataOf } from '../../src/agent/runtime/cluster/object.ts';
import { reflect } from '../../src/agent/runtime/cluster/reflector.ts';
import { kubernetesSensor } from '../../src/agent/runtime/kubernetes-sensor.ts';
import type { SensorNode, StrategyGraph } from '../../src/contract/strategy-graph/strategy-graph.ts';
import { textOf } from '../../src/base/values/plain.ts';
import type { Observation } from '../../src/base/values/value.ts';
import { PLATFORM } from '../support/marked.ts';
import { text } from '../target/emit/look.ts';
import { build } from './build.ts';
import { Cluster, makeNamespace, removeNamespaces, until } from './client.ts';
import { MERGE } from './requests.ts';

const source = `import { ready-replicas, desired-replicas, unavailable-replicas, share } from "std/kubernetes"
${PLATFORM.replace('application app { team team  on cluster', `application looks { team deployments  on cluster  serving deployments`)}
workflow serve : online {
  service s : model { server sklearn  model m@production }
  canary next at 10% { s { model m@candidate } }
}
model m { registered "m"  better accuracy }
agent watcher {
  strategy down { WHEN on serve.unavailable THEN notify(secret alerts.url, "down") }
  strategy look {
    WHEN on serve.available
    IF ready-replicas(serve) < desired-replicas(serve) and unavailable-replicas(serve) > 0 and share(serve.next) > 5%
    THEN notify(secret alerts.url, "few")
  }
}
`;

const namespace = 'looks-deployments';
let cluster: Cluster;
let agent: Client;
let graph: StrategyGraph;
let deployment = '';

beforeAll(async () => {
  cluster = await Cluster.connect();
  const folder = await mkdtemp(join(tmpdir(), 'sflow-looks-'));
  await writeFile(join(folder, 'main.sflow'), source);
  const objects = await build(folder);
  await rm(folder, { recursive: true });
  await removeNamespaces(cluster, [namespace]);
  await makeNamespace(cluster, namespace);
  for (const object of objects) await cluster.apply(object);
  const config = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'watcher');
  graph = JSON.parse(text(config, 'data', 'strategies.json')) as StrategyGraph;
  deployment =
    graph.sensors.map(({ source: { fixed } }) => textOf(fixed['deployment'])).find((name) => name !== '') ?? '';
  agent = await connect(await cluster.kubeconfig({ namespace, name: 'watcher' }));
  return async () => {
    await removeNamespaces(cluster, [namespace]);
    cluster.close();
  };
});

describe('an agent with its own token', () => {
  const read = ({ id, source: { kind, fixed } }: SensorNode): Promise<Observation> =>
    kubernetesSensor(agent)({ sensor: id, kind, fields: fixed }, Date.now());

  it('reads its sensors, and nothing else', async () => {
    await until('the pods', async () =>
      JSON.stringify(await Promise.all(graph.sensors.map(read))).includes('"value":1'),
    );
    const found = await Promise.all(
      graph.sensors.map(async (sensor) => [sensor.source.fixed['take'], await read(sensor)] as const),
    );
    expect(Object.fromEntries(found)).toMatchObject({
      'ready-replicas': { value: 1 },
      'desired-replicas': { value: 1 },
      'unavailable-replicas': { value: 0 },
      share: { value: 0.1 },
    });
    const [sensor] = graph.sensors;
    const fields = { ...sensor?.source.fixed, take: 'ready-replicas', deployment: 'other' };
    expect(await kubernetesSensor(agent)({ sensor: 's', kind: 'kubernetes', fields }, 0)).toMatchObject({
      reason: 'of the Deployment other the API server refuses it (HTTP 403 Forbidden)',
    });
  });

  it('hears that what serves is away and there again', async () => {
    const stop = new AbortController();
    const news: string[] = [];
    let isBaseline = false;
    const told = new Set<string>();
    const once = {
      gone: () => undefined,
      known: (sightings: readonly { readonly change: string }[]) => {
        for (const { change } of sightings) told.add(change);
        isBaseline = true;
      },
      changed: (_: string, change: { readonly id: string; readonly state: string }) => {
        if (!told.has(change.id)) news.push(change.state);
        told.add(change.id);
      },
    };
    const over = hearChanges(graph, agent, once, [], stop.signal);
    await until('the first list', () => Promise.resolve(isBaseline));
    expect(news).toEqual([]);
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const ready = async (value: string | null): Promise<void> => {
      const { body } = await cluster.send('GET', pods);
      for (const pod of (body as { items: { metadata: { name: string } }[] }).items)
        if (pod.metadata.name.startsWith(deployment)) {
          const metadata = { annotations: { 'sflow.test/ready': value } };
          await cluster.send('PATCH', `${pods}/${pod.metadata.name}`, { metadata }, MERGE);
        }
    };
    await ready('false');
    await until('the outage', () => Promise.resolve(news.length === 1), 20);
    await ready(null);
    await until('the end of it', () => Promise.resolve(news.length === 2), 60);
    expect(news).toEqual(['unavailable', 'available']);
    stop.abort();
    await over;
  });

  it('goes on from the last version while nothing happens, and hears of what happens then', async () => {
    const all = await connect();
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const stop = new AbortController();
    let lists = 0;
    const seen: string[] = [];
    const gone: string[] = [];
    const over = reflect(
      all,
      { path, name: 'late' },
      {
        listed: () => (lists += 1),
        seen: (object) => seen.push(metadataOf(object).name),
        gone: (object) => gone.push(metadataOf(object).name),
        trouble: () => undefined,
      },
      stop.signal,
      { watch: 4, grace: 5, relist: 900, pauses: [0.5, 30], apart: 1 },
    );
    await sleep(10_000);
    expect(lists).toBe(1);
    await cluster.send('POST', path, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late' } });
    await until('the news', () => Promise.resolve(seen.length === 1), 5);
    await cluster.send('DELETE', `${path}/late`);
    await until('the end', () => Promise.resolve(gone.length === 1), 5);
    stop.abort();
    await over;
  });
});
