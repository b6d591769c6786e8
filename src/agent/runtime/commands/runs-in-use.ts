import { isRecord } from '../../../base/values/plain.ts';
import { FOLDER_PARAMETER } from '../../../contract/process/cleaner.ts';
import type { Cluster } from '../cluster/client.ts';

const PAGE = 500;

/** Names of the runs of a namespace that are there, and of the folders in which they go on. Rejects where they cannot be had. */
export async function runsInUse(cluster: Pick<Cluster, 'ask'>, namespace: string): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${encodeURIComponent(namespace)}/workflows`;
  for (let token: string | undefined = ''; token !== undefined;) {
    const query: Record<string, string> = { limit: String(PAGE), ...(token === '' ? {} : { continue: token }) };
    const answer = await cluster.ask('GET', path, { query });
    if ('problem' in answer) throw new Error(`the API server ${answer.problem}`);
    const { items, metadata } = answer.object;
    if (!Array.isArray(items)) throw new Error('the API server answered with no list of runs');
    for (const item of items as readonly unknown[]) for (const name of namesIn(item)) used.add(name);
    const next = isRecord(metadata) ? metadata['continue'] : undefined;
    token = typeof next === 'string' && next !== '' ? next : undefined;
  }
  return used;
}

function namesIn(run: unknown): string[] {
  const { metadata, spec } = fieldsOf(run);
  const { name } = fieldsOf(metadata);
  const { parameters } = fieldsOf(fieldsOf(spec)['arguments']);
  const folders = (Array.isArray(parameters) ? (parameters as readonly unknown[]) : []).flatMap((parameter) => {
    const { name: key, value } = fieldsOf(parameter);
    return key === FOLDER_PARAMETER ? [value] : [];
  });
  return [name, ...folders].filter((each) => typeof each === 'string');
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
