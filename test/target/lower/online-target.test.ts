import { describe, expect, it } from 'vitest';
import type { OnlineTarget } from '../../../src/contract/strategy-graph/strategy-graph.ts';
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
  readonly target: OnlineTarget;
  readonly permissions: readonly string[];
  readonly egress: readonly unknown[];
} {
  const agent = expectMessages(text, []).plan?.teams[0]?.agents[0];
  const [action] = agent?.graph.strategies[0]?.actions ?? [];
  const target = action?.kind === 'primitive' ? action.target : undefined;
  if (target?.kind !== 'online') throw new Error('it acts on no online workflow');
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

it('names no service where an action changes none', () => {
  const { target } = acting(two('duplicateWorkflowInstance(serve, replicas: 3)'));
  expect(target).not.toHaveProperty('unit');
});
