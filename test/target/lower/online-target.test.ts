import { describe, expect, it } from 'vitest';
import type { OnlineTarget, VariantTarget } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { app, expectMessages } from '../../support/marked.ts';

const two = (action: string, serving = ''): string =>
  app(
    `model cnn { registered "CNN"  better accuracy }
model rnn { registered "RNN"  better accuracy }
workflow serve : online {
  service a : model { server sklearn  model cnn@production }
  service b : model { server sklearn  model rnn@production }
  service j : combiner { image "j:1" }
  graph [a, b] -> j
}
agent x {
  strategy s { WHEN called c(which: ModelVersion, of: Service) THEN ${action} }
}`,
  ).replace('on cluster', `on cluster ${serving}`);

/** What the agent acts on, what it may change, and whom it reaches. */
function acting(text: string): {
  readonly target: OnlineTarget | VariantTarget;
  readonly permissions: readonly string[];
  readonly egress: readonly unknown[];
} {
  const agent = expectMessages(text, []).plan?.teams[0]?.agents[0];
  const [action] = agent?.graph.strategies[0]?.actions ?? [];
  const target = action?.kind === 'primitive' ? action.target : undefined;
  if (target?.kind !== 'online' && target?.kind !== 'variant') throw new Error('it acts on no online workflow');
  const permissions = (agent?.permissions ?? []).map(
    ({ group, resource, verbs, names = ['*'] }) => `${verbs.join()} ${group}/${resource} ${names.join()}`,
  );
  return { target, permissions, egress: agent?.egress ?? [] };
}

describe('an upgrade', () => {
  it('is one of the service that serves the model, in its own object', () => {
    const { target, permissions } = acting(two('upgradeWorkflow(serve, model: rnn@latest)'));
    expect(target.unit).toEqual({
      name: 'b',
      resource: 'machinelearning.seldon.io/seldondeployments',
      object: 'serve',
      deployment: 'serve-default-0-graph',
      serves: { model: 'RNN', tracker: 'http://mlflow.scanflow:5000' },
    });
    expect(permissions).toEqual(['get,patch machinelearning.seldon.io/seldondeployments serve']);
  });

  it('may change that object alone where a workflow has several', () => {
    const { target, permissions } = acting(two('upgradeWorkflow(serve, model: rnn@latest)', 'serving kserve'));
    expect(target.unit).toMatchObject({ name: 'b', object: 'serve-b', deployment: 'serve-b-predictor' });
    expect(permissions).toEqual(['get,patch serving.kserve.io/inferenceservices serve-b']);
  });

  it('says which container brings the model where nothing else does', () => {
    const { target, permissions } = acting(two('upgradeWorkflow(serve, model: rnn@latest)', 'serving deployments'));
    expect(target.unit).toMatchObject({ resource: 'apps/deployments', object: 'serve', serves: { copier: 'b-model' } });
    expect(permissions).toEqual(['get,patch apps/deployments serve']);
  });

  it('asks the tracker where the files of a version are, whoever names the version', () => {
    for (const action of ['upgradeWorkflow(serve, model: rnn@3)', 'upgradeWorkflow(serve, model: which, service: b)']) {
      const { target, egress } = acting(two(action));
      expect(target.unit?.serves).toEqual({ model: 'RNN', tracker: 'http://mlflow.scanflow:5000' });
      expect(egress).toContainEqual({ namespace: 'scanflow', port: 5000 });
    }
  });
});

describe('a change of resources', () => {
  it('is one of the service that is named', () => {
    const { target, permissions } = acting(two('updateWorkflowResource(serve, j, cpu: 2)', 'serving kserve'));
    expect(target.unit).toEqual({
      name: 'j',
      resource: 'serving.kserve.io/inferenceservices',
      object: 'serve-j',
      deployment: 'serve-j-predictor',
    });
    expect(permissions).toEqual(['get,patch serving.kserve.io/inferenceservices serve-j']);
  });

  it('may be one of any where the service comes with a call', () => {
    const { target, permissions } = acting(two('updateWorkflowResource(serve, of, cpu: 2)'));
    expect(target.unit).toBeUndefined();
    expect(permissions).toEqual(['get,patch machinelearning.seldon.io/seldondeployments serve']);
  });
});

describe('a change of a scaling rule', () => {
  const scaled = (rule: string, change: string): string =>
    `import { failure-rate, latency, request-rate } from "std/istio"
${two(`updateWorkflowReplica(serve, ${change})`).replace('graph [a, b] -> j', `graph [a, b] -> j  replicas 2..9 scale on ${rule}`)}`
      .replaceAll('server sklearn', 'resources { cpu: 1 }  server sklearn')
      .replace('image "j:1"', 'image "j:1"  resources { cpu: 1 }');
  const keda = 'get,patch keda.sh/scaledobjects serve-scale';
  const kubernetes = 'get,patch autoscaling/horizontalpodautoscalers serve-scale';

  it.each([
    [
      'request-rate(serve) per replica to 20/s',
      'per-replica: 15/s',
      keda,
      { trigger: 'request-rate', type: 'Rate', factor: 1 },
    ],
    [
      'failure-rate(serve) per replica to 20%',
      'per-replica: 10%',
      keda,
      { trigger: 'failure-rate', type: 'Ratio', factor: 1 },
    ],
    ['latency(serve) to 80ms', 'per-replica: 50ms', keda, { trigger: 'latency', type: 'Duration', factor: 0.001 }],
    ['cpu to 70%', 'per-replica: 60%', kubernetes, { metric: 'cpu', type: 'Ratio', field: 'averageUtilization' }],
    ['cpu to 8', 'per-replica: 5', kubernetes, { metric: 'cpu', type: 'Cpu', field: 'averageValue' }],
    ['memory to 4Gi', 'per-replica: 2Gi', kubernetes, { metric: 'memory', type: 'Bytes', field: 'averageValue' }],
  ])('on %s says where its threshold stands', (rule, change, permission, threshold) => {
    const { target, permissions } = acting(scaled(rule, change));
    expect(target).toMatchObject({ threshold });
    expect(permissions).toEqual([permission]);
  });

  it.each([
    ['cpu to 70%', kubernetes],
    ['request-rate(serve) per replica to 20/s', keda],
  ])('on %s moves its bounds', (rule, permission) => {
    const { target, permissions } = acting(scaled(rule, 'minimum: 3, maximum: 12'));
    expect(target).not.toHaveProperty('threshold');
    expect(permissions).toEqual([permission]);
  });

  it('means what the autoscaler compares', () => {
    for (const [rule, written] of [
      ['latency(serve) to 80ms', '80'],
      ['failure-rate(serve) per replica to 20%', '0.2'],
    ] as const) {
      const { manifests, plan } = expectMessages(scaled(rule, 'minimum: 3'), []);
      const factor = plan?.teams[0]?.online[0]?.scaling?.factor ?? 1;
      expect(JSON.stringify(manifests)).toContain(`"threshold":"${written}"`);
      expect(rule).toContain(
        rule.endsWith('%')
          ? `${String(Number(written) * factor * 100)}%`
          : `${String(Number(written) * factor * 1000)}ms`,
      );
    }
  });
});

it('may require a place, or prefer it', () => {
  const placed = (more: string): string =>
    two(`updateWorkflowAffinity(serve, near: other${more})`).replace(
      'agent x',
      'workflow other : online { service s : model { server sklearn  model cnn@1 } }\nagent x',
    );
  for (const [more, required] of [
    ['', false],
    [', required: true', true],
  ] as const) {
    const { plan } = expectMessages(placed(more), []);
    expect(plan?.teams[0]?.agents[0]?.graph.strategies[0]?.actions[0]).toMatchObject({
      arguments: { required: { value: required } },
    });
  }
});

it('names no service where an action changes none', () => {
  const { target } = acting(two('duplicateWorkflowInstance(serve, replicas: 3)'));
  expect(target).not.toHaveProperty('unit');
});

const canary = (action: string, serving: string): string =>
  app(
    `model m { registered "M"  better accuracy }
workflow spare : online { service s : model { server sklearn  model m@previous } }
workflow serve : online {
  service f : transformer { image "f:1" }
  service s : model { server sklearn  model m@production }
  graph f -> s
  canary next at 10%  { s { model m@candidate } }
  canary other at 5%  { s { model m@2 } }
  shadow trial at 50% { s { model m@experiment } }
  backup spare
}
agent x {
  strategy s { WHEN every 1h THEN ${action} }
}`,
  ).replace('on cluster', `on cluster  serving ${serving}`);

describe('a variant', () => {
  it.each([
    ['seldon', 'machinelearning.seldon.io/seldondeployments', 'serve', 'serve-next-0-graph'],
    ['kserve', 'serving.kserve.io/inferenceservices', 'serve-next', 'serve-next-predictor'],
    ['deployments', 'apps/deployments', 'serve-next', 'serve-next'],
  ])('is upgraded on %s where its model stands', (serving, resource, object, deployment) => {
    const { target, permissions } = acting(canary('upgradeWorkflow(serve.next, model: m@3)', serving));
    expect(target).toMatchObject({ kind: 'variant', workflow: 'serve', variant: 'next', predictor: 'next' });
    expect(target.unit).toMatchObject({ name: 's', resource, object, deployment, serves: { model: 'M' } });
    expect(permissions).toEqual([`get,patch ${resource} ${object}`]);
  });

  it.each([
    ['seldon', 'serve-next', 'serve-other', 'serve-default', 'spare-default'],
    ['kserve', 'serve-next-transformer', 'serve-other-transformer', 'serve-transformer', 'spare-predictor'],
    ['deployments', 'serve-next', 'serve-other', 'serve', 'spare'],
  ])('has a share on %s by the weights of the one route', (serving, next, other, rest, backup) => {
    const declared = { [next]: 0.1, [other]: 0.05, [backup]: 0 };
    const given = acting(canary('updateWorkflowTraffic(serve.next, share: +10%)', serving));
    expect(given.target).toMatchObject({
      virtualService: 'serve-sflow',
      shares: { of: next, rest, isBackup: false, declared },
    });
    expect(given.permissions).toEqual(['get,patch networking.istio.io/virtualservices serve-sflow']);
    const failOver = acting(canary('updateWorkflowTraffic(serve, backup: 0%)', serving));
    expect(failOver.target.shares).toEqual({ of: backup, rest, isBackup: true, declared });
    expect(failOver.permissions).toEqual(given.permissions);
  });

  it('names in its shares the Services that its route has', () => {
    for (const serving of ['seldon', 'kserve', 'deployments']) {
      const { manifests, plan } = expectMessages(canary('updateWorkflowTraffic(serve.next, share: 20%)', serving), []);
      const [action] = plan?.teams[0]?.agents[0]?.graph.strategies[0]?.actions ?? [];
      const target = action?.kind === 'primitive' && action.target?.kind === 'variant' ? action.target : undefined;
      const { of = '', rest = '', declared = {} } = target?.shares ?? {};
      const route = JSON.stringify(
        (manifests ?? [])
          .flatMap(({ objects }) => objects)
          .filter(({ kind, metadata }) => kind === 'VirtualService' && metadata.name === target?.virtualService),
      );
      for (const service of [of, rest, ...Object.keys(declared)])
        expect(route).toContain(`"${service}.app-team.svc.cluster.local"`);
    }
  });

  it('adds to its share by another argument than it sets it', () => {
    const argumentsOf = (action: string): unknown => {
      const [found] =
        expectMessages(canary(action, 'seldon'), []).plan?.teams[0]?.agents[0]?.graph.strategies[0]?.actions ?? [];
      return found?.kind === 'primitive' ? found.arguments : undefined;
    };
    expect(argumentsOf('updateWorkflowTraffic(serve.next, share: 25%)')).toMatchObject({ share: { value: 0.25 } });
    expect(argumentsOf('updateWorkflowTraffic(serve.next, share: -10%, at-most: 50%)')).toMatchObject({
      by: { value: -0.1, text: '-10%' },
      'at-most': { value: 0.5 },
    });
  });
});

it('may read the route of a share, and no other', () => {
  const text = canary('duplicateWorkflowInstance(spare, replicas: 2)', 'seldon');
  const reading = text.replace('WHEN every 1h', 'WHEN every 1h IF share(serve.other) > 1%');
  const { permissions } = acting(`import { share } from "std/kubernetes"\n${reading}`);
  expect(permissions).toContain('get networking.istio.io/virtualservices serve-sflow');
});
