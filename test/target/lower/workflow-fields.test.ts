import { describe, expect, it } from 'vitest';
import { deploymentPods, jobPods, runNames } from '../../../src/target/lower/names.ts';
import { app, compileTexts } from '../../support/marked.ts';

/** Prometheus anchors regular expressions at both ends. */
const matches = (pattern: string, name: string): boolean => new RegExp(`^(?:${pattern})$`).test(name);

describe('the expression of pod names', () => {
  it('tells the pods of a Deployment from those of one whose name begins alike', () => {
    expect(matches(deploymentPods('serve'), 'serve-5d9c8b7f64-x2x4z')).toBe(true);
    expect(matches(deploymentPods('serve'), 'serve-canary-5d9c8b7f64-x2x4z')).toBe(false);
    expect(matches(deploymentPods('serve'), 'serve-backup-default-0-graph-5d9c8b7f64-x2x4z')).toBe(false);
    expect(matches(deploymentPods('serve'), 'server-5d9c8b7f64-x2x4z')).toBe(false);
  });

  it('knows that long names are cut', () => {
    for (const length of [45, 46, 47, 52, 57, 58, 63]) {
      const deployment = 'a'.repeat(length);
      const pod = `${`${deployment}-5d9c8b7f64-`.slice(0, 58)}x2x4z`;
      expect(matches(deploymentPods(deployment), pod), String(length)).toBe(true);
      expect(matches(deploymentPods(deployment), `b${pod.slice(1)}`)).toBe(false);
    }
  });

  it('knows the runs of agents, of schedules and of Argo, and no other workflow', () => {
    for (const run of ['train-0123456789', 'train-ab12ef09cd', 'train-1785312000', 'train-x2x4z'])
      expect(matches(runNames('train'), run), run).toBe(true);
    for (const run of ['train', 'train-large', 'train-big-x2x4z', 'train-large-0123456789', 'retrain-x2x4z'])
      expect(matches(runNames('train'), run), run).toBe(false);
    expect(matches(jobPods('train', '(fit|load)'), 'train-fit-x2x4z-worker-0')).toBe(true);
    expect(matches(jobPods('train', '(fit|load)'), 'train-other-x2x4z-worker-0')).toBe(false);
  });
});

/** The query that a sensor of one workflow becomes. */
function query(fields: string, of: string, type: string, serving = 'seldon'): unknown {
  const text = app(`model cnn { registered "cnn"  better accuracy }
workflow train : batch { executor step { image "a:1" } executor fit after step { image "a:1"  gang 4 } queue volcano "default" }
workflow serve : online { service m : model { server sklearn  model cnn@1 }  canary next at 10% { m { model cnn@2 } } }
workflow chain : online { service pre : transformer { image "a:1" } service m : model { server sklearn  model cnn@1 } graph pre -> m }
sensor x(of: ${type}) : Number from prometheus { query: """sum(metric{${fields}})""", unit: 1 }
agent a { strategy s { WHEN every 1h IF x(${of}) > 1 THEN runWorkflow(train) } }`).replace(
    'on cluster }',
    `on cluster  serving ${serving} }`,
  );
  const { plan, diagnostics } = compileTexts(text);
  expect(diagnostics).toEqual([]);
  return plan?.teams[0]?.agents[0]?.graph.sensors[0]?.source.fixed['query'];
}

describe('the fields of a workflow in a query', () => {
  it('are names and labels', () => {
    expect(query('namespace="${of.namespace}",name="${of.name}"', 'serve', 'Workflow')).toBe(
      'sum(metric{namespace="app-team",name="serve"})',
    );
    expect(query('${of.destination}', 'serve', 'Online')).toBe(
      'sum(metric{destination_service_name="serve-default",destination_service_namespace="app-team"})',
    );
    expect(query('${of.seldon}', 'serve', 'Online')).toBe(
      'sum(metric{deployment_name="serve",predictor_name="default",namespace=~"app-team|"})',
    );
    expect(query('${of.kserve}', 'serve', 'Online', 'kserve')).toBe(
      'sum(metric{pod=~"serve-predictor-[a-z0-9]{1,10}-[a-z0-9]{5}",namespace=~"app-team|"})',
    );
    expect(query('${of.kserve}', 'chain', 'Online', 'kserve')).toBe(
      'sum(metric{pod=~"chain-predictor-[a-z0-9]{1,10}-[a-z0-9]{5}",namespace=~"app-team|"})',
    );
  });

  it('tell a variant from the stable version', () => {
    expect(query('${of.seldon}', 'serve.next', 'Served')).toBe(
      'sum(metric{deployment_name="serve",predictor_name="next",namespace=~"app-team|"})',
    );
    expect(query('${of.kserve}', 'serve.next', 'Served', 'kserve')).toBe(
      'sum(metric{pod=~"serve-next-predictor-[a-z0-9]{1,10}-[a-z0-9]{5}",namespace=~"app-team|"})',
    );
    expect(query('${of.destination}', 'serve.next', 'Served')).toContain('destination_service_name="serve-next"');
    expect(query('a="${of.deployment}",b="${of.name}"', 'serve.next', 'Served', 'deployments')).toBe(
      'sum(metric{a="serve-next",b="serve"})',
    );
  });

  it('know the pods of each kind of workflow', () => {
    const pods = (of: string, serving?: string): string =>
      /pod=~"([^"]*)"/.exec(String(query('${of.pods}', of, 'Workflow', serving)))?.[1] ?? '';
    expect(matches(pods('serve'), 'serve-default-0-graph-5d9c8b7f64-x2x4z')).toBe(true);
    expect(matches(pods('serve', 'deployments'), 'serve-5d9c8b7f64-x2x4z')).toBe(true);
    for (const pod of ['chain-transformer-5d9c8b7f64-x2x4z', 'chain-predictor-5d9c8b7f64-x2x4z'])
      expect(matches(pods('chain', 'kserve'), pod)).toBe(true);
    for (const pod of ['train-0123456789-step-3067158893', 'train-x2x4z-fit-77', 'train-fit-x2x4z-worker-3'])
      expect(matches(pods('train'), pod), pod).toBe(true);
    for (const pod of ['train-more-0123456789-step-1', 'serve-default-0-graph-5d9c8b7f64-x2x4z'])
      expect(matches(pods('train'), pod), pod).toBe(false);
  });
});
