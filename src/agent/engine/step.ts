import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { answered, completed, observed } from './answers.ts';
import { called, changed } from './arrivals.ts';
import { StepDraft } from './step-draft.ts';
import { catchUp, wake } from './clock.ts';
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
  const draft = new StepDraft(graph, { ...NOTHING_YET, ...state }, at);
  // What is due is done first, whatever the event is: so all come in the order of their instants.
  if (event.kind !== 'changed') catchUp(draft);
  switch (event.kind) {
    case 'clock':
      break;
    case 'called':
      called(draft, { ...event, at });
      break;
    case 'changed':
      changed(draft, { ...event, at });
      break;
    case 'observed':
      observed(draft, { ...event, at });
      break;
    case 'answered':
      answered(draft, { ...event, at });
      break;
    case 'completed':
      completed(draft, { ...event, at });
      break;
  }
  drain(draft);
  return { state: draft.state, effects: [...draft.effects, ...wake(draft)], trace: draft.trace };
}
