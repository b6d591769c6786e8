import type { ActionNode, ExpressionNode, StrategyNode } from '../graph/strategy-graph.ts';
import { evaluate, type Scope } from './evaluate.ts';
import type { PlannedAction } from './state.ts';
import type { ActionValue, DecidedAction } from './trace.ts';

/** The actions of a decision for the trace: what the user wrote, and what its names stood for. */
export const decidedActions = (
  strategy: StrategyNode,
  scope: Scope,
  plan: readonly PlannedAction[],
): readonly DecidedAction[] =>
  plan.map(({ text, does }, index) => {
    const action = strategy.actions[index];
    return {
      text,
      values: action ? valuesOf(action, scope) : [],
      ...('unknown' in does ? { unknown: does.unknown } : {}),
    };
  });

/** Values that the text does not show: a constant is what it says, and the fields of a value are told by the whole. */
function valuesOf(action: ActionNode, scope: Scope): ActionValue[] {
  const parameters = action.kind === 'primitive' && action.target?.kind === 'batch' ? action.target.parameters : {};
  const nodes = new Map<string, ExpressionNode>();
  for (const node of [...Object.values(action.arguments), ...Object.values(parameters)]) {
    const whole = node.op === 'field' ? node.of : node;
    if (whole.op !== 'constant') nodes.set(whole.text, whole);
  }
  return [...nodes].flatMap(([name, node]) => {
    const observation = evaluate(node, scope);
    return observation.known ? [{ name, type: node.type, value: observation.value }] : [];
  });
}
