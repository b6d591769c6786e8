import { formatBytes } from '../../../base/values/quantity.ts';
import type { RecordValue } from '../../../base/values/plain.ts';
import type { OnlineTarget, ThresholdNode } from '../../../contract/strategy-graph/strategy-graph.ts';
import { pathTo } from '../cluster/client.ts';
import { at, listOf, type KubernetesObject } from '../cluster/object.ts';
import type { Actuator } from './actuator.ts';
import { placeIn, type Edit, type Path } from './edit.ts';
import type { Hands } from './hands.ts';
import { writeOnce } from './write-once.ts';

const SCALED_OBJECTS = { group: 'keda.sh', version: 'v1alpha1', resource: 'scaledobjects' } as const;
const AUTOSCALERS = { group: 'autoscaling', version: 'v2', resource: 'horizontalpodautoscalers' } as const;

/** Where a kind of autoscaler keeps its bounds, and what it takes as the smallest where it says nothing. */
interface Bounds {
  readonly smallest: Path;
  readonly largest: Path;
  readonly least: number;
}

const ofScaledObject: Bounds = {
  smallest: ['spec', 'minReplicaCount'],
  largest: ['spec', 'maxReplicaCount'],
  least: 0,
};
const ofAutoscaler: Bounds = { smallest: ['spec', 'minReplicas'], largest: ['spec', 'maxReplicas'], least: 1 };

/** Tunes the autoscalers of a workflow: threshold, smallest and largest number of replicas. */
export const updateReplica =
  (hands: Hands): Actuator =>
  async ({ target, arguments: given }, effect, deed) => {
    if (target?.kind !== 'online') return { failed: 'it names no online workflow' };
    const { namespace, scaledObjects = [], horizontalPodAutoscalers = [], instance } = target;
    const all = [
      ...scaledObjects.map((name) => ({
        path: pathTo(namespace, { ...SCALED_OBJECTS, name }),
        bounds: ofScaledObject,
      })),
      ...horizontalPodAutoscalers.map((name) => ({
        path: pathTo(namespace, { ...AUTOSCALERS, name }),
        bounds: ofAutoscaler,
      })),
    ];
    if (all.length === 0) return { failed: `nothing scales ${instance}` };
    for (const { path, bounds } of all) {
      const what = `the autoscaler ${path.split('/').at(-1) ?? ''}`;
      const plan = (object: KubernetesObject): Edit | { failed: string } => tuned(object, what, bounds, target, given);
      const done = await writeOnce(hands, effect, deed, { path, what, plan });
      if ('failed' in done) return done;
    }
    return { ok: null };
  };

/** What is added ends where it would cross the largest number, and where nothing would be left. */
export function tuned(
  object: KubernetesObject,
  what: string,
  { smallest, largest, least }: Bounds,
  { threshold }: Pick<OnlineTarget, 'threshold'>,
  given: RecordValue,
): Edit | { readonly failed: string } {
  const { minimum, maximum, by, 'per-replica': perReplica } = given;
  const now = numberAt(object, smallest, least);
  const most = typeof maximum === 'number' ? maximum : numberAt(object, largest, Infinity);
  const added = typeof by === 'number' ? Math.min(Math.max(now + by, Math.min(now, 1)), Math.max(now, most)) : now;
  const fewest = typeof minimum === 'number' ? minimum : added;
  if (fewest > most)
    return { failed: `${what} would have at least ${String(fewest)} replicas and at most ${String(most)}` };
  const places = [
    ...(typeof minimum === 'number' || typeof by === 'number' ? [placeIn(object, smallest, fewest)] : []),
    ...(typeof maximum === 'number' ? [placeIn(object, largest, maximum)] : []),
  ];
  if (typeof perReplica !== 'number') return { places, tests: [] };
  const moved = threshold && thresholdIn(object, threshold, perReplica);
  return moved ? { places: [...places, ...moved.places], tests: moved.tests } : { failed: `${what} has not the rule` };
}

const numberAt = (object: KubernetesObject, path: Path, otherwise: number): number => {
  const found = at(object, ...path);
  return typeof found === 'number' ? found : otherwise;
};

function thresholdIn(object: KubernetesObject, node: ThresholdNode, given: number): Edit | undefined {
  if (node.kind === 'trigger') {
    const index = listOf(object, 'spec', 'triggers').findIndex(({ name }) => name === node.trigger);
    const trigger: Path = ['spec', 'triggers', index];
    const place = placeIn(object, [...trigger, 'metadata', 'threshold'], String(given / node.factor));
    return index < 0 ? undefined : { places: [place], tests: [{ path: [...trigger, 'name'], value: node.trigger }] };
  }
  const metric = (one: unknown): boolean => at(one, 'resource', 'name') === node.metric;
  const index = listOf(object, 'spec', 'metrics').findIndex(metric);
  const resource: Path = ['spec', 'metrics', index, 'resource'];
  const place = placeIn(object, [...resource, 'target', node.field], amount(node, given));
  return index < 0 ? undefined : { places: [place], tests: [{ path: [...resource, 'name'], value: node.metric }] };
}

/** As Kubernetes writes it: whole percents, thousandths of a core, bytes. */
function amount({ field, metric }: Extract<ThresholdNode, { kind: 'metric' }>, given: number): string | number {
  if (field === 'averageUtilization') return Math.max(1, Math.round(given * 100));
  if (metric === 'memory') return formatBytes(given);
  return Number.isInteger(given) ? String(given) : `${String(Math.max(1, Math.round(given * 1000)))}m`;
}
