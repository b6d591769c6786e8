import type { StrategyGraph, StrategyNode } from '../graph/strategy-graph.ts';
import type { Observation } from '../values/value.ts';
import { fieldOf } from '../values/plain.ts';
import { judge } from './clause.ts';
import { decidedActions } from './decided.ts';
import type { Effect } from './effect.ts';
import type { CalledEvent, ClockEvent, CompletedEvent, EngineEvent, ObservedEvent } from './event.ts';
import { sensibleInstant } from './instant.ts';
import { planActions } from './plan.ts';
import { receiversOf } from './receive.ts';
import { askSensors, sensorsOf, takeReadings } from './sensors.ts';
import {
  isObserving,
  strategyState,
  type Acting,
  type EngineState,
  type Occurrence,
  type StrategyState,
} from './state.ts';
import { readingsOf, type TraceEntry } from './trace.ts';
import { lastFiring, nextFiring } from './triggers.ts';

export interface StepResult {
  readonly state: EngineState;
  readonly effects: readonly Effect[];
  readonly trace: readonly TraceEntry[];
}

/** Calls that may wait for one strategy. */
const WAITING_CALLS = 100;
/** Ids of calls that are remembered, so that one that is sent again changes nothing twice. */
const REMEMBERED_CALLS = 1000;

/**
 * What an agent does about an event: its next state, what it wants done, and why. Pure and total: the same graph, state and
 * event give the same result, and no event makes it throw.
 */
export function step(graph: StrategyGraph, state: EngineState, event: EngineEvent): StepResult {
  const at = Math.max(state.now, sensibleInstant(event.at, state.now));
  const work = new Step(graph, { ...state, now: at });
  switch (event.kind) {
    case 'clock':
      work.clock({ ...event, at });
      break;
    case 'called':
      work.called({ ...event, at });
      break;
    case 'observed':
      work.observed({ ...event, at });
      break;
    case 'completed':
      work.completed({ ...event, at });
      break;
  }
  return work.finish();
}

/** One step on its way. It lives as long as the call of `step` and is seen by nobody else. */
class Step {
  readonly #graph: StrategyGraph;
  readonly #effects: Effect[] = [];
  readonly #trace: TraceEntry[] = [];
  #state: EngineState;

  constructor(graph: StrategyGraph, state: EngineState) {
    this.#graph = graph;
    this.#state = state;
  }

  finish(): StepResult {
    const { startedAt, now } = this.#state;
    const next = this.#graph.strategies.flatMap(({ name, trigger }) => {
      const { checkedTo } = strategyState(this.#state, name);
      return nextFiring(trigger, startedAt, checkedTo) ?? [];
    });
    const wake: Effect[] = next.length > 0 ? [{ kind: 'wake', at: Math.max(now, Math.min(...next)) }] : [];
    return { state: this.#state, effects: [...this.#effects, ...wake], trace: this.#trace };
  }

  /** Schedules that came due since they were last looked at fire once, however often they came due. */
  clock({ at }: ClockEvent): void {
    for (const strategy of this.#graph.strategies) {
      const { checkedTo } = this.#of(strategy);
      const firing = lastFiring(strategy.trigger, this.#state.startedAt, checkedTo, at);
      this.#set(strategy, { checkedTo: Math.max(checkedTo, at) });
      if (!firing) continue;
      const first = nextFiring(strategy.trigger, this.#state.startedAt, checkedTo);
      this.#enqueue(strategy, {
        id: this.#id(strategy, String(firing.at)),
        at: firing.at,
        trigger: firing.text,
        madeUp: first !== undefined && first < firing.at,
        call: null,
      });
    }
  }

  called(event: CalledEvent): void {
    const { id, at } = event;
    if (this.#state.accepted.includes(id)) {
      this.#effects.push({ kind: 'reply', call: id, accepted: true });
      this.#remark('ignored', at, `call ${id} came again`);
      return;
    }
    const receivers = receiversOf(this.#graph, event);
    if ('reason' in receivers) {
      this.#refuse(event, receivers.reason);
      return;
    }
    const full = receivers.find(({ strategy }) => this.#of(strategy).waiting.length >= WAITING_CALLS);
    if (full) {
      this.#refuse(event, `${WAITING_CALLS} calls are waiting already`);
      return;
    }
    const accepted = [...this.#state.accepted, id].slice(-REMEMBERED_CALLS);
    this.#state = { ...this.#state, accepted };
    this.#effects.push({ kind: 'reply', call: id, accepted: true });
    for (const { strategy, trigger, call } of receivers) {
      const occurrence = { id: this.#id(strategy, id), at, trigger: trigger.text, madeUp: false, call };
      this.#enqueue(strategy, occurrence);
    }
  }

  observed(event: ObservedEvent): void {
    const strategy = this.#graph.strategies.find((node) => this.#of(node).running?.occurrence.id === event.occurrence);
    const running = strategy && this.#of(strategy).running;
    if (!running || !isObserving(running)) {
      this.#remark('ignored', event.at, `readings for ${event.occurrence}, which waits for none`);
      return;
    }
    const readings = takeReadings(sensorsOf(this.#graph, strategy), running.readings, event.readings);
    this.#decide(strategy, running.occurrence, readings, running.awaiting.requests);
  }

  completed(event: CompletedEvent): void {
    const strategy = this.#graph.strategies.find((node) => this.#of(node).running?.awaiting.id === event.effect);
    const running = strategy && this.#of(strategy).running;
    if (!running || isObserving(running)) {
      this.#remark('ignored', event.at, `the outcome of ${event.effect}, which nothing waits for`);
      return;
    }
    const { occurrence, plan, index, awaiting } = running;
    const place = this.#place(strategy, occurrence);
    const text = plan[index]?.text ?? '';
    this.#trace.push({
      kind: 'action',
      ...place,
      effect: event.effect,
      text,
      action: awaiting.action,
      result: event.outcome,
    });
    if ('failed' in event.outcome) this.#end(strategy, running, index + 1);
    else this.#act(strategy, occurrence, plan, index + 1);
  }

  // ------------------------------------------------------------------------------------------------- occurrences

  /** While a strategy is busy its next firings wait, so that windows never overlap: all calls, and one schedule. */
  #enqueue(strategy: StrategyNode, occurrence: Occurrence): void {
    const { running, waiting } = this.#of(strategy);
    if (!running) {
      this.#start(strategy, occurrence);
      return;
    }
    const calls = waiting.filter(({ call }) => call !== null);
    const replaced = occurrence.call === null && calls.length < waiting.length;
    const kept = occurrence.call === null ? calls : waiting;
    this.#set(strategy, { waiting: [...kept, replaced ? { ...occurrence, madeUp: true } : occurrence] });
    this.#remark('waiting', occurrence.at, `${strategy.name} is busy; ${occurrence.trigger} waits`);
  }

  #start(strategy: StrategyNode, occurrence: Occurrence): void {
    const sensors = sensorsOf(this.#graph, strategy);
    const { lastFired } = this.#of(strategy);
    const { requests, readings } = askSensors(sensors, occurrence, lastFired ?? this.#state.startedAt);
    if (requests.length === 0) {
      this.#decide(strategy, occurrence, readings, []);
      return;
    }
    const { id, at } = occurrence;
    const awaiting = { kind: 'observe', id: `${id}/observe`, occurrence: id, at, requests } as const;
    this.#set(strategy, { running: { occurrence, awaiting, readings } });
    this.#effects.push(awaiting);
  }

  #decide(
    strategy: StrategyNode,
    occurrence: Occurrence,
    readings: Readonly<Record<string, Observation>>,
    requests: Parameters<typeof readingsOf>[2],
  ): void {
    const scope = { readings, arguments: occurrence.call?.arguments ?? {} };
    const constraint = strategy.constraint && judge(strategy.constraint, scope);
    const truth = constraint?.truth ?? 'true';
    const verdict = truth === 'true' ? 'act' : truth === 'false' ? 'quiet' : 'unknown';
    const plan = verdict === 'act' ? planActions(strategy, scope) : [];
    this.#trace.push({
      kind: 'decision',
      ...this.#place(strategy, occurrence),
      trigger: occurrence.trigger,
      madeUp: occurrence.madeUp,
      call: occurrence.call,
      readings: readingsOf(sensorsOf(this.#graph, strategy), readings, requests),
      ...(constraint ? { constraint } : {}),
      verdict,
      actions: verdict === 'act' ? decidedActions(strategy, scope, plan) : [],
    });
    if (verdict === 'act') this.#act(strategy, occurrence, plan, 0);
    else this.#release(strategy);
  }

  /** Asks for the next action, or ends the occurrence where there is none, or none that can be asked for. */
  #act(strategy: StrategyNode, occurrence: Occurrence, plan: Acting['plan'], index: number): void {
    const planned = plan[index];
    const place = this.#place(strategy, occurrence);
    if (!planned) {
      this.#set(strategy, { lastFired: occurrence.at });
      this.#trace.push({ kind: 'ending', ...place, fired: true, left: [] });
      this.#release(strategy);
      return;
    }
    const effect = `${occurrence.id}/${index}`;
    if ('unknown' in planned.does) {
      this.#trace.push({ kind: 'action', ...place, effect, text: planned.text, result: planned.does });
      this.#end(strategy, { occurrence, plan }, index + 1);
      return;
    }
    const awaiting = { kind: 'act', id: effect, occurrence: occurrence.id, action: planned.does.action } as const;
    this.#set(strategy, { running: { occurrence, awaiting, plan, index } });
    this.#effects.push(awaiting);
  }

  /** An occurrence whose actions failed has not fired: what it counted is counted again. */
  #end(strategy: StrategyNode, { occurrence, plan }: Pick<Acting, 'occurrence' | 'plan'>, from: number): void {
    const left = plan.slice(from).map(({ text }) => text);
    this.#trace.push({ kind: 'ending', ...this.#place(strategy, occurrence), fired: false, left });
    this.#release(strategy);
  }

  #release(strategy: StrategyNode): void {
    const [next, ...waiting] = this.#of(strategy).waiting;
    this.#set(strategy, { running: null, waiting });
    if (next) this.#start(strategy, next);
  }

  // ---------------------------------------------------------------------------------------------------- plumbing

  #of(strategy: StrategyNode): StrategyState {
    return strategyState(this.#state, strategy.name);
  }

  #set(strategy: StrategyNode, change: Partial<StrategyState>): void {
    const own = { ...this.#of(strategy), ...change };
    const others = Object.entries(this.#state.strategies).filter(([name]) => name !== strategy.name);
    const ordered = fieldOf(this.#state.strategies, strategy.name)
      ? Object.entries(this.#state.strategies).map(([name, state]): [string, StrategyState] => [
          name,
          name === strategy.name ? own : state,
        ])
      : [...others, [strategy.name, own] as const];
    this.#state = { ...this.#state, strategies: Object.fromEntries(ordered) };
  }

  #id(strategy: StrategyNode, cause: string): string {
    const { namespace, name } = this.#graph.agent;
    return `${namespace}/${name}/${strategy.name}/${cause}`;
  }

  #place(
    strategy: StrategyNode,
    occurrence: Occurrence,
  ): { namespace: string; agent: string; at: number; strategy: string; occurrence: string } {
    const { namespace, name: agent } = this.#graph.agent;
    return { namespace, agent, at: occurrence.at, strategy: strategy.name, occurrence: occurrence.id };
  }

  #refuse({ id, caller, receiver, at }: CalledEvent, reason: string): void {
    const { namespace, name: agent } = this.#graph.agent;
    this.#effects.push({ kind: 'reply', call: id, accepted: false, reason });
    this.#trace.push({ kind: 'refusal', namespace, agent, at, call: id, caller, receiver, reason });
  }

  #remark(kind: 'ignored' | 'waiting', at: number, text: string): void {
    const { namespace, name: agent } = this.#graph.agent;
    this.#trace.push({ kind, namespace, agent, at, text });
  }
}
