import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { answered, completed, observed } from './answers.ts';
import { called, changed } from './arrivals.ts';
import { Book } from './book.ts';
import { clock, wake } from './clock.ts';
import type { Effect } from './effect.ts';
import type { EngineEvent } from './event.ts';
import { sensibleInstant } from './instant.ts';
import { drain } from './queue.ts';
import type { EngineState } from './state.ts';
import type { TraceEntry } from './trace.ts';

export interface StepResult {
  readonly state: EngineState;
  readonly effects: readonly Effect[];
  readonly trace: readonly TraceEntry[];
}

/** What a state that an earlier release stored may lack. */
const NOTHING_YET = { values: {}, accepted: [] } as const;

/**
 * What an agent does about an event: its next state, what it wants done, and why. Pure and total: the same graph, state and
 * event give the same result, and no event makes it throw.
 */
export function step(graph: StrategyGraph, state: EngineState, event: EngineEvent): StepResult {
  const at = Math.max(state.now, sensibleInstant(event.at, state.now));
  const book = new Book(graph, { ...NOTHING_YET, ...state, now: at });
  switch (event.kind) {
    case 'clock':
      clock(book, at);
      break;
    case 'called':
      called(book, { ...event, at });
      break;
    case 'changed':
      changed(book, { ...event, at });
      break;
    case 'observed':
      observed(book, { ...event, at });
      break;
    case 'answered':
      answered(book, { ...event, at });
      break;
    case 'completed':
      completed(book, { ...event, at });
      break;
  }
  drain(book);
  return { state: book.state, effects: [...book.effects, ...wake(book)], trace: book.trace };
}
