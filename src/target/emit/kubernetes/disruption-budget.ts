import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { OnlinePlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { servingOf } from '../servings.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object } from '../object.ts';

/** Where two replicas are promised, one may be taken away at a time. With one, a budget would only block the nodes. */
export function emitOnlineBudget(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const { available } = plan;
  if (available === undefined && plan.replicas.minimum < 2) return [];
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  return [
    object<IPodDisruptionBudget>({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadataOf(team, part, plan.names.disruptionBudget, plan.origin),
      spec: {
        maxUnavailable: available === undefined ? 1 : undefined,
        minAvailable: available,
        selector: { matchLabels: servingOf(team.serving).podLabels(plan) },
      },
    }),
  ];
}
