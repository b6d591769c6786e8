import { defined } from '../../base/values/defined.ts';
import type { Value } from '../../base/values/value.ts';
import type { Neighbours } from '../../contract/primitives/affinity.ts';
import { valueOf } from '../../language/reason/constant.ts';
import type { Term } from '../../language/types/term.ts';
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

function lowerAffinity(context: Context, own: PodSelector, affinity: Affinity): Neighbours {
  const { awayFrom, near, spread, across, required } = affinity;
  return {
    away: [...(awayFrom ? [selectorOf(context, awayFrom)] : []), ...(spread ? [own] : [])],
    near: near ? [selectorOf(context, near)] : [],
    topology: topologyOf(across),
    required,
  };
}

const topologyOf = (across: Value | undefined): string =>
  across === 'zones' ? 'topology.kubernetes.io/zone' : 'kubernetes.io/hostname';

/** What an action says of where pods may go. */
export function neighboursOf(context: Context, given: ReadonlyMap<string, Term>): Neighbours {
  const selectors = (name: string): PodSelector[] => {
    const term = given.get(name);
    return term?.op === 'workflow' ? [selectorOf(context, term.workflow)] : [];
  };
  const across = given.get('across');
  const topology = topologyOf(across && valueOf(across));
  const required = given.get('required');
  return {
    away: selectors('away-from'),
    near: selectors('near'),
    topology,
    required: (required && valueOf(required)) === true,
  };
}

/** The pods of a workflow of either kind: all of them carry these labels, whichever system makes them. */
export function selectorOf(context: Context, workflow: Pick<Reference, 'id' | 'name'>): PodSelector {
  const application = applicationOf(context, workflow);
  return { namespace: application.namespace, labels: workflowLabels(application.name, workflow.name) };
}
