import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from './build.ts';
import { Cluster, until } from '../cluster/client.ts';
import { list, look, text } from '../target/emit/look.ts';
import { missing } from './environment.ts';
import { STEPS } from './mechanisms-steps.ts';
import { Stage } from './stage.ts';
import { mainOf, Run, type Node } from './workflow.ts';

const NAMESPACE = 'mechanisms-operators';

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
    Run.start(stage, stage.find('WorkflowTemplate', template), name, parameters);
  /** One that runs is to fail. */
  const failing = async (pod: unknown): Promise<void> => {
    const path = `/api/v1/namespaces/${NAMESPACE}/pods/${text(pod, 'metadata.name')}`;
    const annotations = { 'sflow.test/exit-code': '1' };
    await stage.cluster.send('PATCH', path, { metadata: { annotations } }, 'application/merge-patch+json');
  };

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
      '--better=higher',
    ]);
    const ended = await run.end();
    expect([ended.of('one'), ended.of('two'), ended.of('register-digits')]).toEqual([
      ['Pod Failed'],
      ['Pod Succeeded'],
      ['Pod Succeeded'],
    ]);
    expect(ended.phase).toBe('Succeeded');
  });

  it.concurrent('a run’s parameters reach the pod, which goes when it has succeeded', async () => {
    const run = await start('passed', 'passed', { label: 'given' });
    expect(look(mainOf(await run.pod('step')), 'args')).toEqual(['--label=given']);
    expect((await run.end()).phase).toBe('Succeeded');
    await until('the pods of steps that succeeded to be removed', async () => (await run.pods()).length === 0);
  });

  it.concurrent('a step that was killed gets more by the try', async () => {
    const run = await start('growing', 'growing');
    const seen = new Map<string, unknown>();
    await until('three tries', async () => {
      for (const pod of await run.pods('rise'))
        seen.set(text(pod, 'metadata.name'), look(mainOf(pod), 'resources.limits.memory'));
      return seen.size === 3;
    });
    const gibibytes = [...seen.values()].map((memory) => Number(memory) / 2 ** 30);
    expect(gibibytes.sort((a, b) => a - b)).toEqual([4, 8, 12]);
    expect((await run.end()).phase).toBe('Succeeded');
  });

  it.concurrent.each([
    ['0.5', 'accept', 'reject', '--note=fine'],
    ['0.1', 'reject', 'accept', '--note=none'],
  ])('with the limit %s the step %s runs and %s does not', async (limit, runs, skipped, note) => {
    const run = await start('decided', `decided-${runs}`, { limit });
    expect(look(mainOf(await run.pod('report')), 'args')).toEqual([note]);
    const ended = await run.end();
    expect([ended.of(runs), ended.of(skipped)]).toEqual([['Pod Succeeded'], ['Skipped Skipped']]);
    expect([ended.phase, ended.of('report')]).toEqual(['Succeeded', ['Pod Succeeded']]);
  });

  it.concurrent.each([
    ['of the source', {}, ['0.1', '0.01']],
    ['that the run brings', { rates: '[0.3]' }, ['0.3']],
  ])('a step is repeated over the items %s', async (what, parameters, rates) => {
    const items = rates.flatMap((rate) => ['small', 'large'].map((size) => ({ rate, size })));
    const run = await start('spread', `spread-${String(items.length)}`, parameters);
    let pods: readonly unknown[] = [];
    await until(`the pods of the items ${what}`, async () => {
      pods = await run.pods('try');
      return pods.length === items.length;
    });
    const args = pods.map((pod) => list(mainOf(pod), 'args').join(' '));
    expect(args.sort()).toEqual(items.map(({ rate, size }) => `--rate=${rate} --size=${size}`).sort());
    expect(look(mainOf(await run.pod('gather')), 'args')).toEqual([
      `--losses=[${items.map(() => '0.25').join(',')}]`,
      `--stable=[${items.map(() => 'true').join(',')}]`,
      `--notes=${JSON.stringify(items.map(() => 'a "b"'))}`,
    ]);
    const ended = await run.end();
    expect(ended.of('try')).toEqual(['TaskGroup Succeeded']);
    const tries = ended.nodes.filter(({ type, templateName }) => type === 'Pod' && templateName === 'try');
    expect(tries.map(({ phase }) => phase)).toEqual(items.map(() => 'Succeeded'));
    expect([ended.phase, ended.of('register-digits')]).toEqual(['Succeeded', ['Pod Succeeded']]);
  });

  it.concurrent('a step is repeated over what a program wrote, and over constants', async () => {
    const run = await start('parted', 'parted');
    const argsOf = async (task: string): Promise<string[]> =>
      (await run.pods(task)).map((pod) => list(mainOf(pod), 'args').join(' ')).sort();
    await until('the pods of the constants', async () => (await run.pods('fixed')).length === 2);
    expect(await argsOf('fixed')).toEqual(['--size=1', '--size=2']);
    await until('the pods of the parts', async () => (await run.pods('part')).length === 2);
    expect(await argsOf('part')).toEqual(['--name=left "half"', '--name=right']);
    const ended = await run.end();
    expect([ended.phase, ended.of('part'), ended.of('fixed')]).toEqual([
      'Succeeded',
      ['TaskGroup Succeeded'],
      ['TaskGroup Succeeded'],
    ]);
  });

  it.concurrent('where an item fails, the best of the others is registered', async () => {
    const run = await start('spread', 'spread-partly', { rates: '[0.3]' });
    await until('the pods of the items', async () => (await run.pods('try')).length === 2);
    const [pod] = await run.pods('try');
    await failing(pod);
    const ended = await run.end();
    expect([ended.of('try'), ended.of('gather'), ended.of('register-digits')]).toEqual([
      ['TaskGroup Failed'],
      ['Skipped Omitted'],
      ['Pod Succeeded'],
    ]);
    // The step `gather`, one of the last, wants all items.
    expect(ended.phase).toBe('Failed');
  });

  it.concurrent.each([
    ['none', {}, [], '[]'],
    ['large numbers', { sizes: '[1000000]' }, ['--size=1000000 --kind=a', '--size=1000000 --kind=b'], '[7,7]'],
  ])('a run may bring %s as items', async (what, parameters, args, heights) => {
    const run = await start('without-items', `items-${what.slice(0, 4)}`, parameters);
    await until(`the pods of ${what}`, async () => (await run.pods('grow')).length === args.length);
    const pods = await run.pods('grow');
    expect(pods.map((pod) => list(mainOf(pod), 'args').join(' ')).sort()).toEqual(args);
    expect(look(mainOf(await run.pod('count')), 'args')).toEqual([`--heights=${heights}`]);
    expect((await run.end()).phase).toBe('Succeeded');
  });

  it.concurrent('of a fan-out that was left out the list of values is empty', async () => {
    const run = await start('left-out', 'left-out');
    expect(look(mainOf(await run.pod('reap')), 'args')).toEqual(['--crops=[]']);
    expect((await run.end()).phase).toBe('Succeeded');
  });

  it.concurrent('what comes after a step that was left out is left out, without a word of its own', async () => {
    const ended = await (await start('skipped', 'skipped')).end();
    expect(ended.phase).toBe('Succeeded');
    expect(['maybe', 'nothing', 'then', 'last', 'each'].map((name) => ended.of(name))).toEqual([
      ['Skipped Skipped'],
      ['Skipped Omitted'],
      ['Skipped Omitted'],
      ['Skipped Omitted'],
      ['Skipped Omitted'],
    ]);
    expect(ended.of('all')).toEqual(['Pod Succeeded']);
  });

  it.concurrent('and runs where it ran', async () => {
    const ended = await (await start('skipped', 'not-skipped', { go: 'true' })).end();
    expect(ended.phase).toBe('Succeeded');
    expect(['nothing', 'then', 'last', 'each', 'all'].map((name) => ended.of(name))).toEqual([
      ['TaskGroup Succeeded'],
      ['Pod Succeeded'],
      ['Pod Succeeded'],
      ['Pod Succeeded'],
      ['Pod Succeeded'],
    ]);
  });

  it.concurrent('a step sees to the failure of another, whose values are the defaults then', async () => {
    const run = await start('broken', 'broken');
    expect(look(mainOf(await run.pod('mend')), 'args')).toEqual(['--n=5']);
    expect(look(mainOf(await run.pod('after-all')), 'args')).toEqual(['--n=5']);
    const ended = await run.end();
    expect([ended.phase, ended.of('breaks')]).toEqual(['Succeeded', ['Pod Failed']]);
  });

  it.concurrent('after whatever happened a step runs, and the run has failed where a step has', async () => {
    const ended = await (await start('counted', 'counted')).end();
    expect([ended.phase, ended.of('tail'), ended.of('rest')]).toEqual([
      'Failed',
      ['Skipped Omitted'],
      ['Pod Succeeded'],
    ]);
  });

  it.concurrent('of items of which some failed the values of the others are gathered', async () => {
    const run = await start('halves', 'halves');
    await until('the pods of the items', async () => (await run.pods('half')).length === 2);
    const [pod] = await run.pods('half');
    await failing(pod);
    expect(look(mainOf(await run.pod('sum')), 'args')).toEqual(['--all=[7]']);
    expect((await run.end()).phase).toBe('Failed');
  });

  it.concurrent.each([
    ['runs', {}, 'Pod Succeeded'],
    ['is left out', { go: 'false' }, 'Skipped Skipped'],
  ])('what comes after a workflow within of which a step was left out runs where that %s', async (how, given, tell) => {
    const ended = await (await start('watched', `watched-${how.slice(0, 2)}`, given)).end();
    expect([ended.phase, ended.of('watch-alarm'), ended.of('tell'), ended.of('save')]).toEqual([
      'Succeeded',
      [how === 'runs' ? 'Skipped Skipped' : 'Skipped Omitted'],
      [tell],
      ['Skipped Omitted'],
    ]);
  });

  it.concurrent(
    'the steps of another workflow run as part of the run, with the arguments that it is given',
    async () => {
      const run = await start('nested', 'nested');
      expect(look(mainOf(await run.pod('deep-dig')), 'args')).toEqual(['--depth=7']);
      const ended = await run.end();
      const steps = ended.nodes.filter(({ type }) => type === 'Pod');
      const order = steps.sort((a, b) => (String(a.startedAt) < String(b.startedAt) ? -1 : 1));
      expect(order.map(({ displayName }) => displayName)).toEqual(['before', 'deep-dig', 'behind']);
      expect(ended.phase).toBe('Succeeded');
    },
  );

  it.concurrent('a stored output lies under its key, and is what the step after it is given', async () => {
    const ended = await (await start('stored', 'stored')).end();
    expect(ended.phase).toBe('Succeeded');
    const node = (name: string): unknown => ended.nodes.find(({ displayName }) => displayName === name);
    const [made] = list(node('make'), 'outputs.artifacts');
    expect(look(made, 's3.key')).toBe('models/stored/weights.bin');
    const [taken] = list(node('take'), 'inputs.artifacts');
    expect([look(taken, 'path'), look(taken, 's3.key')]).toEqual(['/tmp/weights.bin', 'models/stored/weights.bin']);
  });

  it.concurrent('what stands behind `finally` runs at the end', async () => {
    const ended = await (await start('finished', 'finished')).end();
    expect(ended.phase).toBe('Succeeded');
    expect(['clean', 'cheer', 'mourn', 'notify'].map((name) => ended.of(name))).toEqual([
      ['Pod Succeeded'],
      ['Pod Succeeded'],
      ['Skipped Skipped'],
      ['Skipped Skipped'],
    ]);
  });

  it.concurrent('and after a failure, of which the webhook is told; the run stays failed', async () => {
    const run = await start('finished', 'failed');
    await failing(await run.pod('work'));
    const main = mainOf(await run.pod('notify'));
    expect(look(main, 'args')).toEqual(['--workflow=finished', '--run=failed', '--status=Failed']);
    const secrets = list(main, 'env').map((variable) => look(variable, 'valueFrom.secretKeyRef'));
    expect(secrets).toContainEqual({ name: 'ml-alerts', key: 'url' });
    const ended = await run.end();
    expect([ended.phase, ended.of('work')]).toEqual(['Failed', ['Pod Failed']]);
    expect(['clean', 'cheer', 'mourn', 'notify'].map((name) => ended.of(name))).toEqual([
      ['Pod Succeeded'],
      ['Skipped Skipped'],
      ['Pod Succeeded'],
      ['Pod Succeeded'],
    ]);
  });

  it.concurrent('a scheduled workflow is run when its time comes', async () => {
    const collection = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/workflows`;
    const selector = encodeURIComponent('workflows.argoproj.io/cron-workflow=timed');
    const hasRun = async (): Promise<boolean> => {
      const { body } = await stage.cluster.send('GET', `${collection}?labelSelector=${selector}`);
      const run = list(body, 'items').find((one) => text(one, 'status.phase') === 'Succeeded');
      // It is kept by number: its time goes before that of the template, which is a week.
      const times = run === undefined ? {} : look(run, 'status.storedWorkflowTemplateSpec.ttlStrategy');
      if (run !== undefined) expect(times).toMatchObject({ secondsAfterSuccess: 2147483647 });
      return run !== undefined;
    };
    await until('a run by schedule', hasRun, 90);
  });

  it.concurrent('of an exclusive workflow one run waits for the other', async () => {
    const runs = await Promise.all([start('alone', 'alone-a'), start('alone', 'alone-b')]);
    const ended = await Promise.all(runs.map((run) => run.end()));
    expect(ended.map(({ phase }) => phase)).toEqual(['Succeeded', 'Succeeded']);
    expect(most(ended.flatMap(({ nodes }) => nodes.filter(({ type }) => type === 'Pod')))).toBe(1);
  });

  it.concurrent('no more steps run at once than is said', async () => {
    const ended = await (await start('few', 'few')).end();
    const pods = ended.nodes.filter(({ type }) => type === 'Pod');
    expect([ended.phase, pods.length, most(pods)]).toEqual(['Succeeded', 4, 2]);
  });

  it.concurrent('a run that takes too long fails, and what stands behind `finally` runs', async () => {
    const ended = await (await start('late', 'late')).end();
    expect([ended.phase, ended.of('linger'), ended.of('sweep')]).toEqual(['Failed', ['Pod Failed'], ['Pod Succeeded']]);
  });

  it.concurrent('a step is placed and given what is said, and the volume of a run ends with it', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { namespace: NAMESPACE, name: 'datasets' },
    };
    const resources = { requests: { storage: '1Gi' } };
    await stage.create({
      ...claim,
      spec: { accessModes: ['ReadWriteMany'], storageClassName: 'nfs-client', resources },
    });
    const run = await start('given', 'given');
    const scratch = { ...claim, metadata: { namespace: NAMESPACE, name: 'given-workflow' } };
    await until('the volume of the run', async () => {
      await stage.provideVolumes(NAMESPACE);
      return text(await stage.cluster.read(scratch), 'status.phase') === 'Bound';
    });
    const pod = await run.pod('look');
    const variables = list(mainOf(pod), 'env');
    expect(variables).toContainEqual({ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } } });
    expect(variables).toContainEqual({
      name: 'LEVEL',
      valueFrom: { configMapKeyRef: { name: 'settings', key: 'level' } },
    });
    const mounts = list(mainOf(pod), 'volumeMounts').map((mount) => text(mount, 'mountPath'));
    expect(mounts).toEqual(expect.arrayContaining(['/workflow', '/data', '/etc/app', '/cache']));
    expect(list(pod, 'spec.tolerations')).toContainEqual({
      key: 'gpu',
      operator: 'Equal',
      value: 'true',
      effect: 'NoSchedule',
    });
    expect(list(pod, 'spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution')).toHaveLength(1);
    const ended = await run.end();
    expect(ended.phase).toBe('Succeeded');
    const nodeName = ended.nodes.find(({ displayName }) => displayName === 'look')?.hostNodeName;
    const node = await stage.cluster.read({ apiVersion: 'v1', kind: 'Node', metadata: { name: String(nodeName) } });
    expect(look(node, 'metadata.labels', 'topology.kubernetes.io/zone')).toBe('zone-a');
    await until('the end of the claim', async () => {
      return (await stage.cluster.send('GET', await stage.cluster.pathOf(scratch))).status === 404;
    });
  });
});

/** How many of some nodes went on at once at most; times are whole seconds. */
function most(nodes: readonly Node[]): number {
  const starts = nodes.map((node) => String(node.startedAt));
  const goesOn = (node: Node, at: string): boolean => String(node.startedAt) <= at && at < String(node.finishedAt);
  return Math.max(...starts.map((at) => nodes.filter((node) => goesOn(node, at)).length));
}
