import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { idOf, type PreparedStrategy } from './prepare.ts';
import type { EngineState, Running, StrategyState } from './state.ts';
import type { Timing } from './triggers.ts';

/** What the schedules of a strategy are counted from. One that was renamed goes on by its former name. */
export const timingOf = (
  graph: StrategyGraph,
  { startedAt }: Pick<EngineState, 'startedAt'>,
  name: string,
  { formerName = name }: Pick<StrategyState, 'formerName'>,
): Timing => ({ startedAt, seed: idOf(graph, formerName) });

/** When a strategy has to be looked at next: for a schedule, for what is tried again, and for what takes too long. */
export function timersOf(
  strategy: PreparedStrategy,
  { running, waiting, left }: StrategyState,
  timing: Timing,
  checkedTo: number,
): number {
  const firing = left ? undefined : strategy.nextFiring(timing, checkedTo);
  return Math.min(
    firing ?? Infinity,
    running ? timerOf(running) : Infinity,
    ...waiting.map(({ deadline }) => deadline),
  );
}

function timerOf(running: Running): number {
  const pauses =
    running.stage === 'acting'
      ? running.open.flatMap((action) => (action.stage === 'pausing' ? [action.until] : []))
      : [];
  return Math.min(running.deadline, ...pauses);
}
