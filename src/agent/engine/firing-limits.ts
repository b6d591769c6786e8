import type { StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Truth } from './clause.ts';
import type { StrategyState } from './state.ts';
import type { HeldBack } from './trace.ts';

/**
 * Since when the constraint has held at every evaluation. Between two evaluations no more time may lie than it has to
 * hold: while nobody looked, nobody knows.
 */
export function heldSince(
  node: StrategyNode,
  before: StrategyState['held'],
  truth: Truth,
  at: number,
): StrategyState['held'] {
  if (node.heldSeconds === undefined || truth !== 'true') return null;
  const goesOn = before !== null && at - before.last <= milliseconds(node.heldSeconds);
  return { since: goesOn ? before.since : at, last: at };
}

/** Seconds in which an event without `timeout` has to come to its end: an answer that is lost must not stop a strategy for ever. */
const DAY = 86_400;

export const timeoutOf = ({ timeoutSeconds }: StrategyNode): number => timeoutSeconds ?? DAY;

/** The instant at which the time for what begins now is over. */
export const deadlineOf = (node: StrategyNode, now: number): number => now + milliseconds(timeoutOf(node));

/** Why a strategy whose constraint is true does nothing now; undefined where nothing keeps it back. */
export function heldBack(node: StrategyNode, state: StrategyState, at: number): HeldBack | undefined {
  const { heldSeconds, cooldownSeconds, limit } = node;
  if (heldSeconds !== undefined) {
    const since = state.held?.since ?? at;
    if (at - since < milliseconds(heldSeconds))
      return { by: 'duration', seconds: (at - since) / 1000, of: heldSeconds };
  }
  if (cooldownSeconds !== undefined && state.lastFired !== null) {
    const until = state.lastFired + milliseconds(cooldownSeconds);
    if (at < until) return { by: 'cooldown', until };
  }
  if (limit) {
    const count = state.firings.filter((firing) => firing > at - milliseconds(limit.seconds)).length;
    if (count >= limit.count) return { by: 'limit', count, seconds: limit.seconds };
  }
  return undefined;
}

/** The firings that a limit still counts, with the newest. */
export function countedFirings(node: StrategyNode, firings: readonly number[], at: number): readonly number[] {
  if (!node.limit) return [];
  const from = at - milliseconds(node.limit.seconds);
  return [...firings.filter((firing) => firing > from), at].slice(-node.limit.count);
}

const milliseconds = (seconds: number): number => Math.round(seconds * 1000);
