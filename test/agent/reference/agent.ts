import type { ActEffect, AskEffect, Effect, SensorRequest, Window } from '../../../src/agent/engine/effect.ts';
import type { BranchName, Call } from '../../../src/agent/engine/state.ts';
import type { HeldBack } from '../../../src/agent/engine/trace.ts';
import type { Observation, Value } from '../../../src/base/values/value.ts';
import type {
  ActionNode,
  CountedEvent,
  StrategyGraph,
  StrategyNode,
} from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Taken } from './budget.ts';

/** All that the reference remembers of an agent: plain data that is changed in place and walked as a whole. Instants in ms. */
export interface Agent {
  graph: StrategyGraph;
  startedAt: number;
  now: number;
  /** Schedules were looked at up to here. */
  looked: number;
  /** What was set. */
  values: Record<string, Value>;
  /** Who paused all of it. */
  paused?: string;
  readonly own: Map<string, Own>;
  /** By content. */
  readonly latches: Map<string, Latch>;
  asked: Asked[];
  /** What the budget counts. */
  taken: Taken[];
  /** What came of the events that are counted, with the arguments that are compared. */
  heard: Heard[];
  /** Which strategies acted at which instant. */
  acted: { at: number; readonly strategy: string }[];
  /** The state with which the events of an instant begin. */
  begun: { readonly at: number; readonly values: Readonly<Record<string, Value>> }[];
  /** What came for whom at which instant, and whether something came a second time, as after the clock was set back. */
  readonly came: Set<string>;
  cameAgain: boolean;
  /** Numbers what has an id. */
  serial: number;
  /** What the step that is being done wants and tells. */
  effects: Effect[];
  told: Told[];
}

/** What belongs to one strategy. */
export interface Own {
  node: StrategyNode;
  /** It has left the graph: when. */
  left?: number;
  /** Who paused it. */
  paused?: string;
  real: Counted;
  dry: Counted;
  held: { since: number; last: number; unknown: boolean } | null;
  /** The last firing of each part of `and … within`, by the path of the part. */
  joint: Map<string, { at: number; readonly call: Call | null }>;
  /** The instant of the event that began last. */
  begunAt: number | null;
  running: Running | null;
  waiting: Occurrence[];
}

export interface Heard {
  readonly event: CountedEvent;
  readonly given: Readonly<Record<string, Value>>;
  at: number;
}

export interface Counted {
  lastFired: number | null;
  cooledFrom: number | null;
  tries: number[];
  /** By argument and value of the call: from when each cools, and what counts as a try of it. */
  byKey: { readonly name: string; readonly value: Value; at: number; isTry: boolean }[];
  /** By sensor. */
  marks: Record<string, string>;
}

export interface Latch {
  readonly side: 'above' | 'below';
  at: number;
}

/** One reading of the whole agent; no `value` yet: it is being read. */
export interface Asked {
  key: string;
  readonly at: number;
  readonly occurrence: string;
  /** The instant of that occurrence. */
  readonly of: number;
  readonly request: SensorRequest;
  value?: Observation;
  mark?: string;
}

export interface Occurrence {
  readonly id: string;
  at: number;
  readonly trigger: string;
  readonly madeUp: boolean;
  readonly call: Call | null;
  deadline: number;
  /** What was counted when it came, by id. */
  readonly counts: ReadonlyMap<string, Observation>;
  /** It could not begin when it came. */
  readonly waited: boolean;
}

export interface Running {
  /** The strategy as it was when this began: what is acted on goes on as it was decided. */
  readonly node: StrategyNode;
  readonly occurrence: Occurrence;
  stage: 'reading' | 'asking' | 'acting';
  deadline: number;
  /** The agent's state as of the beginning. */
  readonly values: Readonly<Record<string, Value>>;
  /** What each sensor is read as: of the agent's, or why it cannot be asked. */
  readonly reads: Read[];
  ask?: AskEffect;
  branch: BranchName;
  /** One after the other; those of a group side by side. */
  groups: (readonly ActionNode[])[];
  index: number;
  open: Open[];
  /** From when a try of it counts for cooldown and limit. */
  countsFrom: number;
  counted: boolean;
}

export interface Read {
  readonly sensor: string;
  readonly window?: Window;
  /** Its window begins at the last firing. */
  readonly isSince: boolean;
  readonly of: Asked | Observation;
}

export interface Open {
  readonly node: ActionNode;
  readonly key: string;
  stage: 'asked' | 'pausing' | 'done' | 'failed';
  attempt: number;
  effect?: ActEffect;
  until: number;
}

/** What of the trace is compared: no texts that people read. */
export type Told =
  | Decided
  | { readonly kind: 'approval'; readonly strategy: string; readonly at: number; readonly answer: string }
  | {
      readonly kind: 'action';
      readonly strategy: string;
      readonly at: number;
      readonly text: string;
      readonly result: 'ok' | 'failed' | 'unknown';
      readonly again?: number;
    }
  | {
      readonly kind: 'ending';
      readonly strategy: string;
      readonly at: number;
      readonly branch: BranchName;
      readonly complete: boolean;
      readonly left: readonly string[];
    }
  | { readonly kind: 'pausing'; readonly strategy: string; readonly at: number; readonly paused: boolean }
  | { readonly kind: 'refusal'; readonly call: string; readonly caller: string; readonly receiver: string }
  | { readonly kind: 'late'; readonly at: number };

export interface Decided {
  readonly kind: 'decision';
  readonly strategy: string;
  readonly at: number;
  readonly madeUp: boolean;
  readonly call: Call | null;
  readonly readings: readonly {
    readonly sensor: string;
    readonly value: Value | undefined;
    readonly window?: Window;
  }[];
  readonly verdict: 'act' | 'quiet' | 'unknown' | 'held';
  readonly held?: HeldBack;
  readonly branch?: BranchName;
  readonly actions: readonly string[];
  readonly approver?: string;
  readonly dryRun?: true;
}

export const DAY = 86_400_000;
export const timeoutOf = (node: StrategyNode): number => (node.timeoutSeconds ?? 86_400) * 1000;

/** Larger priority first, then by name. */
export const inOrder = (agent: Agent): Own[] =>
  [...agent.own.values()].sort(
    (a, b) => (b.node.priority ?? 0) - (a.node.priority ?? 0) || (a.node.name < b.node.name ? -1 : 1),
  );

/** What is done side by side. */
export const inside = (action: ActionNode): readonly ActionNode[] =>
  action.kind === 'parallel' ? action.actions : [action];

/** What the agent remembers now. */
export const stateNow = ({ graph, values }: Agent): Readonly<Record<string, Value>> =>
  Object.fromEntries((graph.state ?? []).map(({ name, initial }) => [name, values[name] ?? initial]));

/** A dry run counts for itself. */
export const countedOf = (own: Own): Counted => (own.node.dryRun ? own.dry : own.real);

/** The instants of the events of a strategy that are not decided: those that wait and the one that is read. */
export const undecided = (own: Own): Occurrence[] =>
  own.running?.stage === 'reading' ? [own.running.occurrence, ...own.waiting] : own.waiting;

export const undecidedAt = (agent: Agent, at: number): boolean =>
  [...agent.own.values()].some((own) => undecided(own).some((occurrence) => occurrence.at === at));

export const nothingCounted = (): Counted => ({ lastFired: null, cooledFrom: null, tries: [], byKey: [], marks: {} });

export const freshOwn = (node: StrategyNode): Own => ({
  node,
  real: nothingCounted(),
  dry: nothingCounted(),
  held: null,
  joint: new Map(),
  begunAt: null,
  running: null,
  waiting: [],
});

/** An agent that starts for the first time: what is due at that instant is not looked at yet. */
export const newAgent = (graph: StrategyGraph, now: number): Agent => ({
  graph,
  startedAt: now,
  now,
  looked: now - 1,
  values: {},
  own: new Map(graph.strategies.map((node) => [node.name, freshOwn(node)])),
  latches: new Map(),
  asked: [],
  taken: [],
  heard: [],
  acted: [],
  begun: [],
  came: new Set(),
  cameAgain: false,
  serial: 0,
  effects: [],
  told: [],
});
