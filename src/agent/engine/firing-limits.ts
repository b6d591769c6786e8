import type { StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Truth } from './clause.ts';
import type { Counts, Held, StrategyState } from './state.ts';
import type { HeldBack } from './trace.ts';

/**
 * Since when the constraint has held at every look. Between two looks no more time may lie than it has to hold: while nobody
 * looked, nobody knows. A look that does not know neither begins it nor ends it; two in a row end it.
 */
export function heldSince(node: StrategyNode, before: Held | null, truth: Truth, at: number): Held | null {
  if (node.heldSeconds === undefined || truth === 'false') return null;
  const goesOn = before !== null && at - before.last <= milliseconds(node.heldSeconds);
  if (truth === 'unknown') return goesOn && !before.unsure ? { since: before.since, last: at, unsure: true } : null;
  return { since: goesOn ? before.since : at, last: at };
}

/** Seconds in which an event without `timeout` has to come to its end: an answer that is lost must not stop a strategy for ever. */
const DAY = 86_400;

type Timed = Pick<StrategyNode, 'timeoutSeconds'>;

export const timeoutOf = ({ timeoutSeconds }: Timed): number => timeoutSeconds ?? DAY;

/** The instant at which the time for what begins now is over. */
export const deadlineOf = (timed: Timed, now: number): number => now + milliseconds(timeoutOf(timed));

/** What a strategy counts by: what was really done, or what a dry run pretends. */
export const countsOf = ({ dryRun }: StrategyNode, { counts, pretended }: StrategyState): Counts =>
  dryRun ? pretended : counts;

/** Why a strategy whose constraint is true does nothing now; undefined where nothing keeps it back. */
export function heldBack(node: StrategyNode, state: StrategyState, at: number): HeldBack | undefined {
  const { heldSeconds, cooldownSeconds, limit } = node;
  const { coolsFrom, tries } = countsOf(node, state);
  if (heldSeconds !== undefined) {
    const since = state.held?.since ?? at;
    if (at - since < milliseconds(heldSeconds))
      return { by: 'duration', seconds: (at - since) / 1000, of: heldSeconds };
  }
  if (cooldownSeconds !== undefined && coolsFrom !== null) {
    const until = coolsFrom + milliseconds(cooldownSeconds);
    if (at < until) return { by: 'cooldown', until };
  }
  if (limit) {
    const count = tries.filter((each) => each > at - milliseconds(limit.seconds)).length;
    if (count >= limit.count) return { by: 'limit', count, seconds: limit.seconds };
  }
  return undefined;
}

/** With one try more, of which an action was done or has no answer: what a limit cannot count any more is left out. */
export function withTry({ limit }: StrategyNode, counts: Counts, at: number): Counts {
  const from = at - milliseconds(limit?.seconds ?? 0);
  const tries = limit ? [...counts.tries.filter((each) => each > from), at].slice(-limit.count) : [];
  return { ...counts, coolsFrom: at, tries };
}

const milliseconds = (seconds: number): number => Math.round(seconds * 1000);
