import type { StrategyGraph, StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Value } from '../../base/values/value.ts';
import type { Effect } from './effect.ts';
import { idOf, prepare, type PreparedStrategy } from './prepare.ts';
import type { Timing } from './triggers.ts';
import {
  strategyState,
  valuesOf,
  type EngineState,
  type Occurrence,
  type Running,
  type StrategyState,
} from './state.ts';
import type { Remark, TraceEntry } from './trace.ts';

/** The state of an agent while one step changes it, and what the step says. It lives as long as the step and is seen by nobody else. */
export class StepDraft {
  readonly graph: StrategyGraph;
  readonly effects: Effect[] = [];
  readonly trace: TraceEntry[] = [];
  #state: EngineState;
  /** The latest instant that was known before this step. */
  readonly #known: number;
  /** A copy of the strategies' states, made at the first change. */
  #strategies: Record<string, StrategyState> | undefined;

  constructor(graph: StrategyGraph, before: EngineState, now: number) {
    this.graph = graph;
    this.#known = before.now;
    this.#state = { ...before, now };
  }

  get state(): EngineState {
    return this.#state;
  }

  get now(): number {
    return this.#state.now;
  }

  get values(): Readonly<Record<string, Value>> {
    return valuesOf(this.graph, this.#state);
  }

  of({ name }: StrategyNode): StrategyState {
    return strategyState(this.#state, name, this.#known);
  }

  set({ name }: StrategyNode, change: Partial<StrategyState>): void {
    const own = { ...strategyState(this.#state, name, this.#known), ...change };
    if (!this.#strategies) {
      this.#strategies = { ...this.#state.strategies };
      this.#state = { ...this.#state, strategies: this.#strategies };
    }
    this.#strategies[name] = own;
  }

  remember(name: string, value: Value): void {
    this.#state = { ...this.#state, values: { ...this.#state.values, [name]: value } };
  }

  /** Whether a call or a change was taken before. Of a call and a change the ids may be one. */
  wasTaken(kind: 'call' | 'change', id: string): boolean {
    return this.#state.accepted.includes(`${kind}/${id}`);
  }

  take(kind: 'call' | 'change', id: string, remembered: number): void {
    this.#state = { ...this.#state, accepted: [...this.#state.accepted, `${kind}/${id}`].slice(-remembered) };
  }

  /** Names an occurrence of a strategy among all. Of two causes of different kinds the names may be one. */
  id(strategy: StrategyNode, kind: 'schedule' | 'call' | 'change', cause: string): string {
    return idOf(this.graph, strategy.name, kind, cause);
  }

  /** The strategy of an occurrence, or of an effect that one led to, if it is at work on something. */
  atWork(id: string): { readonly strategy: PreparedStrategy; readonly running: Running } | undefined {
    const prefix = idOf(this.graph, '');
    if (!id.startsWith(prefix)) return undefined;
    const end = id.indexOf('/', prefix.length);
    const strategy = prepare(this.graph).byName.get(id.slice(prefix.length, end === -1 ? undefined : end));
    const running = strategy && this.of(strategy.node).running;
    return running ? { strategy, running } : undefined;
  }

  timing(strategy: StrategyNode): Timing {
    return { startedAt: this.#state.startedAt, seed: idOf(this.graph, strategy.name) };
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
