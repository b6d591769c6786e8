import { recordOf, stringIn, type Answer } from './answer.ts';
import { ask, type Access } from './ask.ts';
import { hasArtifact, runOf, type Run } from './runs.ts';

/** What a version is made of. */
export interface ModelSource {
  readonly source: string;
  /** Its id, where MLflow 3 keeps it as a logged model. */
  readonly logged?: string;
}

/**
 * The model that a run left behind, under a path or a name; under none the last one that it logged. Nothing where there is no such
 * run, or it left none. Source: mlflow/tracking/_model_registry/fluent.py.
 */
export async function modelOf(access: Access, id: string, path = ''): Promise<Answer<ModelSource | undefined>> {
  const run = await runOf(access, id);
  if ('problem' in run) return run;
  return run.found ? modelIn(access, run.found, path) : { found: undefined };
}

export async function modelIn(access: Access, run: Run, path = ''): Promise<Answer<ModelSource | undefined>> {
  for (const logged of run.models.toReversed()) {
    const reply = await ask(access, `logged-models/${encodeURIComponent(logged)}`, {});
    if ('problem' in reply) return reply;
    const name = stringIn(recordOf(recordOf(reply.fields['model'])['info']), 'name');
    if (path === '' || path === name) return { found: { source: `models:/${logged}`, logged } };
  }
  const folder = path === '' ? historic(run) : path;
  if (folder === '') return { found: undefined };
  const has = await hasArtifact(access, run.id, folder);
  if ('problem' in has) return has;
  return { found: has.found ? { source: `${run.artifacts}/${folder}` } : undefined };
}

/** Where the clients of MLflow 2 logged a model last. */
function historic({ tags }: Run): string {
  try {
    const history = JSON.parse(tags.get('mlflow.log-model.history') ?? '[]') as unknown;
    return stringIn(recordOf(Array.isArray(history) ? history.at(-1) : undefined), 'artifact_path');
  } catch {
    return '';
  }
}
