import type { StrategyGraph, StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { defined } from '../../base/values/defined.ts';
import { Heap } from '../../base/values/heap.ts';
import type { Value } from '../../base/values/value.ts';
import type { Effect } from './effect.ts';
import { Hearing } from './hearing.ts';
import { departed, idOf, prepare, type Prepared, type PreparedStrategy } from './prepare.ts';
import { Readings } from './readings.ts';
import {
  ENGINE_STATE_VERSION,
  strategyState,
  valuesOf,
  wholeState,
  type Begun,
  type EngineState,
  type LatchState,
  type Occurrence,
  type Pause,
  type Running,
  type Spent,
  type StrategyState,
} from './state.ts';
import { changedRows, Table } from './table.ts';
import { Timers } from './timers.ts';
import { timersOf, timingOf } from './timing.ts';
import type { Remark, TraceEntry } from './trace.ts';
import type { Timing } from './triggers.ts';

/** What a step changes of a state, in rows: null for what is no more. */
export interface Patch {
  readonly head: Pick<EngineState, 'graph' | 'startedAt' | 'setBacks' | 'now' | 'checkedTo' | 'begun' | 'paused'>;
  readonly strategies?: Changes<'strategies'>;
  readonly values?: Changes<'values'>;
  readonly latches?: Changes<'latches'>;
  readonly observations?: Changes<'observations'>;
  readonly heard?: Changes<'heard'>;
  readonly acted?: Changes<'acted'>;
  readonly spent?: Changes<'spent'>;
}

type Changes<Field extends keyof EngineState> = Readonly<
  Record<string, EngineState[Field] extends Readonly<Record<string, infer Row>> ? Row | null : never>
>;

/** The state with what a step changed. */
export function apply(stored: EngineState, patch: Patch): EngineState {
  const state = wholeState(stored);
  return {
    ...state,
    ...patch.head,
    strategies: changedRows(state.strategies, patch.strategies),
    values: changedRows(state.values, patch.values),
    latches: changedRows(state.latches, patch.latches),
    observations: changedRows(state.observations, patch.observations),
    heard: changedRows(state.heard, patch.heard),
    acted: changedRows(state.acted, patch.acted),
    spent: changedRows(state.spent, patch.spent),
  };
}

/** Who may be able to go on, and the instant of the event with which it would. */
interface Turn {
  readonly strategy: PreparedStrategy;
  readonly at: number;
}

/**
 * The state of an agent while it runs, with all that is asked of it at every event at hand, so that an event costs what it concerns
 * and not what there is. Steps change it; what they changed is taken as a patch.
 */
export class Memory {
  readonly graph: StrategyGraph;
  readonly prepared: Prepared;
  startedAt: number;
  now: number;
  checkedTo: number;
  /** The agent as a whole is. */
  paused: Pause | null;
  effects: Effect[] = [];
  trace: TraceEntry[] = [];
  readonly latches: Table<LatchState>;
  readonly spent: Table<Spent>;
  readonly readings: Readings;
  readonly heard: Hearing;
  readonly timers = new Timers();
  /** Ids of the events that came while their strategies were free: they begin within the step, with what their instant began with. */
  readonly prompt = new Set<string>();
  #begun: Begun | null;
  #setBacks: number;
  readonly #digest: string;
  readonly #strategies: Table<StrategyState>;
  readonly #values: Table<Value>;
  readonly #acted: Table<readonly string[]>;
  /** What the strategies can read of the values, until one is set. */
  #readable: Readonly<Record<string, Value>> | undefined;
  readonly #departed = new Map<string, PreparedStrategy>();
  /** Names of those whose timers may have moved, and of those that may be able to go on. */
  readonly #moved = new Set<string>();
  readonly #turns = new Heap<Turn>((a, b) => a.at < b.at || (a.at === b.at && a.strategy.order < b.strategy.order));
  /** Of what is worked on, by the id of the occurrence. */
  readonly #atWork = new Map<string, string>();
  /** How many events of an instant are not decided. */
  readonly #undecided = new Map<number, number>();

  constructor(graph: StrategyGraph, stored: EngineState) {
    const state = wholeState(stored);
    this.graph = graph;
    this.prepared = prepare(graph);
    this.startedAt = state.startedAt;
    this.#setBacks = state.setBacks;
    this.now = state.now;
    this.checkedTo = state.checkedTo;
    this.paused = state.paused;
    this.#begun = state.begun;
    this.#digest = state.graph;
    this.latches = new Table(state.latches);
    this.spent = new Table(state.spent);
    this.#strategies = new Table(state.strategies);
    this.#values = new Table(state.values);
    this.#acted = new Table(state.acted);
    this.readings = new Readings(state.observations);
    this.heard = new Hearing(state.heard);
    for (const { node } of this.prepared.strategies) this.#moved.add(node.name);
    for (const [name, row] of this.#strategies.entries()) {
      const strategy = strategyState(row);
      if (strategy.left?.node) this.#departed.set(name, departed(strategy.left.node));
      this.#index(name, undefined, strategy);
      this.#moved.add(name);
    }
    this.setTimers();
  }

  strategy(name: string): PreparedStrategy | undefined {
    return this.prepared.byName.get(name) ?? this.#departed.get(name);
  }

  of({ name }: Pick<StrategyNode, 'name'>): StrategyState {
    return strategyState(this.#strategies.get(name));
  }

  set({ name }: Pick<StrategyNode, 'name'>, change: Partial<StrategyState>): void {
    const before = strategyState(this.#strategies.get(name));
    const after = { ...before, ...change };
    this.#strategies.set(name, after);
    if (before.running !== after.running || before.waiting !== after.waiting) this.#index(name, before, after);
    this.#moved.add(name);
  }

  // ---------------------------------------------------------------------------------------------- what can be read

  get values(): Readonly<Record<string, Value>> {
    return (this.#readable ??= valuesOf(this.graph, (name) => this.#values.get(name)));
  }

  remember(name: string, value: Value): void {
    this.#values.set(name, value);
    this.#readable = undefined;
  }

  /** The values with which the events of the latest instant begin: those as of the first turn of them, be it of one that waited. */
  valuesAt(at: number): Begun['values'] {
    if (!this.#begun || this.#begun.at < at) this.#begun = { at, values: this.values };
    return this.#begun.values;
  }

  /** What is known of instants behind `at` is as of that. */
  setBack(at: number): void {
    this.now = at;
    this.startedAt = Math.min(this.startedAt, at);
    this.#setBacks += 1;
    this.checkedTo = Math.min(this.checkedTo, at);
    this.paused &&= { ...this.paused, at: Math.min(this.paused.at, at) };
    // An instant that comes again is another one.
    this.#begun = null;
    for (const [id, latch] of this.latches.entries()) if (latch.at > at) this.latches.set(id, { ...latch, at });
    for (const [key, row] of this.spent.entries()) if (row.at > at) this.spent.set(key, { ...row, at });
    this.heard.setBack(at);
    for (const [instant, names] of this.#acted.entries()) {
      if (Number(instant) <= at) continue;
      this.#acted.delete(instant);
      this.#acted.set(String(at), [...new Set([...(this.#acted.get(String(at)) ?? []), ...names])]);
    }
  }

  /** Of the strategies of the graph, and of those that left it. */
  get names(): readonly string[] {
    return [...new Set([...this.prepared.byName.keys(), ...this.#strategies.entries().map(([name]) => name)])];
  }

  // ------------------------------------------------------------------------------------------------ order and turns

  /** Whether an event of a strategy at an instant is not decided yet. */
  isUndecided(name: string, at: number): boolean {
    return undecidedOf(strategyState(this.#strategies.get(name))).includes(at);
  }

  hasActed(name: string, at: number): boolean {
    return this.#acted.get(String(at))?.includes(name) ?? false;
  }

  /** Remembered until that instant is over and decided: who goes behind it may come yet, also with a graph that is adopted meanwhile. */
  acts({ node }: PreparedStrategy, at: number): void {
    if (this.hasActed(node.name, at)) return;
    this.#acted.set(String(at), [...(this.#acted.get(String(at)) ?? []), node.name]);
  }

  /** Of those that may be able to go on, the one with the earliest event, and of one instant the first in order. */
  takeTurn(): PreparedStrategy | undefined {
    for (let turn = this.#turns.pop(); turn; turn = this.#turns.pop()) {
      const { strategy, at } = turn;
      // One that has gone on since then has left its former turn in the heap, which counts no more.
      if (turnOf(this.of(strategy.node)) === at) return strategy;
    }
    return undefined;
  }

  /** The strategies that have something due, in order. */
  takeDue(): PreparedStrategy[] {
    const names = this.timers.take(this.now);
    for (const name of names) this.#moved.add(name);
    return names.flatMap((name) => this.strategy(name) ?? []).sort((a, b) => a.order - b.order);
  }

  /** The strategy of an occurrence, if it is at work on it. */
  atWork(occurrence: string): { readonly strategy: PreparedStrategy; readonly running: Running } | undefined {
    const name = this.#atWork.get(occurrence);
    const strategy = name === undefined ? undefined : this.strategy(name);
    const running = strategy && this.of(strategy.node).running;
    return running ? { strategy, running } : undefined;
  }

  #index(name: string, before: StrategyState | undefined, after: StrategyState): void {
    const strategy = this.strategy(name);
    if (before?.running) this.#atWork.delete(before.running.occurrence.id);
    if (after.running) this.#atWork.set(after.running.occurrence.id, name);
    this.readings.waits(name, before?.running ?? null, after.running);
    const [was, is] = [before ? undecidedOf(before) : [], undecidedOf(after)];
    for (const at of was) this.#count(at, -1);
    for (const at of is) this.#count(at, 1);
    if (!strategy) return;
    this.#letGoOn(strategy, after);
    if (was.some((at) => !is.includes(at)))
      for (const behind of strategy.yieldedBy) {
        const other = this.prepared.byName.get(behind);
        if (other) this.#letGoOn(other, this.of(other.node));
      }
  }

  #letGoOn(strategy: PreparedStrategy, state: StrategyState): void {
    const at = turnOf(state);
    if (at !== undefined) this.#turns.push({ strategy, at });
  }

  #count(at: number, by: 1 | -1): void {
    const count = (this.#undecided.get(at) ?? 0) + by;
    if (count > 0) this.#undecided.set(at, count);
    else {
      this.#undecided.delete(at);
      this.readings.settled(at);
    }
  }

  // ------------------------------------------------------------------------------------------------------- a step

  /** Ends a step: forgets what nobody needs any more, and gives what was changed. */
  takePatch(): Patch {
    for (const [at] of this.#acted.entries()) {
      if (Number(at) !== this.now && !this.#undecided.has(Number(at))) this.#acted.delete(at);
    }
    this.readings.forget(this.now, (at) => this.#undecided.has(at));
    this.setTimers();
    return defined({
      head: this.#head,
      strategies: this.#strategies.takeChanges(),
      values: this.#values.takeChanges(),
      latches: this.latches.takeChanges(),
      observations: this.readings.takeChanges(),
      heard: this.heard.takeChanges(),
      acted: this.#acted.takeChanges(),
      spent: this.spent.takeChanges(),
    });
  }

  /** All that is remembered, between two steps. */
  get whole(): EngineState {
    return {
      version: ENGINE_STATE_VERSION,
      ...this.#head,
      strategies: this.#strategies.all,
      values: this.#values.all,
      latches: this.latches.all,
      observations: this.readings.all,
      heard: this.heard.all,
      acted: this.#acted.all,
      spent: this.spent.all,
    };
  }

  get #head(): Patch['head'] {
    const { startedAt, now, checkedTo, paused } = this;
    return { graph: this.#digest, startedAt, setBacks: this.#setBacks, now, checkedTo, begun: this.#begun, paused };
  }

  /** Timers of all that moved; steps do it at their end. */
  setTimers(): void {
    for (const name of this.#moved) {
      const strategy = this.strategy(name);
      if (strategy)
        this.timers.set(name, timersOf(strategy, this.of(strategy.node), this.timing(strategy.node), this.checkedTo));
    }
    this.#moved.clear();
  }

  // ------------------------------------------------------------------------------------------------------ telling

  /** Names an occurrence of a strategy among all. Of two causes of different kinds the names may be one. */
  id(strategy: StrategyNode, kind: 'schedule' | 'call' | 'change', cause: string): string {
    // An instant that comes again is another one.
    const again = kind === 'schedule' && this.#setBacks > 0 ? `~${String(this.#setBacks)}` : '';
    return idOf(this.graph, strategy.name, kind, `${cause}${again}`);
  }

  timing(strategy: StrategyNode): Timing {
    return timingOf(this.graph, this, strategy.name, this.of(strategy));
  }

  /** What every entry of the trace about an occurrence has. */
  place(
    strategy: StrategyNode,
    occurrence: Occurrence,
  ): { namespace: string; agent: string; at: number; strategy: string; occurrence: string } {
    const { namespace, name: agent } = this.graph.agent;
    return { namespace, agent, at: occurrence.at, strategy: strategy.name, occurrence: occurrence.id };
  }

  remark(kind: Remark['kind'], at: number, text: string): void {
    const { namespace, name: agent } = this.graph.agent;
    this.trace.push({ kind, namespace, agent, at, text });
  }
}

/** The instant of the event with which it may be able to go on: one that waits, or one of which all is read. */
function turnOf({ running, waiting }: StrategyState): number | undefined {
  if (!running) return waiting[0]?.at;
  return running.stage === 'deferred' ? running.occurrence.at : undefined;
}

/** The instants of the events of a strategy that are not decided. */
function undecidedOf({ running, waiting }: StrategyState): readonly number[] {
  const instants = waiting.map(({ at }) => at);
  if (running?.stage === 'observing' || running?.stage === 'deferred') instants.push(running.occurrence.at);
  return instants;
}
