import { primitiveKey, type PrimitiveKey } from '../../contract/primitives/primitives.ts';
import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import type { ActEffect, ConcreteCall, ConcreteHttp } from '../engine/effect.ts';
import type { Outcome } from '../engine/event.ts';
import type { Sighting } from '../host/batch.ts';
import { Host } from '../host/host.ts';
import type { Deed, Ports } from '../host/ports.ts';
import type { Actuator } from './actuators/actuator.ts';
import { Endings } from './endings.ts';
import type { Journal } from './journal/journal.ts';
import { recover } from './journal/recover.ts';
import { logEntry, type Logger } from './log.ts';
import { Metrics } from './metrics.ts';
import type { Clock } from './real-clock.ts';
import { readAll, type Drivers } from './sense.ts';
import { Spans } from './spans.ts';

/** What an agent runs with. */
export interface AgentParts {
  readonly graph: StrategyGraph;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly drivers: Drivers;
  readonly actuators: Readonly<Record<PrimitiveKey, Actuator>>;
  readonly callAgent: (action: ConcreteCall, effect: ActEffect, signal: AbortSignal) => Promise<Outcome>;
  readonly doHttp: (action: ConcreteHttp, effect: ActEffect, signal: AbortSignal) => Promise<Outcome>;
  readonly log: Logger;
  /** Nothing is durable any more, and nothing is done: the process has to end. */
  readonly fail: (reason: unknown) => void;
}

export interface RunningAgent {
  readonly host: Host;
  readonly metrics: Metrics;
  readonly endings: Endings;
  /** What was heard of before this process began. */
  readonly seen: readonly Sighting[];
  /** It never ran before: what is there already is no news. */
  readonly isFirst: boolean;
}

/**
 * Goes on with what the journal has, or begins; `host.start` lets it decide. Rejects with a `JournalFailure` where the journal gives
 * nothing.
 */
export async function prepareAgent(parts: AgentParts): Promise<RunningAgent> {
  const { graph, journal, clock, log } = parts;
  const { isFirst, trace, ...beginning } = await recover(journal, graph, clock.now());
  for (const entry of trace) logEntry(log, entry);
  const metrics = new Metrics(graph, beginning.state);
  const endings = new Endings();
  const host = new Host(beginning, portsOf(parts, metrics, endings, new Spans(graph, beginning.state)));
  return { host, metrics, endings, isFirst, seen: beginning.seen };
}

function portsOf(parts: AgentParts, metrics: Metrics, endings: Endings, spans: Spans): Ports {
  const { clock, journal, drivers, log, fail } = parts;
  return {
    ...clock,
    commit: (batch, durable) => {
      const began = performance.now();
      journal.commit(batch).then(() => {
        metrics.kept(batch, secondsSince(began));
        const told = batch.steps.flatMap(({ trace }) => trace);
        for (const entry of told) logEntry(log, entry);
        spans.kept(batch);
        durable();
        endings.tell(told);
      }, fail);
    },
    observe: (effect, answer, signal) => {
      const began = performance.now();
      void spans
        .observe(effect, () => readAll(effect, drivers, signal))
        .then((readings) => {
          metrics.read(effect, readings, secondsSince(began));
          answer(readings);
        });
    },
    // People see in the state what they are asked, and it lapses: nobody answers it here.
    ask: (effect) => {
      spans.ask(effect);
    },
    act: (effect, answer, deed) => {
      const began = performance.now();
      void spans
        .act(effect, () => act(parts, effect, deed))
        .then((outcome) => {
          metrics.acted(effect, outcome, secondsSince(began));
          answer(outcome);
        });
    },
  };
}

async function act(parts: AgentParts, effect: ActEffect, deed: Deed): Promise<Outcome> {
  const { action } = effect;
  try {
    switch (action.kind) {
      case 'call':
        return await parts.callAgent(action, effect, deed.signal);
      case 'http':
        return await parts.doHttp(action, effect, deed.signal);
      case 'primitive': {
        const key = primitiveKey(action.name, action.target?.kind);
        if (key === undefined) return { failed: `this release does not know ${action.name}` };
        return await parts.actuators[key](action, effect, deed);
      }
    }
  } catch (error) {
    // Actuators give reasons and do not reject; what a fault of theirs says may hold addresses and secrets.
    parts.log.error(
      { decision: effect.occurrence, fault: error instanceof Error ? error.name : typeof error },
      'an actuator is at fault',
    );
    return { failed: 'doing it failed for a reason that is a fault of the runtime' };
  }
}

const secondsSince = (began: number): number => (performance.now() - began) / 1000;
