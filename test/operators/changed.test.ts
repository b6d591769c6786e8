import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from './build.ts';
import { Cluster, until } from '../cluster/client.ts';
import { list, look, text } from '../target/emit/look.ts';
import { Actor } from './agent.ts';
import { missing } from './environment.ts';
import { Stage } from './stage.ts';
import { mainOf, Run } from './workflow.ts';

const NAMESPACE = 'changed-operators';
const OVERRIDES = 'sflow-overrides-open';

describe.skipIf(missing('argo').length > 0)('Argo Workflows does with what agents change:', () => {
  let stage: Stage;
  let actor: Actor;

  beforeAll(async () => {
    stage = new Stage(await Cluster.connect(), await build('test/operators/changed.sflow'));
    await stage.raise();
    await stage.provideVolumes(NAMESPACE);
    await stage.steer(NAMESPACE, STEPS);
    actor = new Actor(stage, 'changer');
  });

  afterAll(async () => {
    await stage.strike();
    stage.cluster.close();
  });

  const start = (template: string, name: string, parameters: Readonly<Record<string, string>> = {}): Promise<Run> =>
    Run.start(stage, stage.find('WorkflowTemplate', template), name, parameters);
  const clear = async (): Promise<void> => {
    const path = `/api/v1/namespaces/${NAMESPACE}/configmaps/${OVERRIDES}`;
    await stage.cluster.send('PATCH', path, { data: null }, 'application/merge-patch+json');
    await settle();
  };

  it('what the sources say, where nothing was changed', async () => {
    const run = await start('open', 'as-compiled');
    const pod = await run.pod('fit');
    expect(look(mainOf(pod), 'image')).toBe('registry.example.org/team/fit:1');
    expect(look(mainOf(pod), 'args')).toEqual([
      '--epochs=3',
      '--quick=true',
      '--start=models:/digits@production',
      '--version=production',
    ]);
    expect(look(mainOf(pod), 'resources')).toEqual({
      limits: { cpu: '4', memory: '6442450944' },
      requests: { cpu: '500m', memory: '4294967296' },
    });
    expect(look(pod, 'spec.affinity')).toEqual({ podAffinity: { [WISHED]: [wish('near', 'kubernetes.io/hostname')] } });
    expect((await run.end()).phase).toBe('Succeeded');
    // Of what was started by hand, too.
    const labels = look(await run.object(), 'metadata.labels');
    expect(labels).toMatchObject({ 'sflow.dev/workflow': 'open', 'sflow.dev/app': 'changed' });
  });

  it('an override is in the next pod, with what was compiled', async () => {
    for (const action of [
      'updateExecutorAffinity(open, fit, away-from: far, across: zones)',
      'updateWorkflowResource(open, cpu: 2, memory: 8Gi, gpu: 1)',
      'upgradeExecutor(open, fit, image: "fit:2")',
      'upgradeExecutor(open, fit, epochs: 5, quick: false)',
      'upgradeWorkflow(open, model: digits@2)',
    ])
      await actor.override(action);
    await settle();
    const run = await start('open', 'overridden');
    const pod = await run.pod('fit');
    expect(look(mainOf(pod), 'image')).toBe('registry.example.org/team/fit:2');
    expect(look(mainOf(pod), 'args')).toEqual([
      '--epochs=5',
      '--quick=false',
      '--start=models:/digits/2',
      '--version=2',
    ]);
    expect(look(mainOf(pod), 'resources')).toEqual({
      limits: { cpu: '4', memory: '8589934592', 'nvidia.com/gpu': '1' },
      requests: { cpu: '2', memory: '8589934592', 'nvidia.com/gpu': '1' },
    });
    expect(look(pod, 'spec.affinity')).toEqual({
      podAffinity: { [WISHED]: [wish('near', 'kubernetes.io/hostname')] },
      podAntiAffinity: { [WISHED]: [wish('far', 'topology.kubernetes.io/zone')] },
    });
    await clear();
  });

  it('what a run brings itself goes before it', async () => {
    await actor.override('upgradeExecutor(open, fit, epochs: 5, quick: false)');
    await settle();
    const run = await start('open', 'itself', { epochs: '7' });
    expect(list(mainOf(await run.pod('fit')), 'args').slice(0, 2)).toEqual(['--epochs=7', '--quick=false']);
    await clear();
  });

  it.each([
    ['sflow-affinity-fit', '{},"serviceAccountName":"default"'],
    ['sflow-affinity-fit', '{},"containers":[{"name":"main","image":"evil:1"}]'],
    ['sflow-affinity-fit', '[]'],
    ['sflow-affinity-fit', '"hostNetwork"'],
    ['sflow-memory-fit', '1}},"image":"evil:1","x":{"y":{"z":1'],
    ['sflow-cpu-fit', '{{workflow.name}}'],
    ['sflow-gpu-fit', '1,"hugepages-2Mi":1'],
    ['sflow-image-fit', 'evil:1'],
    ['sflow-image-fit', 'registry.example.org/team/fit:3'],
    ['sflow-image-fit', 'registry.example.org/team/fit:1","command":["sh"],"name":"main'],
  ])('%s stays what it is: %s is an error of the run', async (key, value) => {
    await actor.write(NAMESPACE, OVERRIDES, key, value);
    await settle();
    const run = await start('open', `refused-${String((number += 1))}`);
    const { phase, nodes } = await run.end();
    expect([phase, nodes.filter(({ type }) => type === 'Pod').map((node) => node.message)]).toEqual([
      'Error',
      [expect.stringContaining('PodSpecPatch')],
    ]);
    expect(await run.pods()).toEqual([]);
    await actor.write(NAMESPACE, OVERRIDES, key, null);
  });
  let number = 0;

  // So that it is seen that the test can fail, and why the holes are expressions.
  it.each([
    ['{},"serviceAccountName":"default"', 'spec.serviceAccountName', 'default'],
    ['{},"containers":[{"name":"main","image":"evil:1"}]', 'spec.containers.main.image', 'evil:1'],
  ])('with a plain tag in its place %s would have gone through', async (value, place, expected) => {
    const compiled = stage.find('WorkflowTemplate', 'open');
    const naive = structuredClone(compiled) as unknown as { metadata: { name: string }; spec: { templates: object[] } };
    naive.metadata.name = `naive-${String((number += 1))}`;
    naive.spec.templates = naive.spec.templates.map((one) =>
      'podSpecPatch' in one ? { ...one, podSpecPatch: '{"affinity":{{workflow.parameters.sflow-affinity-fit}}}' } : one,
    );
    await stage.create(naive);
    await actor.write(NAMESPACE, OVERRIDES, 'sflow-affinity-fit', value);
    await settle();
    const run = await Run.start(stage, naive as never, naive.metadata.name);
    const pod = await run.pod('fit');
    const found = place.includes('main') ? look(mainOf(pod), 'image') : look(pod, place);
    expect(found).toBe(expected);
    await clear();
  });

  it('of an image that an event brings the tag alone is taken', async () => {
    const [action, key] = ['upgradeExecutor(near, rest, image: image)', 'sflow-image-rest'];
    const imageOf = async (name: string, image: string): Promise<unknown> => {
      await actor.override(action, { image });
      await settle();
      return look(mainOf(await (await start('near', name)).pod('rest')), 'image');
    };
    expect(await imageOf('tag-alone', 'rest:7.1')).toBe('registry.example.org/team/rest:7.1');
    expect(await imageOf('tag-whole', 'registry.example.org/team/rest:8')).toBe('registry.example.org/team/rest:8');
    for (const image of ['rest:5000/evil:1', 'evil:1', 'registry.example.org/team/rest:1/../evil:2', 'rest']) {
      await actor.write(NAMESPACE, 'sflow-overrides-near', key, image);
      await settle();
      const run = await start('near', `tag-${String((number += 1))}`);
      expect([image, (await run.end()).phase]).toEqual([image, 'Error']);
    }
  });

  it('a part runs in the folder of the run that failed, with what was left there, and registers', async () => {
    await stage.steer(NAMESPACE, { ...STEPS, fit: { 'exit-code': '137' } });
    const failed = await start('resumed', 'failed', { size: '1' });
    const ended = await failed.end();
    expect([ended.phase, ended.of('register-digits')]).toEqual(['Failed', ['Skipped Omitted']]);
    await stage.steer(NAMESPACE, STEPS);
    const spec = actor.goOn(
      'runExecutor(resumed, fit, size: 2)',
      { spec: await specOf(failed), nodes: ended.nodes },
      failed,
    );
    const run = await Run.create(stage, NAMESPACE, 'went-on', spec);
    const pods = await podsOf(run, 'fit', 2);
    expect(pods.map((pod) => list(mainOf(pod), 'args').join(' ')).sort()).toEqual([
      '--rows=9 --part=left --raw=/tmp/raw.bin --size=2',
      '--rows=9 --part=right --raw=/tmp/raw.bin --size=2',
    ]);
    for (const pod of pods) {
      expect(folderOf(pod)).toBe('failed');
      expect(JSON.stringify(look(pod, 'spec.initContainers'))).toContain('raw/failed.bin');
    }
    const register = await run.pod('register-digits');
    expect(list(mainOf(register), 'args')).toContain('--run=failed');
    const after = await run.end();
    expect([after.phase, after.of('tell'), after.of('load')]).toEqual(['Succeeded', ['Pod Succeeded'], []]);
  });

  it('by itself a run has its own folder', async () => {
    const run = await start('resumed', 'own-folder');
    expect(folderOf(await run.pod('load'))).toBe('own-folder');
    expect((await run.end()).phase).toBe('Succeeded');
  });

  it.each(['several', 'several-then'])(
    'the first of %s to end is enough, when an agent stops the others',
    async (name) => {
      const run = await start(name, `first-${name}`);
      const count = name === 'several' ? 3 : 2;
      const [, ...others] = (await podsOf(run, 'copy', count)).map((pod) => text(pod, 'metadata.name'));
      await until('all to run', async () => (await run.phases('copy')).every((phase) => phase === 'Running'));
      // No kubelet is there, which would end their programs by the signal when they are deleted.
      const annotations = { 'sflow.test/exit-code': '143' };
      for (const other of others) {
        const path = `/api/v1/namespaces/${NAMESPACE}/pods/${other}`;
        await stage.cluster.send('PATCH', path, { metadata: { annotations } }, 'application/merge-patch+json');
      }
      const ended = await run.end();
      expect(ended.phase).toBe('Succeeded');
      const phases = ended.nodes.filter(({ type, templateName }) => type === 'Pod' && templateName === 'copy');
      expect(phases.map(({ phase }) => phase).sort()).toEqual([...others.map(() => 'Failed'), 'Succeeded']);
      if (name === 'several-then') expect(ended.of('after-copy')).toEqual(['Pod Succeeded']);
    },
  );
});

/** The controller hears of a ConfigMap a moment after it was written. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));

const specOf = async (run: Run): Promise<unknown> => look(await run.object(), 'spec');

async function podsOf(run: Run, task: string, count: number): Promise<readonly unknown[]> {
  let pods: readonly unknown[] = [];
  await until(`the pods of ${task}`, async () => {
    pods = await run.pods(task);
    return pods.length === count;
  });
  return pods;
}

const folderOf = (pod: unknown): unknown =>
  look(
    list(mainOf(pod), 'volumeMounts').find((mount) => look(mount, 'mountPath') === '/workflow'),
    'subPath',
  );

const WISHED = 'preferredDuringSchedulingIgnoredDuringExecution';
const wish = (workflow: string, topologyKey: string): object => ({
  podAffinityTerm: {
    labelSelector: { matchLabels: { 'sflow.dev/app': 'changed', 'sflow.dev/workflow': workflow } },
    topologyKey,
  },
  weight: 100,
});

const SLOWLY = { 'exit-after': '8s' };

const STEPS = {
  load: { ...SLOWLY, outputs: '{"rows": 9, "parts": ["left", "right"]}' },
  fit: SLOWLY,
  rest: SLOWLY,
  copy: SLOWLY,
  'register-digits': SLOWLY,
};
