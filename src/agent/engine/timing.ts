import type { PreparedStrategy } from './prepare.ts';
import type { Running, StrategyState } from './state.ts';
import type { Timing } from './triggers.ts';

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
