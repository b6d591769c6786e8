import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import { affinityOf } from '../../contract/primitives/affinity.ts';
import type { PlacementPlan, TolerationPlan } from '../plan/parts.ts';
import type { Draft } from './object.ts';

/** What a pod says of the nodes that it may run on, as fields of its spec. */
export function placementOf(
  plan: PlacementPlan | undefined,
  namespace: string,
): Pick<Draft<IPodSpec>, 'affinity' | 'nodeSelector' | 'priorityClassName' | 'tolerations'> {
  if (!plan) return {};
  const { affinity, nodes, tolerations, priority } = plan;
  return {
    affinity: affinity && affinityOf([affinity], namespace),
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
