import { defined } from '../../base/values/defined.ts';
import type { ExpressionNode, StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { valuesIn, type SimpleAction } from '../../contract/strategy-graph/walk.ts';
import { evaluate, type Scope } from './evaluate.ts';
import { groupsOf } from './plan-actions.ts';
import type { ActionPlan } from './state.ts';
import type { ActionValue, DecidedAction } from './trace.ts';

/** The actions of a decision for the trace: what the user wrote, and what its names stood for. */
export function decidedActions(strategy: StrategyNode, scope: Scope, plan: ActionPlan): readonly DecidedAction[] {
  const nodes = groupsOf(strategy, plan.branch).flat();
  return plan.groups.flat().map(({ text, does }, index) => {
    const action = nodes[index];
    return defined({
      text,
      values: action ? toldValues(action, scope) : [],
      unknown: 'unknown' in does ? does.unknown : undefined,
    });
  });
}

/** Values that the text does not show: a constant is what it says, and the fields of a value are told by the whole. */
function toldValues(action: SimpleAction, scope: Scope): ActionValue[] {
  const nodes = new Map<string, ExpressionNode>();
  for (const node of valuesIn(action)) {
    const whole = node.op === 'field' ? node.of : node;
    if (whole.op !== 'constant') nodes.set(whole.text, whole);
  }
  return [...nodes].flatMap(([name, node]) => {
    const observation = evaluate(node, scope);
    return observation.known ? [{ name, type: node.type, value: observation.value }] : [];
  });
}
