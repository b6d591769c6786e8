import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { app, batch, compileTexts, expectMessages, online } from '../../support/marked.ts';
import { list, look, text, walk } from './look.ts';
import { podProblems } from './pods.ts';
import { objectsOf } from './sources.ts';

function build(program: string): readonly KubernetesObject[] {
  const { diagnostics, manifests } = compileTexts(program);
  expect(diagnostics).toEqual([]);
  const objects = objectsOf(manifests);
  expect(objects.flatMap(podProblems)).toEqual([]);
  return objects;
}

/** The resources of the containers that run an image. */
const resourcesOf = (objects: readonly KubernetesObject[], image: string): unknown[] =>
  [...walk(objects)].filter(({ value }) => look(value, 'image') === image).map(({ value }) => look(value, 'resources'));

const STEP = 'registry.example.org/team/a:1';
const step = (resources: string): unknown[] =>
  resourcesOf(build(batch(`executor a { image "a:1"  resources ${resources} }`)), STEP);

describe('what a container asks for', () => {
  it.each([
    [
      '{ cpu: 1..32, memory: 8Gi..16Gi }',
      { requests: { cpu: '1', memory: '8Gi' }, limits: { cpu: '32', memory: '16Gi' } },
    ],
    ['{ memory: 8Gi..none }', { requests: { memory: '8Gi' } }],
    ['{ cpu: 2, memory: 8Gi }', { requests: { cpu: '2', memory: '8Gi' }, limits: { memory: '8Gi' } }],
    [
      '{ cpu: 2..2, gpu: 1 }',
      { requests: { cpu: '2', 'nvidia.com/gpu': '1' }, limits: { cpu: '2', 'nvidia.com/gpu': '1' } },
    ],
  ])('of %s', (resources, expected) => {
    expect(step(resources)).toEqual([expected]);
  });

  it.each(['seldon', 'kserve', 'deployments'])('is said to %s as it is to Argo', (serving) => {
    const program = online('service s : model { image "a:1"  resources { cpu: 0.5..4, memory: 1Gi..none } }');
    const objects = build(program.replace('on cluster }', `on cluster  serving ${serving} }`));
    const asked = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '4' } };
    expect(resourcesOf(objects, STEP)).toEqual([asked]);
  });

  it('is said to Volcano, whose queues count what is asked for', () => {
    const queued = (resources: string): string =>
      batch(`queue volcano "small"\nexecutor «a» { image "a:1"  gang 2  resources ${resources} }`).replace(
        'storage ',
        'queues { small: { cpu: 8, memory: 16Gi } }\nstorage ',
      );
    const job = build(queued('{ cpu: 4..32, memory: 8Gi..none }').replaceAll(/[«»]/g, ''));
    const [template] = [...walk(job)].filter(({ value }) => look(value, 'resource.manifest') !== undefined);
    expect(text(template?.value, 'resource.manifest').replaceAll(/\s/g, '')).toContain(
      '"resources":{"requests":{"cpu":"4","memory":"8Gi"},"limits":{"cpu":"32"}}',
    );
    expectMessages(queued('{ cpu: 5..32 }'), ['larger-than-queue']);
  });

  it('is enough for an autoscaler by use', () => {
    const scaled = (resources: string): string =>
      online(`service «s» : model { image "a:1"  resources ${resources} }\nreplicas 1..4 scale on memory to 70%`);
    build(scaled('{ memory: 1Gi..none }'));
    expectMessages(scaled('{ cpu: 1..2 }'), ['use-without-request']);
  });

  it('is changed by an agent below a limit that stays, and takes a lower one along', () => {
    const objects = build(
      app(`workflow w : batch { executor a { image "a:1"  resources { cpu: 1..none, memory: 8Gi..16Gi } } }
agent x { strategy s { WHEN every 1h  THEN updateWorkflowResource(w, cpu: 2, memory: 12Gi) } }`),
    );
    const template = objects.find(({ kind }) => kind === 'WorkflowTemplate');
    const patch = text(
      list(template, 'spec.templates').find((one) => text(one, 'name') === 'a'),
      'podSpecPatch',
    );
    const [requests = '', limits = ''] = patch.split('"limits"');
    expect(requests).toContain("toJson(int(asFloat(workflow.parameters['sflow-memory-a'])))");
    expect(limits).toContain("toJson(int(max(asFloat(workflow.parameters['sflow-memory-a']), 17179869184)))");
    expect(limits).not.toContain('cpu');
  });

  it('grows at both ends of a range', () => {
    const growing = '{ memory: 1Gi * try.number..2Gi * try.number }  retry 2';
    const objects = build(batch(`executor a { image "a:1"  resources ${growing} }`));
    const template = list(
      objects.find(({ kind }) => kind === 'WorkflowTemplate'),
      'spec.templates',
    );
    const [requests = '', limits = ''] = text(
      template.find((one) => text(one, 'name') === 'a'),
      'podSpecPatch',
    ).split('"limits"');
    expect(requests).toContain('int(1073741824 * (asInt(retries) + 1))');
    expect(limits).toContain('int(2147483648 * (asInt(retries) + 1))');
  });
});

describe('what containers get that do not say', () => {
  const within = (program: string, platform: string, application = ''): string =>
    program.replace('storage ', `${platform}\n  storage `).replace('on cluster }', `on cluster  ${application} }`);
  const asked = { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '2' } };
  const DEFAULT = 'resources { cpu: 0.1..2, memory: 256Mi..none }';

  it('is what the platform says, or nearer the application, key by key', () => {
    const step = (own: string, application: string): unknown[] => {
      const program = batch(`executor a { image "a:1"  ${own} }`);
      return resourcesOf(build(within(program, DEFAULT, application)), STEP);
    };
    expect(step('', '')).toEqual([asked]);
    expect(step('', 'resources { memory: 1Gi }')).toEqual([
      { requests: { cpu: '100m', memory: '1Gi' }, limits: { cpu: '2', memory: '1Gi' } },
    ]);
    expect(step('resources { memory: 4Gi..none, gpu: 1 }', 'resources { memory: 1Gi }')).toEqual([
      { requests: { cpu: '100m', memory: '4Gi', 'nvidia.com/gpu': '1' }, limits: { cpu: '2', 'nvidia.com/gpu': '1' } },
    ]);
    expect(step('resources { cpu: none, memory: none }', '')).toEqual([undefined]);
    expect(step('', 'resources { cpu: none }')).toEqual([{ requests: { memory: '256Mi' } }]);
  });

  it.each(['seldon', 'kserve', 'deployments'])('reaches every container that is made for %s', (serving) => {
    const program = online(`service p : transformer { image "a:1" }
service m : model { server sklearn  model cnn@1 }
graph p -> m
detector d { image "d:1" }`);
    const batchToo = `workflow w : batch {
  queue volcano "all"
  executor gang after one { image "a:1"  gang 2 }
  executor one { image "a:1" }
  finally tidy { image "a:1" }
  notify secret alerts.url
  register cnn from best of one by accuracy
}
endpoint judge : service { image "j:1" }
action scan() from http { endpoint: judge }
agent x { strategy s { WHEN every 1h  THEN scan() } }`;
    const text = within(`${program}\n${batchToo}`, `${DEFAULT}\n  queues { all: {} }`, `serving ${serving}`);
    const objects = build(
      text.replace('executor one { image "a:1" }', 'executor one { image "a:1"  metric accuracy : Ratio }'),
    );
    const silent = [...walk(objects)].filter(({ value }) => {
      const isContainer = text_(value, 'image') !== undefined || look(value, 'modelFormat') !== undefined;
      return isContainer && look(value, 'resources.requests.memory') === undefined;
    });
    expect(silent.map(({ value }) => value)).toEqual([]);
    expect(JSON.stringify(objects)).toContain('256Mi');
  });
});

const text_ = (value: unknown, path: string): string | undefined => {
  const found = look(value, path);
  return typeof found === 'string' ? found : undefined;
};
