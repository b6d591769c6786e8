import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../src/emit/manifest.ts';
import { buildExample } from '../cluster/build.ts';
import { Cluster } from '../cluster/client.ts';
import { list, look, text } from '../emit/look.ts';
import { missing } from './environment.ts';
import { Stage } from './stage.ts';
import { Run, type Ended } from './workflow.ts';

describe.skipIf(missing('argo').length > 0).each(readdirSync(new URL('../../examples/', import.meta.url)))(
  'the batch workflows of examples/%s',
  (name) => {
    let stage: Stage;
    let templates: readonly KubernetesObject[];

    beforeAll(async () => {
      stage = new Stage(await Cluster.connect(), await buildExample(name));
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
      const runs = templates.map(({ metadata }, index) => {
        const template = { namespace: metadata.namespace ?? '', name: metadata.name };
        return Run.start(stage, template, `${metadata.name}-${suffix}`, valuesFor(templates[index]));
      });
      return Promise.all((await Promise.all(runs)).map((run) => run.end()));
    };

    it('succeed', async () => {
      const ended = await runAll('good');
      for (const [index, { phase, message, nodes }] of ended.entries()) {
        expect(phase, `${String(templates[index]?.metadata.name)}: ${message}`).toBe('Succeeded');
        const ran = nodes.filter(({ type }) => type === 'Pod').map(({ phase }) => phase);
        expect(new Set(ran)).toEqual(new Set(['Succeeded']));
      }
    });

    // Argo says nothing of the reason at the run itself when its template is a DAG: whoever asks has to look at the nodes.
    it('fail where their first step fails, and say why at the node of the step', async () => {
      for (const namespace of stage.namespaces) {
        const first = templates.filter(({ metadata }) => metadata.namespace === namespace).map(firstStep);
        const step = { 'exit-code': '3' };
        await stage.steer(namespace, Object.fromEntries(first.map((template) => [template, step])));
      }
      const ended = await runAll('bad');
      for (const [index, { phase, message, nodes }] of ended.entries()) {
        const template = templates[index];
        const step = nodes.find(({ templateName, type }) => templateName === firstStep(template) && type === 'Pod');
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

/** A step that waits for no other. */
function firstStep(template: KubernetesObject | undefined): string {
  const tasks = list(template, 'spec.templates').flatMap((each) => list(each, 'dag.tasks'));
  return text(
    tasks.find((task) => look(task, 'depends') === undefined),
    'template',
  );
}

/** A value for each parameter that has none. */
const valuesFor = (template: KubernetesObject | undefined): Record<string, string> =>
  Object.fromEntries(
    list(template, 'spec.arguments.parameters')
      .filter((parameter) => look(parameter, 'value') === undefined)
      .map((parameter) => {
        const [choice] = list(parameter, 'enum');
        return [text(parameter, 'name'), typeof choice === 'string' ? choice : 'given'];
      }),
  );
