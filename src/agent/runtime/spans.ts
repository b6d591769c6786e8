import {
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import { readTraceparent, traceparentOf } from '../../contract/process/traceparent.ts';
import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { decisionsOf } from '../engine/arrivals.ts';
import type { ActEffect, AskEffect, ConcreteAction, ObserveEffect } from '../engine/effect.ts';
import type { Outcome } from '../engine/event.ts';
import type { EngineState } from '../engine/state.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { Batch } from '../host/batch.ts';
import type { Readings } from '../host/ports.ts';
import { isEnd } from './endings.ts';

/** Decisions of which something is kept; of more the oldest is let go of, so that one without an end costs nothing for ever. */
const MOST = 4096;

/**
 * Spans of what an agent decides, for whoever has registered an SDK of OpenTelemetry in this process: one a decision, under the span of
 * who called, and below it one for each reading, question and action. Without an SDK there are none, and a caller's place in a trace is
 * handed on as it came.
 */
export class Spans {
  readonly #tracer = trace.getTracer('sflow-agent');
  readonly #graph: StrategyGraph;
  /** Where the call stands in a trace that a decision is about. */
  readonly #callers = new Map<string, string>();
  readonly #decisions = new Map<string, Span>();
  readonly #questions = new Map<string, Span>();

  /** `state`: with which the agent goes on. */
  constructor(graph: StrategyGraph, { strategies }: EngineState) {
    this.#graph = graph;
    for (const { running, waiting } of Object.values(strategies))
      for (const { id, call } of [...(running ? [running.occurrence] : []), ...waiting])
        if (call?.traceparent !== undefined) keep(this.#callers, id, call.traceparent);
  }

  /** Of a batch that is durable, before anything of it is done. */
  kept({ steps }: Batch): void {
    for (const { event, trace: told } of steps) {
      if (event.kind === 'called' && event.traceparent !== undefined)
        for (const decision of decisionsOf(this.#graph, event)) keep(this.#callers, decision, event.traceparent);
      for (const entry of told) if ('occurrence' in entry) this.#tell(entry);
    }
  }

  observe(effect: ObserveEffect, read: () => Promise<Readings>): Promise<Readings> {
    return this.#within(effect, 'observe', SpanKind.INTERNAL, read, (span, readings) => {
      for (const { sensor } of effect.requests) {
        const reading = readings[sensor];
        if (reading?.known !== true)
          span.addEvent('unknown', { 'sflow.sensor': sensor, reason: reading?.reason ?? '' });
      }
    });
  }

  act(effect: ActEffect, act: () => Promise<Outcome>): Promise<Outcome> {
    const { action } = effect;
    const kind = action.kind === 'call' ? SpanKind.PRODUCER : SpanKind.CLIENT;
    return this.#within(effect, nameOf(action), kind, act, (span, outcome) => {
      span.setAttribute('sflow.key', effect.key);
      if ('failed' in outcome) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.failed });
    });
  }

  /** Ends when somebody answers, or nobody is asked any more. */
  ask(effect: AskEffect): void {
    const span = this.#start(effect.occurrence, `ask ${effect.by}`, SpanKind.INTERNAL);
    if (span.isRecording()) keep(this.#questions, effect.id, span);
  }

  #tell(entry: Extract<TraceEntry, { occurrence: string }>): void {
    if (entry.kind === 'approval' && entry.answer !== 'asked') {
      this.#questions.get(entry.effect)?.setAttribute('sflow.answer', entry.answer).end();
      this.#questions.delete(entry.effect);
    }
    if (entry.kind === 'decision') {
      const span = this.#decision(entry.occurrence).setAttribute('sflow.verdict', entry.verdict);
      if (entry.verdict === 'unknown') span.setStatus({ code: SpanStatusCode.ERROR, message: 'it could not be known' });
    }
    if (!isEnd(entry)) return;
    const span = this.#decisions.get(entry.occurrence);
    if (entry.kind === 'ending' && !entry.complete) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    this.#decisions.delete(entry.occurrence);
    this.#callers.delete(entry.occurrence);
  }

  async #within<T>(
    { occurrence }: { readonly occurrence: string },
    name: string,
    kind: SpanKind,
    run: () => Promise<T>,
    done: (span: Span, result: T) => void,
  ): Promise<T> {
    const span = this.#start(occurrence, name, kind);
    const place = span.spanContext();
    // Also where there is none: one thing that is done may be what makes the host go on with another.
    const result = await carried.run(isSpanContextValid(place) ? traceparentOf(place) : undefined, run);
    if (span.isRecording()) done(span, result);
    span.end();
    return result;
  }

  #start(occurrence: string, name: string, kind: SpanKind): Span {
    const attributes = { 'sflow.decision': occurrence };
    return this.#tracer.startSpan(name, { kind, attributes }, trace.setSpan(ROOT_CONTEXT, this.#decision(occurrence)));
  }

  /** It begins with the first that is done for it; in a process that goes on with it, anew. */
  #decision(occurrence: string): Span {
    const open = this.#decisions.get(occurrence);
    if (open) return open;
    const caller = this.#callers.get(occurrence);
    // Behind the names of namespace and agent an id has that of the strategy.
    const [namespace = '', agent = '', strategy = ''] = occurrence.split('/');
    const span = this.#tracer.startSpan(
      strategy,
      {
        kind: caller === undefined ? SpanKind.INTERNAL : SpanKind.CONSUMER,
        attributes: {
          'sflow.namespace': namespace,
          'sflow.agent': agent,
          'sflow.strategy': strategy,
          'sflow.decision': occurrence,
        },
      },
      contextOf(caller),
    );
    if (span.isRecording()) keep(this.#decisions, occurrence, span);
    return span;
  }
}

const carried = new AsyncLocalStorage<string | undefined>();

/** What is sent with a request that is made for something of which a trace tells. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const traceparent = carried.getStore();
  return traceparent === undefined ? {} : { traceparent };
}

/** Spans that an SDK has not sent yet are sent: a process that ends would lose them. */
export async function flushSpans(): Promise<void> {
  const provider = trace.getTracerProvider();
  const own = ('getDelegate' in provider ? (provider as { getDelegate: () => object }).getDelegate() : provider) as {
    readonly forceFlush?: () => Promise<void>;
  };
  await own.forceFlush?.().catch(() => undefined);
}

function contextOf(traceparent: string | undefined): Context {
  const place = readTraceparent(traceparent);
  return place ? trace.setSpanContext(ROOT_CONTEXT, { ...place, isRemote: true }) : ROOT_CONTEXT;
}

const nameOf = (action: ConcreteAction): string =>
  action.kind === 'call' ? `call ${action.agent.name}.${action.receiver}` : action.name;

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST && oldest !== undefined) map.delete(oldest);
}
