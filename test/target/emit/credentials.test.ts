import { describe, expect, it } from 'vitest';
import { app, compileTexts } from '../../support/marked.ts';
import { list, look, text } from './look.ts';
import { compileFolder, objectsOf } from './sources.ts';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';

const templatesIn = (objects: readonly KubernetesObject[]): unknown[] =>
  objects.filter(({ kind }) => kind === 'WorkflowTemplate').flatMap((one) => list(one, 'spec.templates'));

/** The steps whose program gets all of the store's Secret. */
const trusted = (templates: readonly unknown[]): string[] =>
  templates
    .filter((one) => list(one, 'container.envFrom').some((from) => look(from, 'secretRef') !== undefined))
    .map((one) => text(one, 'name'));

describe('the credentials of the store', () => {
  const steps = (clauses: string): string[] => {
    const { diagnostics, manifests } = compileTexts(
      app(`model cnn { registered "cnn"  better accuracy }
workflow w : batch {
  param version : ModelVersion = cnn@production
  param data : Dataset?
  param size : Int = 1
  executor first { image "a:1"  output rows : Dataset at "/workflow/rows"  output kept : Path at "/tmp/k" key "k" }
  executor step after first { image "a:1"  ${clauses} }
}`),
    );
    expect(diagnostics).toEqual([]);
    return trusted(templatesIn(objectsOf(manifests))).filter((name) => name !== 'first');
  };

  it.each([
    'metric accuracy : Ratio',
    'input raw : Dataset at "/data" key "raw"',
    'output index : Path at "/tmp/index" key "index"',
    'args { name: cnn.name }',
    'args { start: version.uri }',
    'args ["--start", cnn@3]',
    'args { extra: data }',
    'env { MODEL: "models:/${cnn.name}/1" }',
  ])('are given to a step with: %s', (clauses) => {
    expect(steps(clauses)).toEqual(['step']);
  });

  it.each([
    'args { size: size, run: "${run}" }',
    'args { rows: first.rows, kept: first.kept }',
    'env { TOKEN: secret hub.token }',
    'volumes { "/data": claim sets }',
  ])('are not given to a step with: %s', (clauses) => {
    expect(steps(clauses)).toEqual([]);
  });

  it('are given to a step of which a run may be registered, and to one that asks for them', () => {
    const { manifests } = compileTexts(
      app(`model cnn { registered "cnn"  better accuracy }
workflow inner : batch { executor fit { image "a:1" }  register cnn from fit }
workflow w : batch {
  run inner as again
  executor own { image "a:1"  env { AWS_ACCESS_KEY_ID: secret scanflow-secret.AWS_ACCESS_KEY_ID } }
}`),
    );
    const templates = templatesIn(objectsOf(manifests));
    expect(trusted(templates).filter((name) => !name.includes('register'))).toEqual(['fit', 'again-fit']);
    const own = templates.find((one) => text(one, 'name') === 'own');
    expect(list(own, 'container.env')).toContainEqual({
      name: 'AWS_ACCESS_KEY_ID',
      valueFrom: { secretKeyRef: { name: 'scanflow-secret', key: 'AWS_ACCESS_KEY_ID' } },
    });
  });

  it.each([
    ['mnist', []],
    ['mlperf', ['preprocessing-batch', 'postprocessing-batch']],
    ['leaf', ['gather', 'preprocess']],
  ])('reach what of the case %s begins runs, or fetches models and data', async (name, without) => {
    const templates = templatesIn(objectsOf((await compileFolder(`examples/${name}`)).manifests));
    const programs = templates.filter((one) => look(one, 'container') !== undefined);
    const reached = programs.filter(
      (one) => trusted([one]).length > 0 || JSON.stringify(look(one, 'container.env')).includes('AWS_ACCESS_KEY_ID'),
    );
    const names = programs.filter((one) => !reached.includes(one)).map((one) => text(one, 'name'));
    expect(names.filter((each) => !each.startsWith('notify'))).toEqual(without);
  });
});
