import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrimitiveNode } from '../../src/contract/strategy-graph/strategy-graph.ts';
import { primitives, primitiveKey } from '../../src/contract/primitives/primitives.ts';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { PLATFORM } from '../support/marked.ts';
import { list, look, record, text } from '../target/emit/look.ts';
import { Actor, Tracker } from './acting.ts';
import { build } from './build.ts';
import { carryOut } from './carry-out.ts';
import type { Hands } from './requests.ts';
import { Cluster, makeNamespace, removeNamespaces, until } from './client.ts';

/** What agents do to the batch workflows; one of them makes its step of Volcano's pods. */
const batch = [
  'runWorkflow(training, epochs: 3)',
  'runWorkflow(together)',
  'upgradeWorkflow(training, epochs: 5)',
  'updateWorkflowAffinity(training, away-from: serve)',
  'updateWorkflowResource(training, cpu: 2)',
  'updateExecutorAffinity(training, fit, near: serve)',
  'updateExecutorResource(training, fit, memory: 8Gi)',
  'upgradeExecutor(training, load, image: "load:2")',
  'stopExecutor(training, fit)',
  'runExecutor(training, fit)',
  'stopWorkflow(training)',
  'promote(m@latest, to: production)',
  'notify(secret alerts.url, "done")',
];

const online = [
  'upgradeWorkflow(serve, model: m@latest)',
  'updateWorkflowAffinity(serve, away-from: training, required: true)',
  'updateWorkflowResource(serve, s, cpu: 2)',
  'updateWorkflowReplica(serve, minimum: 3)',
  'updateWorkflowTraffic(serve, backup: 40%)',
  'upgradeWorkflow(serve.next, model: m@latest)',
  'updateWorkflowTraffic(serve.next, share: 40%)',
  'duplicateWorkflowInstance(serve, replicas: 3)',
  'duplicateWorkflowInstance(spare, replicas: 3)',
  'deleteWorkflowInstance(spare)',
  'applyWorkflowInstance(spare)',
  'deleteWorkflow(serve)',
  'deployWorkflow(serve)',
];

const written = (serving: string): readonly string[] => {
  const threshold = serving === 'deployments' ? 'per-replica: 4' : 'per-replica: 15/s';
  return [...batch, `updateWorkflowReplica(serve, ${threshold})`, ...online];
};

/** An agent for each action, so that none is granted what another needs. */
const source = (serving: string): string => {
  const scale = serving === 'deployments' ? 'cpu to 0.5' : 'request-rate(serve) per replica to 20/s';
  const agents = written(serving).map(
    (action, index) => `agent ${nameOf(index)} { strategy act { WHEN called act() THEN ${action} } }`,
  );
  return `import { request-rate } from "std/istio"
${PLATFORM.replace('application app { team team  on cluster', `application hands { team ${serving}  on cluster  serving ${serving}`)}
model m { registered "m"  better accuracy }
workflow training : batch {
  param epochs : Int = 1
  executor load { image "load:1"  output rows : Int from "/tmp/rows" }
  executor fit after load { image "fit:1"  args { epochs: epochs, rows: load.rows }  metric accuracy : Ratio }
  register m from fit
}
workflow together : batch { executor train { image "train:1"  gang 4 } }
workflow spare : online { service s : model { server sklearn  model m@previous } }
workflow serve : online {
  service s : model { server sklearn  model m@production  resources { cpu: 1 } }
  canary next at 10% { s { model m@candidate } }
  replicas 2..9 scale on ${scale}
  available 1
  backup spare
}
${agents.join('\n')}
`;
};

const nameOf = (index: number): string => `hand-${String(index)}`;

/** A run of `training` that has failed behind its first step, and one that goes on, with its pod. */
const world = (namespace: string): KubernetesObject[] => {
  const run = (name: string, phase: string): KubernetesObject & Record<string, unknown> => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name, namespace, labels: { 'sflow.dev/workflow': 'training' } },
    spec: {
      workflowTemplateRef: { name: 'training' },
      arguments: { parameters: [{ name: 'epochs', value: '2' }] },
    },
    status: {
      phase,
      nodes: {
        a: {
          id: 'a',
          name: 'a',
          displayName: 'load',
          type: 'Pod',
          phase: 'Succeeded',
          outputs: { parameters: [{ name: 'rows', value: '7' }] },
        },
      },
    },
  });
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'training-run-fit',
      namespace,
      labels: { 'sflow.dev/workflow': 'training', 'sflow.dev/executor': 'fit' },
    },
    spec: { containers: [{ name: 'main', image: 'fit:1' }] },
  };
  return [run('training-failed', 'Failed'), run('training-runs', 'Running'), pod];
};

let cluster: Cluster;
let tracker: Tracker;

beforeAll(async () => {
  cluster = await Cluster.connect();
  tracker = await new Tracker().start();
  return () => {
    tracker.stop();
    cluster.close();
  };
});

describe.each(['seldon', 'kserve', 'deployments'])('with its own token an agent on %s', (serving) => {
  const texts = written(serving);
  const namespace = `hands-${serving}`;
  let objects: readonly KubernetesObject[] = [];
  const opened: Cluster[] = [];

  const find = (kind: string, name: unknown): unknown =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sflow-hands-'));
    await writeFile(join(folder, 'main.sflow'), source(serving));
    objects = await build(folder);
    await rm(folder, { recursive: true });
    await removeNamespaces(cluster, [namespace]);
    await makeNamespace(cluster, namespace);
    for (const object of [...objects, ...world(namespace)]) {
      const { status, body } = await cluster.apply(object);
      expect([200, 201], text(body, 'message')).toContain(status);
    }
    // KServe makes it where it runs.
    if (serving === 'kserve')
      await cluster.apply({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'spare-predictor', namespace },
        spec: {
          selector: { matchLabels: { app: 'spare' } },
          template: { metadata: { labels: { app: 'spare' } }, spec: { containers: [{ name: 'c', image: 'c:1' }] } },
        },
      } as KubernetesObject);
  });

  /** What an agent has, and the one thing that it does. */
  async function agentOf(index: number): Promise<{ readonly hands: Hands; readonly action: PrimitiveNode }> {
    const name = nameOf(index);
    const pod = look(find('StatefulSet', name), 'spec.template.spec');
    const volume = list(pod, 'volumes').find((each) => look(each, 'name') === 'bodies');
    const data = record(look(find('ConfigMap', look(volume, 'configMap.name')), 'data'));
    const agent = await cluster.with({ namespace, name });
    opened.push(agent);
    const bodies = (file: string): KubernetesObject[] => JSON.parse(String(data[file])) as KubernetesObject[];
    const actor = await Actor.of(cluster, { namespace, name }, tracker);
    return { hands: { agent, bodies, actor, operator: cluster }, action: actionOf(index) };
  }

  function actionOf(index: number): PrimitiveNode {
    const graph: unknown = JSON.parse(text(find('ConfigMap', nameOf(index)), 'data', 'strategies.json'));
    return list(list(graph, 'strategies')[0], 'actions')[0] as PrimitiveNode;
  }

  afterAll(async () => {
    for (const agent of opened) agent.close();
    await removeNamespaces(cluster, [namespace]);
    for (const object of objects.filter(({ metadata }) => metadata.namespace === undefined))
      if (object.kind !== 'Namespace') await cluster.send('DELETE', await cluster.pathOf(object));
  });

  it.each(texts.map((each, index) => [each, index] as const))('carries out %s', async (_, index) => {
    const { hands, action } = await agentOf(index);
    await carryOut(hands, action);
  });

  it('has tried every primitive', () => {
    const tried = new Set(
      texts.map((_, index) => actionOf(index)).map(({ name, target }) => primitiveKey(name, target?.kind)),
    );
    const keys = Object.keys(primitives).filter((key) => key !== 'register');
    expect(keys.filter((key) => !tried.has(key as keyof typeof primitives))).toEqual([]);
  });

  it('has used every right that it has', async () => {
    const path = process.env['SFLOW_AUDIT_LOG'];
    if (path === undefined) return;
    // Registry and people are asked elsewhere; all others have rights.
    const without = texts.filter((_, index) => rightsOf(objects, nameOf(index)).length === 0);
    expect(without).toEqual(['promote(m@latest, to: production)', 'notify(secret alerts.url, "done")']);
    let unused: readonly string[] = [];
    // The log is written behind the answers.
    await until(
      'the audit log',
      async () => {
        const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.includes(`${namespace}:hand-`));
        const entries = lines.map((line): unknown => JSON.parse(line));
        unused = texts.flatMap((action, index) => {
          const user = `system:serviceaccount:${namespace}:${nameOf(index)}`;
          const used = new Set(entries.filter((entry) => look(entry, 'user.username') === user).flatMap(usedIn));
          return rightsOf(objects, nameOf(index))
            .filter((right) => !used.has(right))
            .map((right) => `${action}: ${right}`);
        });
        return unused.length === 0;
      },
      10,
    ).catch(() => undefined);
    expect(unused).toEqual([]);
  });
});

/** A right on one object, or on all: `verb group/resource name`. */
function rightsOf(objects: readonly KubernetesObject[], agent: string): string[] {
  return objects
    .filter(({ kind, metadata }) => kind === 'Role' && metadata.name === agent)
    .flatMap((role) => list(role, 'rules'))
    .flatMap((rule) =>
      list(rule, 'verbs').flatMap((verb) =>
        list(rule, 'resources').flatMap((resource) => {
          const names = list(rule, 'resourceNames');
          const of = `${String(verb)} ${String(list(rule, 'apiGroups')[0])}/${String(resource)}`;
          return names.length === 0 ? [of] : names.map((name) => `${of} ${String(name)}`);
        }),
      ),
    );
}

/** What a request that was allowed has used: what is applied and was not there is created. */
function usedIn(entry: unknown): string[] {
  const of = (field: string): string => {
    const value = look(entry, 'objectRef', field);
    return typeof value === 'string' ? value : '';
  };
  const code = Number(look(entry, 'responseStatus.code'));
  if (code === 403) return [];
  const name = of('name');
  const path = [`${of('apiGroup')}/${of('resource')}`, of('subresource')].filter((part) => part !== '').join('/');
  const verb = text(entry, 'verb');
  const verbs = verb === 'patch' && code === 201 ? ['patch', 'create'] : [verb];
  return verbs.flatMap((each) => [`${each} ${path}`, `${each} ${path} ${name}`]);
}
