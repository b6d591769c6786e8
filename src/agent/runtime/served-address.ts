import { isRecord, textOf } from '../../base/values/plain.ts';
import type { Value } from '../../base/values/value.ts';
import type { ServedModel } from '../../contract/strategy-graph/strategy-graph.ts';
import { addressOf, type Access } from '../../tracker/mlflow.ts';

/**
 * Where the files lie of the version to which a service is upgraded, as its registry says; or why that cannot be, without an
 * address. The version is that of the decision, by its number. `reach`: how a tracker is reached that a graph names. Never rejects.
 */
export async function servedAddress(
  { model, tracker }: ServedModel,
  version: Value | undefined,
  reach: (tracker: string) => Access,
): Promise<{ readonly ok: string } | { readonly failed: string }> {
  const record = isRecord(version) ? version : {};
  const [name, number] = [textOf(record['name']), textOf(record['version'])];
  if (name === '') return { failed: 'no version is given' };
  if (name !== model) return { failed: `the service serves ${model}, not ${name}` };
  if (!/^\d+$/.test(number)) return { failed: `${model}@${number} is no version by its number` };
  const answer = await addressOf(reach(tracker), model, number);
  if ('problem' in answer) return { failed: `the tracker ${answer.problem}` };
  return answer.found === undefined ? { failed: `${model} has no version ${number}` } : { ok: answer.found };
}
