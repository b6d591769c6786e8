import { defined } from '../../base/values/defined.ts';
import type {
  ActionNode,
  ExpressionNode,
  StrategyNode,
  TargetNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import type { SimpleAction } from '../../contract/strategy-graph/walk.ts';
import type { Value } from '../../base/values/value.ts';
import type { ConcreteAction, ConcreteTarget } from './effect.ts';
import { evaluate, type Scope } from './evaluate.ts';
import type { BranchName, ActionPlan, PlannedAction } from './state.ts';

/** The actions of an outcome; those of a group side by side. */
export function groupsOf(strategy: StrategyNode, branch: BranchName): readonly (readonly SimpleAction[])[] {
  const { actions, otherwise, whenUnknown, onFailure } = strategy;
  const nodes: readonly ActionNode[] =
    { then: actions, else: otherwise, unknown: whenUnknown, failure: onFailure }[branch] ?? [];
  return nodes.map((action) => (action.kind === 'parallel' ? action.actions : [action]));
}

/** The actions of an outcome with the values that they have at the decision, and those for where one of them fails. */
export const planActions = (strategy: StrategyNode, branch: BranchName, scope: Scope): ActionPlan => ({
  branch,
  groups: planGroups(groupsOf(strategy, branch), scope),
  onFailure: branch === 'failure' ? [] : planGroups(groupsOf(strategy, 'failure'), scope),
});

function planGroups(groups: readonly (readonly SimpleAction[])[], scope: Scope): ActionPlan['groups'] {
  let number = 0;
  return groups.map((group) => group.map((action) => planAction(action, number++, scope)));
}

function planAction(action: SimpleAction, number: number, scope: Scope): PlannedAction {
  const { text } = action;
  if (action.kind === 'set') {
    const value = evaluate(action.value, scope);
    if (!value.known) return { text, number, does: { unknown: unknownValue(action.value, value.reason) } };
    return { text, number, does: { set: action.name, value: value.value } };
  }
  const concrete = concreteAction(action, scope);
  if ('reason' in concrete) return { text, number, does: { unknown: concrete.reason } };
  return { text, number, does: defined({ action: concrete.value, retry: action.retry }) };
}

type Result<T> = { readonly value: T } | { readonly reason: string };

function concreteAction(action: Exclude<SimpleAction, { kind: 'set' }>, scope: Scope): Result<ConcreteAction> {
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
    if (!observation.known) return { reason: unknownValue(node, observation.reason) };
    values.push([name, observation.value]);
  }
  return { value: Object.fromEntries(values) };
}

const unknownValue = (node: ExpressionNode, reason: string): string => `${node.text} is unknown: ${reason}`;
