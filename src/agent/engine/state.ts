import type {
  ExpressionNode,
  RetryNode,
  StrategyGraph,
  StrategyNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import { graphDigest } from '../../contract/strategy-graph/codec.ts';
import type { Value } from '../../base/values/value.ts';
import type { ActEffect, AskEffect, ConcreteAction, Effect, ObserveEffect, SensorRequest } from './effect.ts';
import type { LatchSide, Scope } from './evaluate.ts';
import type { Reading } from './event.ts';
import { sensibleInstant } from './instant.ts';
import type { CountedKind } from '../../contract/primitives/budget-kinds.ts';

export const ENGINE_STATE_VERSION = 'sflow.dev/engine-state/v1';

/** All that an agent has to remember, as plain JSON. Instants are milliseconds since 1970 UTC. */
export interface EngineState {
  readonly version: typeof ENGINE_STATE_VERSION;
  /** Digest of the graph that it belongs to. With another graph it goes on by `adopt`. */
  readonly graph: string;
  /** The agent's first start: where intervals are counted from, and where windows begin before the first firing. */
  readonly startedAt: number;
  /** How often the clock was set back. */
  readonly setBacks: number;
  /** The latest instant of any event. */
  readonly now: number;
  /** Schedules were looked at up to this instant. */
  readonly checkedTo: number;
  /** What the events of the latest instant began with. */
  readonly begun: Begun | null;
  /** All of its strategies are paused. */
  readonly paused: Pause | null;
  /** By name. Strategies that are in no state yet begin as `freshStrategy`; those that left keep for a while what they counted. */
  readonly strategies: Readonly<Record<string, StrategyState>>;
  /** What the strategies `set`, by name; what was never set has its first value. */
  readonly values: Readonly<Record<string, Value>>;
  /** By id; one that never passed a limit is in none. */
  readonly latches: Readonly<Record<string, LatchState>>;
  /** Readings that several strategies may need, by the occurrence for which they were asked. */
  readonly observations: Readonly<Record<string, SharedObservation>>;
  /** What came of the events that strategies count. */
  readonly heard: Readonly<Record<string, Heard>>;
  /** Names of the strategies that acted at an instant of which not all is decided, by the instant, in the order of acting. */
  readonly acted: Readonly<Record<string, readonly string[]>>;
  /** What was taken from the budget, by the key of the action: not much more than the budget counts. */
  readonly spent: Readonly<Record<string, Spent>>;
}

/** Events that begin at one instant begin with the same values. */
export interface Begun {
  readonly at: number;
  readonly values: Readonly<Record<string, Value>>;
}

/** Who paused it, and when. */
export interface Pause {
  readonly by: string;
  readonly at: number;
}

/** Beyond which limit it was seen last, and at which instant. */
export interface LatchState {
  readonly side: LatchSide;
  readonly at: number;
}

export interface Spent {
  readonly occurrence: string;
  readonly kind: CountedKind;
  /** From when it counts. */
  readonly at: number;
  /** It was decided and is not at its end: it counts however long that takes, and is given back if it is not done. */
  readonly open?: true;
  /** It is pretended, and counts for dry runs only. */
  readonly dryRun?: true;
}

export interface SharedObservation {
  readonly effect: ObserveEffect;
  /** The instant of the occurrence for which it was asked. */
  readonly at: number;
  /** The answer, by sensor; null while none came. */
  readonly readings: Readonly<Record<string, Reading>> | null;
}

/** What came of an event with the same of those arguments that are compared. */
export interface Heard {
  /** As `eventKey` has it. */
  readonly event: string;
  /** One text for values that are equal, by argument. */
  readonly given: Readonly<Record<string, string>>;
  /** In their order. */
  readonly instants: readonly number[];
}

export interface StrategyState {
  /** The instant of the event that began last. */
  readonly begunAt: number | null;
  /** What was really done. */
  readonly counts: Counts;
  /** What a dry run pretends to have done: going live begins with what was really done. */
  readonly pretended: Counts;
  readonly held: Held | null;
  /** What has fired of triggers that are joined by `and … within`, by the place of the part. */
  readonly joint: Readonly<Record<string, PartFiring>>;
  readonly running: Running | null;
  readonly waiting: readonly Occurrence[];
  /** By itself, whatever the agent is. */
  readonly paused: Pause | null;
  /** By which the jitter of its intervals goes on, where it was renamed. */
  readonly formerName?: string;
  /** It is in the graph no more. */
  readonly left?: Left;
}

/** What cooldown, limit and windows are counted by. */
export interface Counts {
  /** The instant of the event that ended the last window `since last fired`. */
  readonly lastFired: number | null;
  /** What the sources gave with the readings of that event, by sensor, to be given back with the next window. */
  readonly marks: Readonly<Record<string, string>>;
  /** From when a cooldown counts. */
  readonly coolsFrom: number | null;
  /** The tries that a limit counts, the oldest first. */
  readonly tries: readonly number[];
  /** The same for each value for which a cooldown or a limit is kept, as long as it holds something back. */
  readonly byKey?: Readonly<Record<string, Tried>>;
}

export interface Tried {
  readonly coolsFrom: number;
  readonly tries: readonly number[];
}

/** Since when the constraint has held whenever it was looked at, the last look, and whether that could not know. */
export interface Held {
  readonly since: number;
  readonly last: number;
  readonly unsure?: true;
}

export interface Left {
  readonly at: number;
  /** What it was, while an action is still being done. */
  readonly node?: StrategyNode;
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
  /** What was counted when it came, by id; absent where nothing is. */
  readonly counts?: Readonly<Record<string, number>>;
}

export interface Call {
  readonly id: string;
  readonly caller: string;
  readonly receiver: string;
  readonly arguments: Readonly<Record<string, Value>>;
  readonly traceparent?: string;
}

/** An occurrence that is worked on. */
export type Running = Undecided | Asking | Acting;

interface Worked {
  readonly occurrence: Occurrence;
  /** That of the occurrence; what is done for a failure has the time once more. */
  readonly deadline: number;
}

/** Its sensors are being read, or all is read and it waits for its turn, as for strategies that go before it. */
export interface Undecided extends Worked {
  readonly stage: 'observing' | 'deferred';
  /** The values of the agent that it began with. */
  readonly values: Readonly<Record<string, Value>>;
  readonly requests: readonly SensorRequest[];
  /** By sensor: what came already, and what could not be asked, with the reason. */
  readonly readings: Readonly<Record<string, Reading>>;
  /** What the readings are kept under that are still to come, by sensor. */
  readonly awaiting: Readonly<Record<string, string>>;
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
  /** From when it counts, if anything is done: the instant of the event, or of the approval. */
  readonly countsFrom: number;
  /** As what it counts already. */
  readonly counted: Counted;
}

/** Nothing was done yet; a try, by which a message counts; or a firing, which ends windows. */
export type Counted = 'nothing' | 'try' | 'firing';

/** What to do, with the values of the decision. */
export interface ActionPlan {
  /** The outcome that these actions belong to. */
  readonly branch: BranchName;
  /** One after the other; the actions of a group side by side. */
  readonly groups: readonly (readonly PlannedAction[])[];
  /** What to do where one of them fails. */
  readonly onFailure: readonly (readonly PlannedAction[])[];
  /** For what is done for a failure, too. */
  readonly timeoutSeconds: number;
  /** What the decision knew, for what is computed when it is done; absent where nothing is. */
  readonly given?: Pick<Scope, 'readings' | 'arguments' | 'counts'>;
  readonly marks?: Counts['marks'];
}

export type BranchName = 'then' | 'else' | 'unknown' | 'failure';

export interface PlannedAction {
  /** As the user wrote it. */
  readonly text: string;
  /** Its place among the actions of its outcome; its key is made of it. */
  readonly number: number;
  readonly does:
    | { readonly action: ConcreteAction; readonly retry?: RetryNode }
    /** Its value is computed when it is done, from the values of then. */
    | { readonly set: string; readonly value: ExpressionNode }
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
    graph: graphDigest(graph),
    startedAt: at,
    setBacks: 0,
    now: at,
    checkedTo: at - 1,
    begun: null,
    paused: null,
    strategies: Object.fromEntries(graph.strategies.map(({ name }) => [name, freshStrategy])),
    values: {},
    latches: {},
    observations: {},
    heard: {},
    acted: {},
    spent: {},
  };
}

const nothingCounted: Counts = { lastFired: null, marks: {}, coolsFrom: null, tries: [] };

export const freshStrategy: StrategyState = {
  begunAt: null,
  counts: nothingCounted,
  pretended: nothingCounted,
  held: null,
  joint: {},
  running: null,
  waiting: [],
  paused: null,
};

/** A state with all that it has not stored yet. */
export const wholeState = (stored: EngineState): EngineState => ({ ...nothingYet(stored), ...stored });

const nothingYet = ({
  now,
}: EngineState): Omit<EngineState, 'version' | 'graph' | 'startedAt' | 'now' | 'strategies'> => ({
  setBacks: 0,
  checkedTo: now,
  begun: null,
  paused: null,
  values: {},
  latches: {},
  observations: {},
  heard: {},
  acted: {},
  spent: {},
});

/** The state of a strategy; what it has not stored yet begins with its first value. */
export const strategyState = (stored: Partial<StrategyState> | undefined): StrategyState =>
  stored && isWhole(stored) ? stored : { ...freshStrategy, ...stored };

const FIELDS = Object.keys(freshStrategy) as readonly (keyof StrategyState)[];

const isWhole = (stored: Partial<StrategyState>): stored is StrategyState =>
  FIELDS.every((field) => stored[field] !== undefined);

/** What the strategies can read of the agent's values. */
export const valuesOf = (
  graph: StrategyGraph,
  stored: (name: string) => Value | undefined,
): Readonly<Record<string, Value>> =>
  Object.fromEntries((graph.state ?? []).map(({ name, initial }) => [name, stored(name) ?? initial]));

/** The effects that were asked for and have no answer: to be done again, under their ids, after a crash. */
export const outstanding = ({ observations, strategies }: EngineState): Effect[] => [
  ...Object.values(observations).flatMap(({ effect, readings }) => (readings === null ? [effect] : [])),
  ...Object.values(strategies).flatMap(({ running }): Effect[] => {
    switch (running?.stage) {
      case 'asking':
        return [running.awaiting];
      case 'acting':
        return running.open.flatMap((action) => (action.stage === 'asked' ? [action.effect] : []));
      default:
        return [];
    }
  }),
];
