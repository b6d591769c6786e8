import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Effect } from './effect.ts';
import type { EngineEvent } from './event.ts';
import { apply } from './memory.ts';
import { open } from './open.ts';
import type { EngineState } from './state.ts';
import type { TraceEntry } from './trace.ts';

export interface StepResult {
  readonly state: EngineState;
  readonly effects: readonly Effect[];
  readonly trace: readonly TraceEntry[];
}

/**
 * What an agent does about an event: its next state, what it wants done, and why. Pure and total: the same graph, state and
 * event give the same result, and no event makes it throw. Of many events `open` makes less of a state anew.
 */
export function step(graph: StrategyGraph, state: EngineState, event: EngineEvent): StepResult {
  const { patch, effects, trace } = open(graph, state).step(event);
  return { state: apply(state, patch), effects, trace };
}
