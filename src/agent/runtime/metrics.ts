import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import type { ActEffect, ObserveEffect } from '../engine/effect.ts';
import type { EngineState } from '../engine/state.ts';
import type { Outcome } from '../engine/event.ts';
import type { Batch } from '../host/batch.ts';
import type { Readings } from '../host/ports.ts';

const SECONDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2, 10, 60, 600];

/** What an agent tells of itself to Prometheus. Labels are names of its graph, so that there are few. */
export class Metrics {
  readonly registry = new Registry();
  readonly #labels: ReadonlyMap<string, string>;
  readonly #decisions = this.#counter(
    'sflow_decisions_total',
    'Decisions, by how they came out',
    'strategy',
    'verdict',
  );
  readonly #actions = this.#counter('sflow_actions_total', 'Actions that were done or failed', 'action', 'result');
  readonly #refused = this.#counter(
    'sflow_requests_refused_total',
    'Requests that were refused, and why',
    'status',
    'reason',
  );
  readonly #paused = this.#gauge(
    'sflow_strategy_paused',
    '1 while somebody holds the strategy back by itself',
    'strategy',
  );
  readonly #agentPaused = this.#gauge('sflow_agent_paused', '1 while somebody holds back the agent as a whole');
  readonly #unknown = this.#gauge(
    'sflow_sensor_unknown_readings',
    'Readings in a row of which the value is unknown',
    'sensor',
  );
  readonly #commits = new Histogram({
    name: 'sflow_journal_commit_seconds',
    help: 'Time until what was decided is durable',
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly #effects = new Histogram({
    name: 'sflow_effect_seconds',
    help: 'Time until a sensor was read or an action was done',
    labelNames: ['kind'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  /** `state`: with which the agent goes on. */
  constructor({ sensors, agent, strategies }: StrategyGraph, state: EngineState) {
    this.#labels = new Map(sensors.map(({ id, label }) => [id, label]));
    this.registry.setDefaultLabels({ namespace: agent.namespace, agent: agent.name });
    for (const { id } of sensors) this.#unknown.set({ sensor: this.#labelOf(id) }, 0);
    for (const { name } of strategies) {
      this.#decisions.inc({ strategy: name, verdict: 'act' }, 0);
      this.#paused.set({ strategy: name }, state.strategies[name]?.paused ? 1 : 0);
    }
    this.#agentPaused.set(state.paused ? 1 : 0);
  }

  kept({ steps }: Batch, seconds: number): void {
    this.#commits.observe(seconds);
    for (const { trace } of steps)
      for (const entry of trace) {
        if (entry.kind === 'decision') this.#decisions.inc({ strategy: entry.strategy, verdict: entry.verdict });
        if (entry.kind !== 'pausing') continue;
        if (entry.strategy === undefined) this.#agentPaused.set(entry.paused ? 1 : 0);
        else this.#paused.set({ strategy: entry.strategy }, entry.paused ? 1 : 0);
      }
  }

  read({ requests }: ObserveEffect, readings: Readings, seconds: number): void {
    this.#effects.observe({ kind: 'observe' }, seconds);
    for (const { sensor } of requests) {
      const label = { sensor: this.#labelOf(sensor) };
      if (readings[sensor]?.known === true) this.#unknown.set(label, 0);
      else this.#unknown.inc(label);
    }
  }

  acted({ action }: ActEffect, outcome: Outcome, seconds: number): void {
    this.#effects.observe({ kind: action.kind }, seconds);
    const name = action.kind === 'call' ? action.receiver : action.name;
    this.#actions.inc({ action: name, result: 'ok' in outcome ? 'ok' : 'failed' });
  }

  refused(status: number, reason: string): void {
    this.#refused.inc({ status: String(status), reason });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  #labelOf(sensor: string): string {
    return this.#labels.get(sensor) ?? sensor;
  }

  #counter<L extends string>(name: string, help: string, ...labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  #gauge<L extends string>(name: string, help: string, ...labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }
}
