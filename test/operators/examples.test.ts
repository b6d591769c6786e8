import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { build } from './build.ts';
import { Cluster } from '../cluster/client.ts';
import { list, look, text } from '../target/emit/look.ts';
import { missing } from './environment.ts';
import { Stage, type Steering } from './stage.ts';
import { Run, type Ended } from './workflow.ts';

/** Those that have batch workflows. */
const FOLDER = new URL('../../examples/', import.meta.url);
const EXAMPLES = readdirSync(FOLDER).filter((name) =>
  readdirSync(new URL(name, FOLDER))
    .filter((file) => file.endsWith('.sflow'))
    .some((file) => /^workflow .*: batch/m.test(readFileSync(new URL(`${name}/${file}`, FOLDER), 'utf8'))),
);

/** The examples are tried side by side, but what is tried on one of them is not. */
const ONE_BY_ONE = { concurrent: false };

describe.skipIf(missing('argo').length > 0).each(EXAMPLES)(
  'the batch workflows of examples/%s',
  { concurrent: true },
  (name) => {
    let stage: Stage;
    let templates: readonly KubernetesObject[];

    beforeAll(async () => {
      stage = new Stage(await Cluster.connect(), await build(`examples/${name}`));
      await stage.raise();
      for (const namespace of stage.namespaces) await stage.provideVolumes(namespace);
      templates = stage.ofKind('WorkflowTemplate');
      expect(templates.length).toBeGreaterThan(0);
    });

    afterAll(async () => {
      await stage.strike();
      stage.cluster.close();
    });

    /** Runs all of them side by side. */
    const runAll = async (suffix: string): Promise<Ended[]> => {
      const runs = templates.map((template) =>
        Run.start(stage, template, `${template.metadata.name}-${suffix}`, valuesFor(template)),
      );
      return Promise.all((await Promise.all(runs)).map((run) => run.end()));
    };

    /** Says how the steps of all of them end. */
    const steerAll = async (steps: (template: KubernetesObject) => [step: string, how: Steering][]): Promise<void> => {
      for (const namespace of stage.namespaces) {
        const own = templates.filter(({ metadata }) => metadata.namespace === namespace);
        await stage.steer(namespace, Object.fromEntries(own.flatMap(steps)));
      }
    };

    it('succeed', ONE_BY_ONE, async () => {
      await steerAll(largeNumbers);
      const ended = await runAll('good');
      for (const [index, { phase, message, nodes }] of ended.entries()) {
        expect(phase, `${String(templates[index]?.metadata.name)}: ${message}`).toBe('Succeeded');
        const ran = nodes.filter(({ type }) => type === 'Pod').map(({ phase }) => phase);
        expect(new Set(ran)).toEqual(new Set(['Succeeded']));
      }
    });

    // Argo says nothing of the reason at the run itself when its template is a DAG: whoever asks has to look at the nodes.
    it('fail where a step fails, and say why at the node of the step', ONE_BY_ONE, async () => {
      await steerAll((template) => [...largeNumbers(template), [failing(template), { 'exit-code': '3' }]]);
      const ended = await runAll('bad');
      for (const [index, { phase, message, nodes }] of ended.entries()) {
        const template = templates[index];
        const step = nodes.find(({ templateName, type }) => templateName === failing(template) && type === 'Pod');
        expect([phase, step?.phase, step?.message], template?.metadata.name).toEqual([
          'Failed',
          'Failed',
          expect.stringContaining('exit code 3'),
        ]);
        expect(message, template?.metadata.name).toBe('∅');
      }
    });
  },
);

const templatesIn = (template: KubernetesObject | undefined): readonly unknown[] => list(template, 'spec.templates');

/** The first step that is not tried again, since that may take its time. */
function failing(template: KubernetesObject | undefined): string {
  const retried = templatesIn(template).filter((each) => look(each, 'retryStrategy') !== undefined);
  const names = templatesIn(template)
    .flatMap((each) => list(each, 'dag.tasks'))
    .map((task) => text(task, 'template'));
  return names.find((name) => !retried.some((each) => look(each, 'name') === name)) ?? '';
}

/** Numbers that steps leave, large enough for the conditions of the steps after them. */
const largeNumbers = (template: KubernetesObject): [step: string, how: Steering][] =>
  templatesIn(template).flatMap((each): [string, Steering][] => {
    const numbers = list(each, 'outputs.parameters').filter((one) => /^\d+$/.test(text(one, 'valueFrom.default')));
    const outputs = Object.fromEntries(numbers.map((one) => [text(one, 'name'), 100_000]));
    return numbers.length > 0 ? [[text(each, 'name'), { outputs: JSON.stringify(outputs) }]] : [];
  });

/** A value for each parameter that has none by default. */
const valuesFor = (template: KubernetesObject | undefined): Record<string, string> =>
  Object.fromEntries(
    list(template, 'spec.arguments.parameters')
      .filter((one) => look(one, 'value') === undefined && look(one, 'valueFrom.default') === undefined)
      .map((parameter) => {
        const [choice] = list(parameter, 'enum');
        return [text(parameter, 'name'), typeof choice === 'string' ? choice : 'given'];
      }),
  );
