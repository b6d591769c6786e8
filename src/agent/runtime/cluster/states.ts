import { gunzipSync } from 'node:zlib';
import { isRecord } from '../../../base/values/plain.ts';
import { parseJson } from '../../../base/http/response.ts';
import type { ChangedEvent } from '../../engine/event.ts';
import { listOf, metadataOf, recordAt, textAt, type KubernetesObject } from './object.ts';

/** The states that an object has come into, without of whom it is. The first is what happened; it came into the others by that. */
export interface Reached extends Pick<ChangedEvent, 'id'> {
  readonly states: readonly [string, ...string[]];
  readonly executor?: string;
}

/** Of a run of Argo, in the order of a run: it and its executors come into each state once. */
export function statesOfRun(run: KubernetesObject, executors: readonly string[]): readonly Reached[] {
  const { uid } = metadataOf(run);
  const phase = textAt(run, 'status', 'phase');
  const end = phase === 'Succeeded' ? 'succeeded' : isFailed(phase) ? 'failed' : undefined;
  const nodes = nodesOf(run);
  return [
    { id: `${uid}/submitted`, states: ['submitted'] },
    ...executors.flatMap((executor) => statesOfExecutor(nodes, executor, uid)),
    ...(end === undefined ? [] : [{ id: `${uid}/${end}`, states: [end, 'ended'] } as const]),
  ];
}

const isFailed = (phase: string): boolean => phase === 'Failed' || phase === 'Error';

/** Of all its attempts and items together, which is the node that has its name alone. */
function statesOfExecutor(nodes: readonly KubernetesObject[], executor: string, uid: string): readonly Reached[] {
  const node = nodes.find(({ displayName }) => displayName === executor);
  const phase = textAt(node, 'phase');
  const reached = (...states: Reached['states']): Reached => ({
    id: `${uid}/${executor}/${states[0]}`,
    states,
    executor,
  });
  if (!node || !(['Running', 'Succeeded'].includes(phase) || isFailed(phase))) return [];
  const started = reached('started');
  if (phase === 'Running') return [started];
  if (phase === 'Succeeded') return [started, reached('succeeded')];
  return [started, isOutOfMemory(nodes, node) ? reached('out-of-memory', 'failed') : reached('failed')];
}

/** So Argo tells why a pod ended: `OOMKilled (exit code 137)`. Of several attempts the last counts, of items any. */
function isOutOfMemory(nodes: readonly KubernetesObject[], node: KubernetesObject): boolean {
  if (/\bOOMKilled\b/.test(textAt(node, 'message'))) return true;
  const name = textAt(node, 'displayName');
  // Among the children of a node there are also those that come after it.
  const parts = nodes.filter((one) => isFailed(textAt(one, 'phase')) && isPartOf(textAt(one, 'displayName'), name));
  const counting = node['type'] === 'Retry' ? parts.sort(byStart).slice(-1) : parts;
  return counting.some((one) => isOutOfMemory(nodes, one));
}

/** `fit(0)` and `fit(1:b)` of `fit`, and `fit(1:b)(0)` of `fit(1:b)`. */
const isPartOf = (name: string, whole: string): boolean =>
  name.startsWith(`${whole}(`) && name.endsWith(')') && name !== whole;

const byStart = (a: KubernetesObject, b: KubernetesObject): number =>
  textAt(a, 'startedAt') < textAt(b, 'startedAt') ? -1 : 1;

/** Large ones are packed. */
function nodesOf(run: KubernetesObject): readonly KubernetesObject[] {
  const plain = Object.values(recordAt(run, 'status', 'nodes'));
  const packed = textAt(run, 'status', 'compressedNodes');
  return (packed === '' ? plain : unpacked(packed)).filter((node) => isRecord(node));
}

function unpacked(packed: string): readonly unknown[] {
  try {
    const nodes = parseJson(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
    return isRecord(nodes) ? Object.values(nodes) : [];
  } catch {
    return [];
  }
}

/** Of the pods that serve a workflow: whether enough of them are there, which changes back and forth. */
export function statesOfDeployment(deployment: KubernetesObject): readonly Reached[] {
  const { uid } = metadataOf(deployment);
  const condition = listOf(deployment, 'status', 'conditions').find(({ type }) => type === 'Available');
  const status = textAt(condition, 'status');
  if (status !== 'True' && status !== 'False') return [];
  const state = status === 'True' ? 'available' : 'unavailable';
  return [{ id: `${uid}/${state}/${textAt(condition, 'lastTransitionTime')}`, states: [state] }];
}
