import type { RetryNode, StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { fieldOf } from '../../base/values/plain.ts';
import type { Observation, Value } from '../../base/values/value.ts';
import type { ActEffect, AskEffect, ConcreteAction, Effect, ObserveEffect, SensorRequest } from './effect.ts';
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
  /** What the strategies `set`, by name; what was never set has its first value. */
  readonly values: Readonly<Record<string, Value>>;
  /** Ids of the calls and changes taken last, each with its kind, the oldest first. */
  readonly accepted: readonly string[];
}

export interface StrategyState {
  /** Schedules were looked at up to this instant. */
  readonly checkedTo: number;
  /** The event's instant of the last occurrence whose constraint held and whose actions did not fail. */
  readonly lastFired: number | null;
  /** The same of the occurrences that a limit counts, the oldest first. */
  readonly firings: readonly number[];
  /** Since when the constraint has held at every evaluation, and the last of them. */
  readonly held: { readonly since: number; readonly last: number } | null;
  /** Whether each latch of the constraint is on, by id; off where it is in no state yet. */
  readonly latches: Readonly<Record<string, boolean>>;
  /** What has fired of triggers that are joined by `and … within`, by the place of the part. */
  readonly joint: Readonly<Record<string, PartFiring>>;
  readonly running: Running | null;
  readonly waiting: readonly Occurrence[];
}

export interface PartFiring {
  readonly at: number;
  readonly call: Call | null;
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
  /** The instant at which its time is over, counted from the step that took it: waiting and reading are a part of it. */
  readonly deadline: number;
}

export interface Call {
  readonly id: string;
  readonly caller: string;
  readonly receiver: string;
  readonly arguments: Readonly<Record<string, Value>>;
}

/** An occurrence that is worked on. */
export type Running = Observing | Deferred | Asking | Acting;

interface Worked {
  readonly occurrence: Occurrence;
  /** That of the occurrence; what is done for a failure has the time once more. */
  readonly deadline: number;
}

/** Its sensors are being read. */
export interface Observing extends Worked {
  readonly stage: 'observing';
  readonly awaiting: ObserveEffect;
  /** Sensors that could not be asked, with the reason. */
  readonly readings: Readonly<Record<string, Observation>>;
}

/** All is read, and strategies that go before are not decided yet. */
export interface Deferred extends Worked {
  readonly stage: 'deferred';
  readonly requests: readonly SensorRequest[];
  readonly readings: Readonly<Record<string, Observation>>;
}

/** Somebody has to agree. */
export interface Asking extends Worked {
  readonly stage: 'asking';
  readonly awaiting: AskEffect;
  readonly plan: ActionPlan;
}

/** The group of actions at `index` is being done. */
export interface Acting extends Worked {
  readonly stage: 'acting';
  readonly plan: ActionPlan;
  readonly index: number;
  readonly open: readonly OpenAction[];
}

/** What to do, with the values of the decision. */
export interface ActionPlan {
  /** The outcome that these actions belong to. */
  readonly branch: BranchName;
  /** One after the other; the actions of a group side by side. */
  readonly groups: readonly (readonly PlannedAction[])[];
  /** What to do where one of them fails. */
  readonly onFailure: readonly (readonly PlannedAction[])[];
}

export type BranchName = 'then' | 'else' | 'unknown' | 'failure';

export interface PlannedAction {
  /** As the user wrote it. */
  readonly text: string;
  /** Its place among the actions of its outcome; its key is made of it. */
  readonly number: number;
  readonly does:
    | { readonly action: ConcreteAction; readonly retry?: RetryNode }
    | { readonly set: string; readonly value: Value }
    | { readonly unknown: string };
}

/** An action of the group that is being done: asked for, waiting for the next try, or at its end. */
export type OpenAction =
  | { readonly number: number; readonly stage: 'asked'; readonly effect: ActEffect; readonly attempt: number }
  | { readonly number: number; readonly stage: 'pausing'; readonly attempt: number; readonly until: number }
  | { readonly number: number; readonly stage: 'done' | 'failed' };

/** The state of an agent that starts for the first time. Schedules fire from `now` on, itself included. */
export function initialState(graph: StrategyGraph, now: number): EngineState {
  const at = sensibleInstant(now, 0);
  return {
    version: ENGINE_STATE_VERSION,
    startedAt: at,
    now: at,
    strategies: Object.fromEntries(graph.strategies.map(({ name }) => [name, freshStrategy(at - 1)])),
    values: {},
    accepted: [],
  };
}

export const freshStrategy = (checkedTo: number): StrategyState => ({
  checkedTo,
  lastFired: null,
  firings: [],
  held: null,
  latches: {},
  joint: {},
  running: null,
  waiting: [],
});

/**
 * A strategy that came with a later graph begins at the latest instant that was known before it, and what an earlier release
 * did not store yet begins with its first value.
 */
export function strategyState(state: EngineState, name: string, known: number): StrategyState {
  const stored: Partial<StrategyState> = fieldOf(state.strategies, name) ?? {};
  return isWhole(stored) ? stored : { ...freshStrategy(known), ...stored };
}

const FIELDS = Object.keys(freshStrategy(0)) as readonly (keyof StrategyState)[];

const isWhole = (stored: Partial<StrategyState>): stored is StrategyState =>
  FIELDS.every((field) => stored[field] !== undefined);

/** What the strategies can read of the agent's state. */
export const valuesOf = (graph: StrategyGraph, state: EngineState): Readonly<Record<string, Value>> =>
  Object.fromEntries((graph.state ?? []).map(({ name, initial }) => [name, fieldOf(state.values, name) ?? initial]));

/** The effects that were asked for and have no answer: to be done again, under their ids, after a crash. */
export const outstanding = (state: EngineState): Effect[] =>
  Object.values(state.strategies).flatMap(({ running }): Effect[] => {
    switch (running?.stage) {
      case 'observing':
      case 'asking':
        return [running.awaiting];
      case 'acting':
        return running.open.flatMap((action) => (action.stage === 'asked' ? [action.effect] : []));
      default:
        return [];
    }
  });
