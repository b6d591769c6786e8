import type { PlacementPlan, PodSelector } from '../plan/parts.ts';

/** The highest weight of a wish. */
const WEIGHT = 100;

type Affinity = NonNullable<PlacementPlan['affinity']>;

/** What a pod says of the nodes that it may run on, as fields of its spec. */
export function placementOf(plan: PlacementPlan | undefined, namespace: string): object {
  if (!plan) return {};
  const { affinity, nodes, tolerations, priority } = plan;
  return {
    ...(affinity ? { affinity: affinityOf(affinity, namespace) } : {}),
    ...(nodes ? { nodeSelector: nodes } : {}),
    ...(priority === undefined ? {} : { priorityClassName: priority }),
    ...(tolerations ? { tolerations: tolerations.map(tolerationOf) } : {}),
  };
}

const tolerationOf = (toleration: NonNullable<PlacementPlan['tolerations']>[number]): object => ({
  ...toleration,
  operator: toleration.value === undefined ? 'Exists' : 'Equal',
});

function affinityOf(affinity: Affinity, namespace: string): object {
  const { away, near } = affinity;
  return {
    ...(near.length > 0 ? { podAffinity: terms(affinity, near, namespace) } : {}),
    ...(away.length > 0 ? { podAntiAffinity: terms(affinity, away, namespace) } : {}),
  };
}

/** As a rule, or as a wish of the highest weight. A term without namespaces is about the pod's own. */
function terms({ topology, required }: Affinity, selectors: readonly PodSelector[], own: string): object {
  const found = selectors.map(({ namespace, labels }) => ({
    labelSelector: { matchLabels: labels },
    ...(namespace === own ? {} : { namespaces: [namespace] }),
    topologyKey: topology,
  }));
  return required
    ? { requiredDuringSchedulingIgnoredDuringExecution: found }
    : {
        preferredDuringSchedulingIgnoredDuringExecution: found.map((podAffinityTerm) => ({
          podAffinityTerm,
          weight: WEIGHT,
        })),
      };
}
