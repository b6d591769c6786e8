import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../cluster/build.ts';
import { Cluster, until } from '../cluster/client.ts';
import { list, look } from '../emit/look.ts';
import { missing } from './environment.ts';
import { Stage } from './stage.ts';
import { mainOf, Run } from './workflow.ts';

const NAMESPACE = 'scanflow-mechanisms-operators';

/** Pods of steps that succeeded are removed: this is time enough to look at one. */
const SLOWLY = { 'exit-after': '8s' };

describe.skipIf(missing('argo').length > 0)('Argo Workflows does with what is compiled:', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = new Stage(await Cluster.connect(), await build('test/operators/mechanisms.sflow'));
    await stage.raise();
    await stage.provideVolumes(NAMESPACE);
    await stage.steer(NAMESPACE, STEPS);
  });

  afterAll(async () => {
    await stage.strike();
    stage.cluster.close();
  });

  const start = (template: string, name: string, parameters: Readonly<Record<string, string>> = {}): Promise<Run> =>
    Run.start(stage, { namespace: NAMESPACE, name: template }, name, parameters);

  it.concurrent('a step that fails is tried again', async () => {
    const run = await start('retried', 'retried');
    const ended = await run.end();
    expect(ended.phase).toBe('Succeeded');
    expect(ended.of('flaky')).toEqual(['Retry Succeeded']);
    expect([0, 1, 2].map((attempt) => ended.of(`flaky(${String(attempt)})`))).toEqual([
      ['Pod Failed'],
      ['Pod Failed'],
      ['Pod Succeeded'],
    ]);
    expect(ended.of('last')).toEqual(['Pod Succeeded']);
  });

  it.concurrent('the register step is told its candidates, and runs though one of them failed', async () => {
    const run = await start('chosen', 'chosen');
    const main = mainOf(await run.pod('register-digits'));
    expect(list(main, 'args')).toEqual([
      '--model=digits',
      '--run=chosen',
      '--candidate=one',
      '--candidate=two',
      '--metric=accuracy',
    ]);
    const ended = await run.end();
    expect([ended.of('one'), ended.of('two'), ended.of('register-digits')]).toEqual([
      ['Pod Failed'],
      ['Pod Succeeded'],
      ['Pod Succeeded'],
    ]);
    expect(ended.phase).toBe('Succeeded');
  });

  it.concurrent('a run’s parameters and its patch reach the pod', async () => {
    const patch = {
      nodeSelector: { 'topology.kubernetes.io/zone': 'zone-b' },
      containers: [{ name: 'main', resources: { requests: { cpu: '3' } } }],
    };
    const parameters = { label: 'given', 'sflow-patch-step': JSON.stringify(patch) };
    const run = await start('patched', 'patched', parameters);
    const pod = await run.pod('step');
    expect(look(pod, 'spec.nodeSelector')).toEqual(patch.nodeSelector);
    expect(look(mainOf(pod), 'args')).toEqual(['--label=given']);
    expect(look(mainOf(pod), 'resources')).toEqual({
      limits: { memory: '1Gi' },
      requests: { cpu: '3', memory: '1Gi' },
    });
    expect((await run.end()).phase).toBe('Succeeded');
    await until('the pods of steps that succeeded to be removed', async () => (await run.pods()).length === 0);
  });

  it.concurrent('a patch that is no JSON is an error of the run, and no step starts', async () => {
    const ended = await (await start('patched', 'unpatched', { 'sflow-patch-step': '{"nodeSelector":' })).end();
    const step = ended.nodes.find(({ displayName }) => displayName === 'step');
    expect([ended.phase, step?.phase, step?.message]).toEqual([
      'Error',
      'Error',
      expect.stringContaining('PodSpecPatch'),
    ]);
  });
});

/** How the steps end, by the names of their templates. */
const STEPS = {
  flaky: { 'exit-codes': '1,1,0' },
  one: { 'exit-code': '1' },
  'register-digits': SLOWLY,
  step: SLOWLY,
};
