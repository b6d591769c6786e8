import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectNode, OnlineTarget } from '../../src/contract/strategy-graph/strategy-graph.ts';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { list, look, record, text } from '../target/emit/look.ts';
import { PLATFORM } from '../support/marked.ts';
import { build } from './build.ts';
import { Cluster, makeNamespace, removeNamespaces, type Answer } from './client.ts';

/** A workflow with all that may belong to it, which nobody ships. */
const source = (serving: string): string => `import { request-rate } from "std/istio"
${PLATFORM.replace('application app { team team  on cluster', `application objects { team ${serving}  on cluster  serving ${serving}`)}
model m { registered "m"  better accuracy }
workflow spare : online { service s : model { server sklearn  model m@previous } }
workflow serve : online {
  service f : transformer { image "f:1" }
  service s : model { server sklearn  model m@production }
  detector watch { image "w:1" }
  graph f -> s
  canary next at 10% { s { model m@candidate } }
  replicas 2..9 scale on ${serving === 'deployments' ? 'cpu to 0.5' : 'request-rate(serve) per replica to 20/s'}
  available 1
  expose "serve.example.org"
  backup spare
  deployed by keeper
}
agent keeper {
  strategy up     { WHEN called up()     THEN deployWorkflow(serve) }
  strategy tuned  { WHEN called tuned()  THEN updateWorkflowReplica(serve, minimum: 3) }
  strategy held   { WHEN called held()   THEN duplicateWorkflowInstance(spare, replicas: 3) }
  strategy down   { WHEN called down()   THEN deleteWorkflow(serve) }
  strategy spared { WHEN called spared() THEN deleteWorkflowInstance(spare) }
}
`;

let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.connect();
  return () => {
    cluster.close();
  };
});

describe.each(['seldon', 'kserve', 'deployments'])('an agent on %s, with its own rights', (serving) => {
  const namespace = `objects-${serving}`;
  let objects: readonly KubernetesObject[] = [];
  let agent: Cluster;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sflow-objects-'));
    await writeFile(join(folder, 'main.sflow'), source(serving));
    objects = await build(folder);
    await rm(folder, { recursive: true });
    await removeNamespaces(cluster, [namespace]);
    await makeNamespace(cluster, namespace);
    for (const object of objects) expect([200, 201]).toContain((await cluster.apply(object)).status);
    agent = cluster.as({ namespace, name: 'keeper' });
  });

  afterAll(async () => {
    await removeNamespaces(cluster, [namespace]);
  });

  const find = (kind: string, name: unknown): unknown =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);

  function targetOf(strategy: string): OnlineTarget {
    const graph: unknown = JSON.parse(text(find('ConfigMap', 'keeper'), 'data', 'strategies.json'));
    const found = list(graph, 'strategies').find((each) => look(each, 'name') === strategy);
    return look(list(found, 'actions')[0], 'target') as OnlineTarget;
  }

  const pathTo = ({ group, version, resource, name }: Omit<ObjectNode, 'kind'>): string =>
    `${group === '' ? `/api/${version}` : `/apis/${group}/${version}`}/namespaces/${namespace}/${resource}/${name}`;

  /** As it stands in the agent's pod. */
  function bodyOf({ group, version, kind, name }: ObjectNode): KubernetesObject {
    const pod = look(find('StatefulSet', 'keeper'), 'spec.template.spec');
    const volume = list(pod, 'volumes').find((each) => look(each, 'name') === 'bodies');
    const data = record(look(find('ConfigMap', look(volume, 'configMap.name')), 'data'));
    const bodies = JSON.parse(String(data[targetOf('up').bodies ?? ''])) as KubernetesObject[];
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const body = bodies.find((one) => one.apiVersion === apiVersion && one.kind === kind && one.metadata.name === name);
    if (!body) throw new Error(`no body of ${kind} ${name}`);
    return body;
  }

  const apply = (path: string, body: unknown): Promise<Answer> =>
    agent.send('PATCH', `${path}?fieldManager=sflow&fieldValidation=Strict`, body, 'application/apply-patch+yaml');

  it('brings up all objects of a workflow, and again without a change', async () => {
    const { objects: all = [] } = targetOf('up');
    expect(all.length).toBeGreaterThan(3);
    for (const object of all) {
      const { status, body } = await apply(pathTo(object), bodyOf(object));
      expect(status, `${object.kind} ${object.name}: ${text(body, 'message')}`).toBe(201);
    }
    for (const object of all) {
      const before = look((await agent.send('GET', pathTo(object))).body, 'metadata.generation');
      const { status, body } = await apply(pathTo(object), bodyOf(object));
      expect([status, look(body, 'metadata.generation')], object.kind).toEqual([200, before]);
    }
  });

  it('cannot make, read or delete another object of any of these kinds', async () => {
    for (const object of targetOf('up').objects ?? []) {
      const other = { ...bodyOf(object), metadata: { name: 'another', namespace } };
      const [path, collection] = [pathTo({ ...object, name: 'another' }), pathTo({ ...object, name: '' })];
      expect((await apply(path, other)).status, object.kind).toBe(403);
      expect((await agent.send('POST', collection.slice(0, -1), other)).status, object.kind).toBe(403);
      expect((await cluster.send('POST', collection.slice(0, -1), other)).status, object.kind).toBe(201);
      expect((await apply(path, other)).status, object.kind).toBe(403);
      for (const method of ['GET', 'DELETE']) expect((await agent.send(method, path)).status, object.kind).toBe(403);
      expect((await cluster.send('DELETE', path)).status, object.kind).toBeOneOf([200, 202]);
    }
  });

  it('moves the bounds of every autoscaler', async () => {
    const { scaledObjects = [], horizontalPodAutoscalers = [] } = targetOf('tuned');
    expect([scaledObjects.length, horizontalPodAutoscalers.length]).toEqual(
      { seldon: [1, 0], kserve: [2, 0], deployments: [0, 1] }[serving],
    );
    const keda = { group: 'keda.sh', version: 'v1alpha1', resource: 'scaledobjects', field: 'minReplicaCount' };
    const kubernetes = {
      group: 'autoscaling',
      version: 'v2',
      resource: 'horizontalpodautoscalers',
      field: 'minReplicas',
    };
    for (const { name, field, ...kind } of [
      ...scaledObjects.map((name) => ({ ...keda, name })),
      ...horizontalPodAutoscalers.map((name) => ({ ...kubernetes, name })),
    ]) {
      const path = pathTo({ ...kind, name });
      const patch = [{ op: 'replace', path: `/spec/${field}`, value: 3 }];
      expect((await agent.send('PATCH', path, patch, 'application/json-patch+json')).status).toBe(200);
    }
  });

  it('holds a number of replicas where no autoscaler moves it', async () => {
    const { instance, deployments } = targetOf('held');
    const [group, version, resource, name] =
      serving === 'seldon'
        ? ['machinelearning.seldon.io', 'v1', 'seldondeployments', instance]
        : ['apps', 'v1', 'deployments', deployments[0] ?? ''];
    // KServe makes the Deployment, and does not run here.
    if (serving === 'kserve')
      await cluster.send('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, named(name));
    const path = `${pathTo({ group, version, resource, name })}/scale`;
    expect((await agent.send('GET', path)).status).toBe(200);
    const { status, body } = await agent.send('PATCH', path, { spec: { replicas: 3 } }, 'application/merge-patch+json');
    expect([status, look(body, 'spec.replicas')]).toEqual([200, 3]);
  });

  const named = (name: string): unknown => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'c:1' }] } },
    },
  });

  it('reads every route that leads to an instance before it takes that down', async () => {
    const { routes, objects: all = [] } = targetOf('spared');
    expect(routes?.virtualServices).toHaveLength(2);
    for (const name of routes?.virtualServices ?? []) {
      const path = pathTo({ group: 'networking.istio.io', version: 'v1', resource: 'virtualservices', name });
      expect((await agent.send('GET', path)).status, name).toBe(200);
    }
    for (const object of all) expect((await agent.send('DELETE', pathTo(object))).status).toBeOneOf([200, 202]);
  });

  it('deletes all objects of a workflow', async () => {
    const { objects: all = [] } = targetOf('down');
    expect(all).toEqual(targetOf('up').objects);
    for (const object of [...all].reverse())
      expect((await agent.send('DELETE', pathTo(object))).status, object.kind).toBeOneOf([200, 202]);
    for (const object of all) expect((await agent.send('GET', pathTo(object))).status, object.kind).toBe(404);
  });
});
