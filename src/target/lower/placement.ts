import { defined } from '../../base/values/defined.ts';
import type { PlacementPlan, PodSelector } from '../plan/parts.ts';
import type { Affinity, Placement } from '../../language/model/model.ts';
import type { Reference } from '../../language/types/reference.ts';
import { applicationOf, type Context } from './context.ts';
import { workflowLabels } from './names.ts';

/** Where pods may go; what the inner one says replaces the outer's, clause by clause. `own` selects the pods themselves. */
export function lowerPlacement(
  context: Context,
  own: PodSelector,
  inner: Placement,
  outer: Placement = {},
): PlacementPlan | undefined {
  const { affinity, nodes, tolerations, priority } = { ...outer, ...inner };
  const plan: PlacementPlan = defined({
    affinity: affinity && lowerAffinity(context, own, affinity),
    nodes,
    tolerations,
    priority,
  });
  return Object.keys(plan).length > 0 ? plan : undefined;
}

function lowerAffinity(context: Context, own: PodSelector, affinity: Affinity): NonNullable<PlacementPlan['affinity']> {
  const { awayFrom, near, spread, across, required } = affinity;
  return {
    away: [...(awayFrom ? [selectorOf(context, awayFrom)] : []), ...(spread ? [own] : [])],
    near: near ? [selectorOf(context, near)] : [],
    topology: across === 'zones' ? 'topology.kubernetes.io/zone' : 'kubernetes.io/hostname',
    required,
  };
}

/** The pods of a workflow of either kind: all of them carry these labels, whichever system makes them. */
export function selectorOf(context: Context, workflow: Pick<Reference, 'id' | 'name'>): PodSelector {
  const application = applicationOf(context, workflow);
  return { namespace: application.namespace, labels: workflowLabels(application.name, workflow.name) };
}
