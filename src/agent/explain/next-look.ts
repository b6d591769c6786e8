import { formatInstant } from '../../base/values/format.ts';
import type { StrategyGraph, StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { simpleTriggers } from '../../contract/strategy-graph/walk.ts';
import { strategyState, type EngineState } from '../engine/state.ts';
import { timingOf } from '../engine/timing.ts';
import { nextFiring } from '../engine/triggers.ts';

export interface NextLook {
  /** The next instant of a schedule. */
  readonly at?: number;
  /** Calls and changes that it waits for, as they are written. */
  readonly waitsFor: readonly string[];
}

/** When a strategy is due next after an instant. */
export function nextLook(graph: StrategyGraph, state: EngineState, strategy: StrategyNode, after: number): NextLook {
  const own = strategyState(state.strategies[strategy.name]);
  const at = nextFiring(strategy.trigger, timingOf(graph, state, strategy.name, own), after);
  const waitsFor = simpleTriggers(strategy.trigger).flatMap((part) =>
    part.kind === 'called' || part.kind === 'on' ? [part.text] : [],
  );
  return { ...(at === undefined ? {} : { at }), waitsFor };
}

/** `it looks next at 2026-03-01T15:00:00Z`, `it waits for called retrain(images: Int)`. */
export function nextLookText({ at, waitsFor }: NextLook): string {
  const scheduled = at === undefined ? [] : [`it looks next at ${formatInstant(at)}`];
  const awaited = waitsFor.length === 0 ? [] : [`it waits for ${waitsFor.join(', and for ')}`];
  return [...scheduled, ...awaited].join('; ') || 'it is never due again';
}
