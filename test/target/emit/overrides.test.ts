import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { actionsOf } from '../../../src/contract/strategy-graph/walk.ts';
import { app, compileTexts, expectMessages } from '../../support/marked.ts';
import { danglingReferences } from './references.ts';
import { list, look, text } from './look.ts';
import { objectsOf } from './sources.ts';
import { validateObject } from './validate.ts';

const workflow = `workflow train : batch {
  param epochs : Int = 3
  executor load { image "load:1"  output rows : Int from "/tmp/rows"  args { epochs: epochs } }
  executor fit for n in [1, 2] after load when load.rows > 3 {
    image "fit:1"
    args { rows: load.rows, n: n }
    resources { memory: 4Gi * try.number }
    retry 2
    affinity { spread: true, required: true }
  }
  executor tell after fit { image "tell:1" }
}
workflow other : batch { executor step { image "a:1" } }
workflow serve : online { service s : transformer { image "a:1" } }
`;
const program = (...actions: readonly string[]): string =>
  app(`${workflow}agent a { strategy s { WHEN every 1h THEN {\n${actions.join('\n')}\n} } }`);

function build(...actions: readonly string[]): { objects: readonly KubernetesObject[]; target: unknown } {
  const { diagnostics, manifests, plan } = compileTexts(program(...actions));
  expect(diagnostics).toEqual([]);
  const objects = objectsOf(manifests);
  expect(objects.flatMap(validateObject)).toEqual([]);
  expect(danglingReferences(objects)).toEqual([]);
  const [action] = plan?.teams[0]?.agents[0]?.graph.strategies.flatMap(actionsOf) ?? [];
  return { objects, target: look(action, 'target') };
}

const template = (objects: readonly KubernetesObject[], name = 'train'): unknown =>
  objects.find(({ kind, metadata }) => kind === 'WorkflowTemplate' && metadata.name === name);
const step = (objects: readonly KubernetesObject[], name: string): unknown =>
  list(template(objects), 'spec.templates').find((one) => text(one, 'name') === name);
const overridden = (objects: readonly KubernetesObject[]): string[] =>
  list(template(objects), 'spec.arguments.parameters')
    .filter((one) => look(one, 'valueFrom') !== undefined)
    .map((one) => text(one, 'name'));

describe('what agents change of a batch workflow', () => {
  it('has a place, and nothing else has', () => {
    const { objects } = build('updateExecutorResource(train, fit, memory: 8Gi)');
    expect(overridden(objects)).toEqual(['sflow-memory-fit']);
    const config = objects.filter(({ metadata }) => metadata.name.startsWith('sflow-overrides-'));
    expect(config.map(({ metadata }) => metadata.name)).toEqual(['sflow-overrides-train']);
    expect(config[0]).not.toHaveProperty('data');
    expect(look(step(objects, 'load'), 'podSpecPatch')).toBeUndefined();
    const other = template(objects, 'other');
    expect([look(other, 'spec.arguments'), JSON.stringify(other).includes('podSpecPatch')]).toEqual([undefined, false]);
    const rules = objects.flatMap((object) => (object.kind === 'Role' ? list(object, 'rules') : []));
    expect(rules).toContainEqual({
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: ['sflow-overrides-train'],
      verbs: ['get', 'patch'],
    });
    expect(JSON.stringify(rules)).not.toContain('workflowtemplates');
  });

  it('is written with the affinity that the sources ask for', () => {
    const { target } = build('updateExecutorAffinity(train, fit, away-from: serve)');
    const value = look(target, 'overrides.entries.sflow-affinity-fit.value');
    const terms = look(value, 'podAntiAffinity') as object;
    expect(Object.keys(terms)).toEqual([
      'requiredDuringSchedulingIgnoredDuringExecution',
      'preferredDuringSchedulingIgnoredDuringExecution',
    ]);
  });

  it('is required where that is said', () => {
    const { target } = build('updateExecutorAffinity(train, load, away-from: serve, required: true)');
    const value = look(target, 'overrides.entries.sflow-affinity-load.value');
    expect(Object.keys(look(value, 'podAntiAffinity') as object)).toEqual([
      'requiredDuringSchedulingIgnoredDuringExecution',
    ]);
  });

  it('grows by the try, whether an agent changes it or not', () => {
    const grown = (objects: readonly KubernetesObject[]): string => text(step(objects, 'fit'), 'podSpecPatch');
    expect(grown(build('runWorkflow(train)').objects)).toContain('int(4294967296 * (asInt(retries) + 1))');
    expect(grown(build('updateWorkflowResource(train, memory: 8Gi)').objects)).toContain(
      "int(asFloat(workflow.parameters['sflow-memory-fit']) * (asInt(retries) + 1))",
    );
  });

  it('are params of it by the names that Argo Workflows knows', () => {
    const { objects, target } = build('upgradeExecutor(train, load, epochs: 5)');
    expect(look(target, 'overrides.entries.epochs.value')).toBe(5);
    expect(overridden(objects)).toEqual(['epochs']);
  });
});

describe('an executor that an agent runs', () => {
  it('is run with all that comes after it, and is given what is left of before', () => {
    const { objects, target } = build('runExecutor(train, fit)');
    expect(look(target, 'part')).toEqual({
      entrypoint: 'from-fit',
      folder: 'sflow-folder',
      after: ['load'],
      inputs: { load_rows: { step: 'load', output: 'rows' } },
    });
    const part = step(objects, 'from-fit');
    expect(list(part, 'dag.tasks').map((task) => [text(task, 'name'), look(task, 'depends')])).toEqual([
      ['fit', undefined],
      ['tell', '(fit.Skipped || (fit.Succeeded && fit.AnySucceeded))'],
    ]);
    expect(text(list(part, 'dag.tasks')[0], 'when')).toContain("inputs.parameters['load_rows']");
  });

  it('is named where it is done', () => {
    const of = (action: string): string =>
      app(`${workflow}agent a { strategy s { WHEN called go(e: Executor)  THEN ${action} } }`);
    expectMessages(of('runExecutor(train, «e»)'), ['not-constant']);
    expectMessages(of('updateExecutorResource(train, «e», memory: 8Gi)'), ['not-constant']);
    expectMessages(of('stopExecutor(train, e)'), []);
  });
});
