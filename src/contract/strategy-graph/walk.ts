import type { AllNode, AnyNode, SimpleAction, StrategyNode, TriggerNode } from './strategy-graph.ts';

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
