import type { StrategyGraph } from '../graph/strategy-graph.ts';
import { fieldOf } from '../values/plain.ts';
import type { Observation, Value } from '../values/value.ts';
import type { ActEffect, ConcreteAction, Effect, ObserveEffect } from './effect.ts';
import { sensibleInstant } from './instant.ts';

export const ENGINE_STATE_VERSION = 'sflow.dev/engine-state/v1';

/** All that an agent has to remember, as plain JSON. Instants are milliseconds since 1970 UTC. */
export interface EngineState {
  readonly version: typeof ENGINE_STATE_VERSION;
  /** The agent's first start: where intervals are counted from, and where windows begin before the first firing. */
  readonly startedAt: number;
  /** The latest instant of any event. */
  readonly now: number;
  /** By name. Strategies that are in no state yet begin as `freshStrategy`; those that left the graph are kept. */
  readonly strategies: Readonly<Record<string, StrategyState>>;
  /** Ids of the calls accepted last, the oldest first. */
  readonly accepted: readonly string[];
}

export interface StrategyState {
  /** Schedules were looked at up to this instant. */
  readonly checkedTo: number;
  /** The event's instant of the last occurrence whose constraint held and whose actions did not fail. */
  readonly lastFired: number | null;
  readonly running: Running | null;
  readonly waiting: readonly Occurrence[];
}

/** One firing of a trigger. */
export interface Occurrence {
  readonly id: string;
  readonly at: number;
  /** Text of the trigger that fired. */
  readonly trigger: string;
  /** Earlier firings that were missed, as while the agent was down, are made up by this one. */
  readonly madeUp: boolean;
  readonly call: Call | null;
}

export interface Call {
  readonly id: string;
  readonly caller: string;
  readonly receiver: string;
  readonly arguments: Readonly<Record<string, Value>>;
}

/** An occurrence that waits for the answer to one effect. */
export type Running = Observing | Acting;

export interface Observing {
  readonly occurrence: Occurrence;
  readonly awaiting: ObserveEffect;
  /** Sensors that could not be asked, with the reason. */
  readonly readings: Readonly<Record<string, Observation>>;
}

export interface Acting {
  readonly occurrence: Occurrence;
  readonly awaiting: ActEffect;
  /** What to do, with the values of the decision: `awaiting` is the one at `index`. */
  readonly plan: readonly PlannedAction[];
  readonly index: number;
}

export interface PlannedAction {
  /** As the user wrote it. */
  readonly text: string;
  readonly does: { readonly action: ConcreteAction } | { readonly unknown: string };
}

/** The state of an agent that starts for the first time. Schedules fire after `now`, never at it or before. */
export function initialState(graph: StrategyGraph, now: number): EngineState {
  const at = sensibleInstant(now, 0);
  return {
    version: ENGINE_STATE_VERSION,
    startedAt: at,
    now: at,
    strategies: Object.fromEntries(graph.strategies.map(({ name }) => [name, freshStrategy(at)])),
    accepted: [],
  };
}

export const freshStrategy = (now: number): StrategyState => ({
  checkedTo: now,
  lastFired: null,
  running: null,
  waiting: [],
});

/** A strategy that came with a later graph begins at the latest instant that was known before it. */
export const strategyState = (state: EngineState, name: string): StrategyState =>
  fieldOf(state.strategies, name) ?? freshStrategy(state.now);

export const isObserving = (running: Running): running is Observing => running.awaiting.kind === 'observe';

/** The effects that were asked for and have no answer: to be done again, under their ids, after a crash. */
export const outstanding = (state: EngineState): Effect[] =>
  Object.values(state.strategies).flatMap(({ running }) => (running ? [running.awaiting] : []));
