import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConcretePrimitive } from '../../src/agent/engine/effect.ts';
import { runName } from '../../src/agent/runtime/actuators/batch.ts';
import { ROUTES } from '../../src/agent/runtime/actuators/traffic.ts';
import { pathTo } from '../../src/agent/runtime/cluster/client.ts';
import type { PrimitiveNode } from '../../src/contract/strategy-graph/strategy-graph.ts';
import type { Value } from '../../src/base/values/value.ts';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { PLATFORM } from '../support/marked.ts';
import { list, look, text } from '../target/emit/look.ts';
import { actionsIn, Actor, concrete, standIn, Tracker } from './acting.ts';
import { build } from './build.ts';
import { Cluster, makeNamespace, removeNamespaces, until } from './client.ts';
import { MERGE } from './requests.ts';

const written = [
  'runWorkflow(training, epochs: 3)',
  'stopWorkflow(training)',
  'upgradeWorkflow(training, epochs: 5)',
  'upgradeWorkflow(serve, model: m@latest)',
  'updateWorkflowReplica(serve, by: +1)',
  'updateWorkflowReplica(serve, per-replica: 15/s)',
  'updateWorkflowReplica(serve, minimum: 4, maximum: 6)',
  'updateWorkflowTraffic(serve, backup: 40%)',
  'updateWorkflowTraffic(serve.next, share: +10%)',
  'updateWorkflowTraffic(serve.next, share: 30%)',
  'upgradeWorkflow(serve.next, model: m@latest)',
  'deleteWorkflow(serve)',
];

const source = (application: string, serving: string): string => `import { request-rate } from "std/istio"
${PLATFORM.replace('application app { team team  on cluster', `application ${application} { team ${serving}  on cluster  serving ${serving}`)}
model m { registered "m"  better accuracy }
workflow training : batch {
  param epochs : Int = 1
  executor fit { image "fit:1"  args { epochs: epochs }  metric accuracy : Ratio }
}
workflow spare : online { service s : model { server sklearn  model m@previous } }
workflow serve : online {
  service s : model { server sklearn  model m@production  resources { cpu: 1 } }
  canary next at 10% { s { model m@candidate } }
  replicas 2..9 scale on request-rate(serve) per replica to 20/s
  backup spare
}
agent actor {
${written.map((action, index) => `  strategy act-${String(index)} { WHEN called act-${String(index)}() THEN ${action} }`).join('\n')}
}
`;

const other = { namespace: 'elsewhere', name: 'other' };
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

interface Scene {
  readonly objects: readonly KubernetesObject[];
  readonly actor: Actor;
  readonly action: (written: string, given?: Readonly<Record<string, Value>>) => ConcretePrimitive;
}

async function raise(application: string, serving: string): Promise<Scene> {
  const namespace = `${application}-${serving}`;
  const folder = await mkdtemp(join(tmpdir(), 'sflow-acts-'));
  await writeFile(join(folder, 'main.sflow'), source(application, serving));
  const objects = await build(folder);
  await rm(folder, { recursive: true });
  await removeNamespaces(cluster, [namespace]);
  await makeNamespace(cluster, namespace);
  for (const object of objects) {
    const { status, body } = await cluster.apply(object);
    expect([200, 201], text(body, 'message')).toContain(status);
  }
  const graph = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'actor');
  const actions = actionsIn(JSON.parse(text(graph, 'data', 'strategies.json')));
  return {
    objects,
    actor: await Actor.of(cluster, { namespace, name: 'actor' }, tracker),
    action: (one, given) => {
      const action = concrete(actions.get(one) as PrimitiveNode);
      return given ? { ...action, arguments: { ...action.arguments, ...given } } : action;
    },
  };
}

const read = async (path: string): Promise<unknown> => (await cluster.send('GET', path)).body;
const versionOf = async (path: string): Promise<unknown> => look(await read(path), 'metadata.resourceVersion');
let count = 0;
let key = '';
beforeEach(() => {
  key = `agent/strategy/occurrence-${String((count += 1))}/then/1`;
});

describe('an agent in a cluster', () => {
  const namespace = 'acts-seldon';
  let scene: Scene;
  const act = (what: string, options?: Parameters<Actor['act']>[2], given?: Readonly<Record<string, Value>>) =>
    scene.actor.act(scene.action(what, given), key, options);
  const refused = (what: RegExp): unknown => ({ failed: expect.stringMatching(what) as string });

  beforeAll(async () => {
    scene = await raise('acts', 'seldon');
    return () => removeNamespaces(cluster, [namespace]);
  });

  describe('that runs a workflow', () => {
    const runs = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows`;
    const started = async (): Promise<number> => list(await read(runs), 'items').length;

    it('starts one run under a key, whatever comes between', async () => {
      const before = await started();
      const name = runName(scene.actor.hands, 'training', key);
      expect(await act('runWorkflow(training, epochs: 3)', { dies: 1 })).toBeUndefined();
      expect(await started()).toBe(before);
      expect(await act('runWorkflow(training, epochs: 3)')).toEqual({ ok: name });
      expect(await act('runWorkflow(training, epochs: 3)')).toEqual({ ok: name });
      expect(await started()).toBe(before + 1);
      const run = await read(`${runs}/${name}`);
      expect(look(run, 'spec.arguments.parameters')).toEqual([{ name: 'epochs', value: '3' }]);
      expect(look(run, 'metadata.annotations')).toMatchObject({ 'sflow.dev/decision': 'o' });
    });

    it('takes no run for its own that has the name and not the mark', async () => {
      const name = runName(scene.actor.hands, 'training', key);
      const spec = { workflowTemplateRef: { name: 'training' } };
      await cluster.send('POST', runs, {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Workflow',
        metadata: { name },
        spec,
      });
      expect(await act('runWorkflow(training, epochs: 3)')).toEqual(refused(/^another run has the name/));
    });

    it('stops the runs that were there at the decision, and no later one', async () => {
      const make = (name: string): Promise<unknown> =>
        cluster.send('POST', runs, {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Workflow',
          metadata: { name, labels: { 'sflow.dev/workflow': 'training' } },
          spec: { workflowTemplateRef: { name: 'training' } },
        });
      const stopped = async (name: string): Promise<unknown> => look(await read(`${runs}/${name}`), 'spec.shutdown');
      await make('early');
      expect(await act('stopWorkflow(training)', { dies: 1 })).toBeUndefined();
      await make('late');
      expect(await stopped('early')).toBeUndefined();
      expect(await act('stopWorkflow(training)')).toEqual({ ok: null });
      expect([await stopped('early'), await stopped('late')]).toEqual(['Stop', undefined]);
      expect(look(await read(`${runs}/early`), 'metadata.annotations')).toMatchObject({ 'sflow.dev/decision': 'o' });
      // Of the same name, and another one.
      await cluster.send('DELETE', `${runs}/early`);
      await make('early');
      expect(await act('stopWorkflow(training)')).toEqual({ ok: null });
      expect(await stopped('early')).toBeUndefined();
    });
  });

  describe('that writes', () => {
    const defaults = `/api/v1/namespaces/${namespace}/configmaps/sflow-overrides-training`;
    const weights = async (): Promise<unknown> =>
      list(list(await read(route()), 'spec.http')[0], 'route').map((one) => look(one, 'weight'));
    const replicas = async (): Promise<unknown> => {
      const spec = look(await read(scaled()), 'spec');
      return [
        look(spec, 'minReplicaCount'),
        look(spec, 'maxReplicaCount'),
        look(list(spec, 'triggers')[0], 'metadata.threshold'),
      ];
    };
    const nameOf = (kind: string): string =>
      scene.objects.find((one) => one.kind === kind && one.metadata.name.startsWith('serve'))?.metadata.name ?? '';
    const route = (): string => pathTo(namespace, { ...ROUTES, name: nameOf('VirtualService') });
    const scaled = (): string => {
      const name = nameOf('ScaledObject');
      return pathTo(namespace, { group: 'keda.sh', version: 'v1alpha1', resource: 'scaledobjects', name });
    };

    it('adds a replica once, though it crashed before and after it was written', async () => {
      expect(await replicas()).toEqual([2, 9, '20']);
      expect(await act('updateWorkflowReplica(serve, by: +1)', { dies: 1 })).toBeUndefined();
      expect(await replicas()).toEqual([2, 9, '20']);
      expect(await act('updateWorkflowReplica(serve, by: +1)')).toEqual({ ok: null });
      expect(look(await read(scaled()), 'metadata.annotations')).toMatchObject({ 'sflow.dev/decision': 'o' });
      const version = await versionOf(scaled());
      expect(await act('updateWorkflowReplica(serve, by: +1)')).toEqual({ ok: null });
      expect(await replicas()).toEqual([3, 9, '20']);
      expect(await versionOf(scaled())).toBe(version);
    });

    it('leaves what another has changed since it was written down, and says so', async () => {
      expect(await act('updateWorkflowReplica(serve, by: +1)', { dies: 1 })).toBeUndefined();
      await cluster.send('PATCH', scaled(), { spec: { minReplicaCount: 7 } }, MERGE);
      expect(await act('updateWorkflowReplica(serve, by: +1)')).toEqual(refused(/changed by somebody else meanwhile/));
      expect(await replicas()).toEqual([7, 9, '20']);
    });

    it('goes on where another has changed something else', async () => {
      expect(await act('updateWorkflowReplica(serve, minimum: 4, maximum: 6)', { dies: 1 })).toBeUndefined();
      await cluster.send('PATCH', scaled(), { metadata: { labels: { a: 'b' } } }, MERGE);
      expect(await act('updateWorkflowReplica(serve, minimum: 4, maximum: 6)')).toEqual({ ok: null });
      expect(await replicas()).toEqual([4, 6, '20']);
    });

    it('changes the threshold of the rule, and ends at the bounds', async () => {
      expect(await act('updateWorkflowReplica(serve, per-replica: 15/s)')).toEqual({ ok: null });
      expect(await replicas()).toEqual([4, 6, '15']);
      key += '-more';
      expect(await act('updateWorkflowReplica(serve, by: +1)', {}, { by: 9 })).toEqual({ ok: null });
      expect(await replicas()).toEqual([6, 6, '15']);
      key += '-less';
      expect(await act('updateWorkflowReplica(serve, by: +1)', {}, { by: -9 })).toEqual({ ok: null });
      expect(await replicas()).toEqual([1, 6, '15']);
      key += '-wrong';
      expect(await act('updateWorkflowReplica(serve, minimum: 4, maximum: 6)', {}, { minimum: 7 })).toEqual(
        refused(/at least 7 replicas and at most 6$/),
      );
    });

    it('shares requests out, by steps that are no larger than allowed', async () => {
      expect(await weights()).toEqual([90, 10, 0]);
      expect(await act('updateWorkflowTraffic(serve.next, share: +10%)', { dies: 1 })).toBeUndefined();
      expect(await act('updateWorkflowTraffic(serve.next, share: +10%)')).toEqual({ ok: null });
      expect(await act('updateWorkflowTraffic(serve.next, share: +10%)')).toEqual({ ok: null });
      expect(await weights()).toEqual([80, 20, 0]);
      key += '-too-far';
      const wide = { ...scene.action('updateWorkflowTraffic(serve.next, share: 30%)'), largestStep: 0.05 };
      expect(await scene.actor.act(wide, key)).toEqual(refused(/moves 10% of the requests, and a step may move 5%/));
      key += '-backup';
      expect(await act('updateWorkflowTraffic(serve, backup: 40%)')).toEqual({ ok: null });
      expect(await weights()).toEqual([40, 20, 40]);
      key += '-fail-over';
      expect(await act('updateWorkflowTraffic(serve, backup: 40%)', {}, { backup: 1 })).toEqual({ ok: null });
      expect(await weights()).toEqual([0, 0, 100]);
      key += '-left';
      expect(await act('updateWorkflowTraffic(serve.next, share: 30%)')).toEqual(
        refused(/only 0% of the requests are left/),
      );
    });

    it('keeps its key apart from those of others on the same object', async () => {
      const own = scene.actor.hands;
      const foreign = new Actor({ ...own, agent: other });
      const name = 'updateWorkflowTraffic(serve, backup: 40%)';
      expect(await scene.actor.act(scene.action(name, { backup: 0.5 }), key)).toEqual({ ok: null });
      expect(await foreign.act(scene.action(name, { backup: 0.6 }), key)).toEqual({ ok: null });
      expect(await scene.actor.act(scene.action(name, { backup: 0.5 }), key)).toEqual({ ok: null });
      expect(await weights()).toEqual([40, 0, 60]);
    });

    it('gives the next runs other defaults, beside those of others', async () => {
      await cluster.send('PATCH', defaults, { data: { mine: '1' } }, MERGE);
      expect(await act('upgradeWorkflow(training, epochs: 5)', { dies: 1 })).toBeUndefined();
      expect(await act('upgradeWorkflow(training, epochs: 5)')).toEqual({ ok: null });
      expect(look(await read(defaults), 'data')).toEqual({ mine: '1', epochs: '5' });
      await cluster.send('PATCH', defaults, { data: { epochs: '8' } }, MERGE);
      expect(await act('upgradeWorkflow(training, epochs: 5)')).toEqual({ ok: null });
      expect(look(await read(defaults), 'data')).toEqual({ mine: '1', epochs: '8' });
    });

    it('says of what it cannot do yet that it is not done', async () => {
      expect(await act('deleteWorkflow(serve)')).toEqual(refused(/^not done: .*deleteWorkflow/));
    });

    it('says of what is not there that it is not', async () => {
      const action = scene.action('updateWorkflowReplica(serve, by: +1)');
      await cluster.send('DELETE', scaled());
      await until('the end', async () => (await cluster.send('GET', scaled())).status === 404);
      expect(await scene.actor.act(action, key)).toEqual(refused(/is not there$/));
    });
  });
});

describe.each(['seldon', 'kserve', 'deployments'])('an agent that upgrades a service on %s', (serving) => {
  const namespace = `upgrades-${serving}`;
  const upgrade = 'upgradeWorkflow(serve, model: m@latest)';
  let scene: Scene;
  let path = '';
  let stop: () => void;
  let uris: () => Promise<readonly string[]>;

  beforeAll(async () => {
    scene = await raise('upgrades', serving);
    const { target } = scene.action(upgrade);
    if (target?.kind !== 'online' || !target.unit) throw new Error(upgrade);
    const [group = '', resource = ''] = target.unit.resource.split('/');
    const version = serving === 'kserve' ? 'v1beta1' : 'v1';
    path = pathTo(namespace, { group, version, resource, name: target.unit.object });
    uris = async () => [...new Set(JSON.stringify(look(await read(path), 'spec')).match(/(s3|models):[^"]*m\/[^"]*/g))];
    stop = standIn(cluster, path);
  });
  afterAll(async () => {
    stop();
    await removeNamespaces(cluster, [namespace]);
  });

  const of = (version: string): ConcretePrimitive => scene.action(upgrade, { model: { name: 'm', version } });

  it('waits until it is there, and does it once', async () => {
    expect(await scene.actor.act(of('3'), key, { dies: 1 })).toBeUndefined();
    expect(await uris()).not.toContain('s3://scanflow/models/m/3');
    expect(await scene.actor.act(of('3'), key)).toEqual({ ok: null });
    expect(await uris()).toContain('s3://scanflow/models/m/3');
    expect(await scene.actor.act(of('3'), key)).toEqual({ ok: null });
    expect(scene.actor.intents(key)).toHaveLength(1);
  });

  it('refuses a version of another model', async () => {
    const wrong = scene.action(upgrade, { model: { name: 'x', version: '1' } });
    expect(await scene.actor.act(wrong, key)).toEqual({ failed: 'the service serves m, not x' });
  });

  it.skipIf(serving === 'deployments')('takes back what does not come up, also after a crash on the way', async () => {
    const bad = of('4');
    expect(await scene.actor.act(bad, key, { dies: 2 })).toBeUndefined();
    expect(await uris()).toContain('s3://scanflow/models/m/bad');
    expect(await scene.actor.act(bad, key)).toEqual({
      failed: expect.stringMatching(/did not come up.*; the one before it is served again$/) as string,
    });
    expect(await uris()).toContain('s3://scanflow/models/m/3');
    expect(await scene.actor.act(bad, key)).toEqual({
      failed: expect.stringMatching(/; the one before it is served again$/) as string,
    });
    // Tried again it begins anew.
    expect(await scene.actor.act(of('5'), key, { id: `${key}~2` })).toEqual({ ok: null });
    expect(await uris()).toContain('s3://scanflow/models/m/5');
  });

  it('leaves what another serves meanwhile', async () => {
    expect(await scene.actor.act(of('4'), key, { dies: 1 })).toBeUndefined();
    expect(await scene.actor.act(of('6'), `${key}-other`)).toEqual({ ok: null });
    expect(await scene.actor.act(of('4'), key)).toEqual({
      failed: expect.stringMatching(/was changed by somebody else meanwhile, and is left like that$/) as string,
    });
    expect(await uris()).toContain('s3://scanflow/models/m/6');
  });
});
