import { defined } from '../../base/values/defined.ts';
import type {
  ActionNode,
  ExpressionNode,
  StrategyNode,
  TargetNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import { within, type SimpleAction } from '../../contract/strategy-graph/walk.ts';
import type { Value } from '../../base/values/value.ts';
import type { ConcreteAction, ConcreteTarget } from './effect.ts';
import { evaluate, type Scope } from './evaluate.ts';
import type { Reading } from './event.ts';
import { timeoutOf } from './firing-limits.ts';
import type { BranchName, ActionPlan, PlannedAction } from './state.ts';

/** The actions of an outcome; those of a group side by side. */
export function groupsOf(strategy: StrategyNode, branch: BranchName): readonly (readonly SimpleAction[])[] {
  const { actions, otherwise, whenUnknown, onFailure } = strategy;
  const nodes: readonly ActionNode[] =
    { then: actions, else: otherwise, unknown: whenUnknown, failure: onFailure }[branch] ?? [];
  return nodes.map((action) => (action.kind === 'parallel' ? action.actions : [action]));
}

/**
 * The actions of an outcome with the values that they have at the decision, and those for where one of them fails. `readings`: as
 * they came, with what the sources want to have back where the next window begins.
 */
export function planActions(
  strategy: StrategyNode,
  branch: BranchName,
  scope: Scope,
  readings: Readonly<Record<string, Reading>> = {},
): ActionPlan {
  const groups = planGroups(groupsOf(strategy, branch), scope);
  const onFailure = branch === 'failure' ? [] : planGroups(groupsOf(strategy, 'failure'), scope);
  const sets = [...groups, ...onFailure].flat().some(({ does }) => 'set' in does && does.value.op !== 'constant');
  const marks = Object.entries(readings).flatMap(([sensor, { mark }]) => (mark === undefined ? [] : [[sensor, mark]]));
  return defined({
    branch,
    groups,
    onFailure,
    timeoutSeconds: timeoutOf(strategy),
    given: sets ? defined({ readings: scope.readings, arguments: scope.arguments, counts: scope.counts }) : undefined,
    marks: marks.length > 0 ? (Object.fromEntries(marks) as ActionPlan['marks']) : undefined,
  });
}

/** Why an action cannot be done, if one of them cannot: then nothing is done. */
export function unknownOf({ groups }: ActionPlan, scope: Scope): string | undefined {
  for (const { does } of groups.flat()) {
    if ('unknown' in does) return does.unknown;
    if (!('set' in does)) continue;
    const value = evaluate(does.value, scope);
    if (!value.known) return unknownValue(does.value, value.reason);
  }
  return undefined;
}

function planGroups(groups: readonly (readonly SimpleAction[])[], scope: Scope): ActionPlan['groups'] {
  let number = 0;
  return groups.map((group) => group.map((action) => planAction(action, number++, scope)));
}

function planAction(action: SimpleAction, number: number, scope: Scope): PlannedAction {
  const { text } = action;
  if (action.kind === 'set') {
    const { name, value: node } = action;
    if ([...within(node)].some(({ op }) => op === 'state')) return { text, number, does: { set: name, value: node } };
    const value = evaluate(node, scope);
    if (!value.known) return { text, number, does: { unknown: unknownValue(node, value.reason) } };
    const constant = { op: 'constant', value: value.value, text: node.text, type: node.type } as const;
    return { text, number, does: { set: name, value: constant } };
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
    const { kind, name, endpoint, result } = action;
    return { value: defined({ kind, name, endpoint, arguments: values.value, result }) };
  }
  const { name } = action;
  if (!action.target) return { value: { kind: 'primitive', name, arguments: values.value } };
  const target = concreteTarget(action.target, scope);
  if ('reason' in target) return target;
  return { value: { kind: 'primitive', name, target: target.value, arguments: values.value } };
}

function concreteTarget(target: TargetNode, scope: Scope): Result<ConcreteTarget> {
  if (target.kind !== 'batch') return { value: target };
  const { overrides, ...rest } = target;
  const parameters = givenOf(target.parameters, scope);
  if ('reason' in parameters) return parameters;
  if (!overrides) return { value: { ...rest, parameters: parameters.value } };
  const entries = givenOf(overrides.entries, scope);
  if ('reason' in entries) return entries;
  return { value: { ...rest, parameters: parameters.value, overrides: { ...overrides, entries: entries.value } } };
}

/** Those that are there: what is none leaves what stands. */
function givenOf(
  nodes: Readonly<Record<string, ExpressionNode>>,
  scope: Scope,
): Result<Readonly<Record<string, Value>>> {
  const values = evaluateAll(nodes, scope);
  if ('reason' in values) return values;
  return { value: Object.fromEntries(Object.entries(values.value).filter(([, value]) => value !== null)) };
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
