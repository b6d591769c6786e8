import type { ActionNode, ExpressionNode, StrategyNode, TargetNode } from '../graph/strategy-graph.ts';
import type { Value } from '../values/value.ts';
import type { ConcreteAction, ConcreteTarget } from './effect.ts';
import { evaluate, type Scope } from './evaluate.ts';
import type { PlannedAction } from './state.ts';

/** The actions of a strategy with the values that they have at the decision. */
export const planActions = (strategy: StrategyNode, scope: Scope): readonly PlannedAction[] =>
  strategy.actions.map((action) => {
    const concrete = concreteAction(action, scope);
    return {
      text: action.text,
      does: 'reason' in concrete ? { unknown: concrete.reason } : { action: concrete.value },
    };
  });

type Result<T> = { readonly value: T } | { readonly reason: string };

function concreteAction(action: ActionNode, scope: Scope): Result<ConcreteAction> {
  const values = evaluateAll(action.arguments, scope);
  if ('reason' in values) return values;
  if (action.kind === 'call') {
    return { value: { kind: 'call', agent: action.agent, receiver: action.receiver, arguments: values.value } };
  }
  if (action.kind === 'http') {
    const { text: _, origin: __, ...node } = action;
    return { value: { ...node, arguments: values.value } };
  }
  const { name } = action;
  if (!action.target) return { value: { kind: 'primitive', name, arguments: values.value } };
  const target = concreteTarget(action.target, scope);
  if ('reason' in target) return target;
  return { value: { kind: 'primitive', name, target: target.value, arguments: values.value } };
}

function concreteTarget(target: TargetNode, scope: Scope): Result<ConcreteTarget> {
  if (target.kind !== 'batch') return { value: target };
  const parameters = evaluateAll(target.parameters, scope);
  if ('reason' in parameters) return parameters;
  const given = Object.entries(parameters.value).filter(([, value]) => value !== null);
  return { value: { ...target, parameters: Object.fromEntries(given) } };
}

function evaluateAll(
  nodes: Readonly<Record<string, ExpressionNode>>,
  scope: Scope,
): Result<Readonly<Record<string, Value>>> {
  const values: [string, Value][] = [];
  for (const [name, node] of Object.entries(nodes)) {
    const observation = evaluate(node, scope);
    if (!observation.known) return { reason: `${node.text} is unknown: ${observation.reason}` };
    values.push([name, observation.value]);
  }
  return { value: Object.fromEntries(values) };
}
