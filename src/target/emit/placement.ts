import type { IAffinity } from 'kubernetes-models/v1/Affinity';
import type { IPodAffinity } from 'kubernetes-models/v1/PodAffinity';
import type { IPodAffinityTerm } from 'kubernetes-models/v1/PodAffinityTerm';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import type { IWeightedPodAffinityTerm } from 'kubernetes-models/v1/WeightedPodAffinityTerm';
import type { PlacementPlan, PodSelector, TolerationPlan } from '../plan/parts.ts';
import type { Draft } from './object.ts';

/** The highest weight of a wish. */
const WEIGHT = 100;

type Affinity = NonNullable<PlacementPlan['affinity']>;

/** What a pod says of the nodes that it may run on, as fields of its spec. */
export function placementOf(
  plan: PlacementPlan | undefined,
  namespace: string,
): Pick<Draft<IPodSpec>, 'affinity' | 'nodeSelector' | 'priorityClassName' | 'tolerations'> {
  if (!plan) return {};
  const { affinity, nodes, tolerations, priority } = plan;
  return {
    affinity: affinity && affinityOf(affinity, namespace),
    nodeSelector: nodes,
    priorityClassName: priority,
    tolerations: tolerations?.map(tolerationOf),
  };
}

const tolerationOf = ({ key, value, effect }: TolerationPlan): Draft<IToleration> => ({
  key,
  value,
  effect,
  operator: value === undefined ? 'Exists' : 'Equal',
});

function affinityOf(affinity: Affinity, namespace: string): Draft<IAffinity> {
  const { away, near } = affinity;
  return {
    podAffinity: near.length > 0 ? terms(affinity, near, namespace) : undefined,
    podAntiAffinity: away.length > 0 ? terms(affinity, away, namespace) : undefined,
  };
}

/** As a rule, or as a wish of the highest weight. A term without namespaces is about the pod's own. */
function terms({ topology, required }: Affinity, selectors: readonly PodSelector[], own: string): Draft<IPodAffinity> {
  const found = selectors.map(({ namespace, labels }): Draft<IPodAffinityTerm> => ({
    labelSelector: { matchLabels: labels },
    namespaces: namespace === own ? undefined : [namespace],
    topologyKey: topology,
  }));
  return required
    ? { requiredDuringSchedulingIgnoredDuringExecution: found }
    : {
        preferredDuringSchedulingIgnoredDuringExecution: found.map(
          (podAffinityTerm): Draft<IWeightedPodAffinityTerm> => ({
            podAffinityTerm,
            weight: WEIGHT,
          }),
        ),
      };
}
