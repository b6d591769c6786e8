import type {
  AllNode,
  AnyNode,
  ChangedNode,
  CountedChange,
  ExpressionNode,
  SimpleAction,
  StrategyNode,
  TriggerNode,
} from './strategy-graph.ts';

export type { SimpleAction } from './strategy-graph.ts';
export type SimpleTrigger = Exclude<TriggerNode, AnyNode | AllNode>;

/** Every action that a strategy may take, whichever way it ends; those side by side one by one. */
export const actionsOf = (strategy: StrategyNode): readonly SimpleAction[] =>
  [strategy.actions, strategy.otherwise, strategy.whenUnknown, strategy.onFailure]
    .flatMap((actions) => actions ?? [])
    .flatMap((action) => (action.kind === 'parallel' ? action.actions : [action]));

/** The parts of a trigger that are no connectives. */
export const simpleTriggers = (trigger: TriggerNode): readonly SimpleTrigger[] =>
  trigger.kind === 'any' || trigger.kind === 'all' ? trigger.triggers.flatMap(simpleTriggers) : [trigger];

/** All that the constraint and the actions of a strategy reckon with. */
export function expressionsOf(strategy: StrategyNode): readonly ExpressionNode[] {
  const found: ExpressionNode[] = [];
  if (strategy.constraint) collect(strategy.constraint, found);
  for (const action of actionsOf(strategy)) for (const node of valuesIn(action)) collect(node, found);
  return found;
}

/** All expressions within one, itself first. */
export function within(node: ExpressionNode): readonly ExpressionNode[] {
  const found: ExpressionNode[] = [];
  collect(node, found);
  return found;
}

function collect(node: ExpressionNode, found: ExpressionNode[]): void {
  found.push(node);
  for (const part of partsOf(node)) collect(part, found);
}

/** The expressions of an action: its arguments, and the parameters of the run that it starts or of those that come. */
export function valuesIn(action: SimpleAction): readonly ExpressionNode[] {
  if (action.kind === 'set') return [action.value];
  const target = action.kind === 'primitive' && action.target?.kind === 'batch' ? action.target : undefined;
  const given = [action.arguments, target?.parameters ?? {}, target?.overrides?.entries ?? {}];
  return given.flatMap((values) => Object.values(values));
}

/** The expressions right below one. */
export function partsOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.op) {
    case 'constant':
    case 'reading':
    case 'argument':
    case 'state':
      return [];
    case 'default':
      return [node.of, node.otherwise];
    case 'latch':
      return [node.of, node.on, node.off];
    case 'count':
      return Object.values(node.given ?? {});
    case 'field':
      return [node.of];
    case 'list':
      return node.items;
    case 'record':
      return Object.values(node.fields);
    case 'join':
    case 'tell':
      return node.parts;
    case 'not':
    case 'negate':
      return [node.operand];
    default:
      return [node.left, node.right];
  }
}

/** The changes of which a strategy has to hear: those that it waits for, and those that it counts. */
export const changesOf = (strategy: StrategyNode): readonly (ChangedNode | CountedChange)[] => [
  ...simpleTriggers(strategy.trigger).filter((trigger) => trigger.kind === 'on'),
  ...expressionsOf(strategy).flatMap((node) => (node.op === 'count' && node.event.kind === 'on' ? [node.event] : [])),
];
