import { defined } from '../../base/values/defined.ts';
import { fieldOf } from '../../base/values/plain.ts';
import type { Value } from '../../base/values/value.ts';
import type { StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Truth } from './clause.ts';
import { keyText } from './key-text.ts';
import type { Call, Counts, Held, Occurrence, StrategyState, Tried } from './state.ts';
import type { HeldBack, HeldKey } from './trace.ts';

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
export function heldBack(
  node: StrategyNode,
  state: StrategyState,
  { at, call }: Pick<Occurrence, 'at' | 'call'>,
): HeldBack | undefined {
  const { heldSeconds, cooldownSeconds, cooldownPer, limit } = node;
  const counts = countsOf(node, state);
  if (heldSeconds !== undefined) {
    const since = state.held?.since ?? at;
    if (at - since < milliseconds(heldSeconds))
      return { by: 'duration', seconds: (at - since) / 1000, of: heldSeconds };
  }
  const { coolsFrom } = countedFor(counts, cooldownPer, call);
  if (cooldownSeconds !== undefined && coolsFrom !== null) {
    const until = coolsFrom + milliseconds(cooldownSeconds);
    if (at < until) return defined({ by: 'cooldown', until, key: keyOf(cooldownPer, call) });
  }
  if (limit) {
    const { tries } = countedFor(counts, limit.per, call);
    const count = tries.filter((each) => each > at - milliseconds(limit.seconds)).length;
    if (count >= limit.count)
      return defined({ by: 'limit', count, seconds: limit.seconds, key: keyOf(limit.per, call) });
  }
  const full = keysOf(node).find((name) => isFull(node, counts, name, { at, call }));
  return full === undefined ? undefined : { by: 'keys', of: MOST_KEYS, name: full };
}

type Event = Pick<Occurrence, 'at' | 'call'>;

/**
 * With one try more, of which an action was done or has no answer. What a limit cannot count any more is left out: by the instant of
 * the event, since those that wait behind it may have come before it was approved.
 */
export const withTry = (node: StrategyNode, counts: Counts, event: Event, from: number): Counts =>
  noted(node, counts, event, from, ({ limit }, tries) =>
    limit ? [...tries.filter((each) => each > event.at - milliseconds(limit.seconds)), from].slice(-limit.count) : [],
  );

/** It cools down from an instant on, and nothing else counts. */
export const coolingFrom = (node: StrategyNode, counts: Counts, event: Event, from: number): Counts =>
  noted(node, counts, event, from, (_, tries) => tries);

const milliseconds = (seconds: number): number => Math.round(seconds * 1000);

// ------------------------------------------------------------------------------------------- for each value of a key

/** Values of a key that hold something back. Were the oldest forgotten, more would be done than the strategy says. */
const MOST_KEYS = 1000;

/** The names of the arguments for whose values something is kept. */
const keysOf = ({ cooldownPer, limit }: StrategyNode): readonly string[] => [
  ...new Set([cooldownPer, limit?.per].flatMap((name) => name ?? [])),
];

const valueOf = (name: string, call: Call | null): Value => fieldOf(call?.arguments ?? {}, name) ?? null;

const keyOf = (name: string | undefined, call: Call | null): HeldKey | undefined =>
  name === undefined ? undefined : { name, value: valueOf(name, call) };

const rowOf = (name: string, call: Call | null): string => `${name} ${keyText(valueOf(name, call))}`;

function countedFor(counts: Counts, name: string | undefined, call: Call | null): Pick<Counts, 'coolsFrom' | 'tries'> {
  if (name === undefined) return counts;
  return fieldOf(counts.byKey ?? {}, rowOf(name, call)) ?? { coolsFrom: null, tries: [] };
}

function isFull(
  node: StrategyNode,
  { byKey = {} }: Counts,
  name: string,
  { at, call }: Pick<Occurrence, 'at' | 'call'>,
): boolean {
  const rows = Object.entries(byKey);
  if (rows.length < MOST_KEYS || Object.hasOwn(byKey, rowOf(name, call))) return false;
  return rows.filter(([row, tried]) => row.startsWith(`${name} `) && holds(node, row, tried, at)).length >= MOST_KEYS;
}

/** Whether a value holds something back. */
function holds(
  { cooldownPer, cooldownSeconds = 0, limit }: StrategyNode,
  row: string,
  tried: Tried,
  at: number,
): boolean {
  const isOf = (name: string | undefined): boolean => name !== undefined && row.startsWith(`${name} `);
  if (isOf(cooldownPer) && at < tried.coolsFrom + milliseconds(cooldownSeconds)) return true;
  return limit !== undefined && isOf(limit.per) && tried.tries.some((each) => each > at - milliseconds(limit.seconds));
}

/** It cools down from an instant on, and so does each value that the call brings; those that hold nothing back are left out. */
function noted(
  node: StrategyNode,
  { byKey = {}, ...counts }: Counts,
  { at, call }: Event,
  from: number,
  triesWith: (node: StrategyNode, tries: readonly number[]) => readonly number[],
): Counts {
  const now = { ...counts, coolsFrom: from, tries: triesWith(node, counts.tries) };
  const keys = keysOf(node);
  if (keys.length === 0) return now;
  const held = Object.entries(byKey).filter(([row, tried]) => holds(node, row, tried, at));
  const own = keys.map((name): [string, Tried] => {
    const row = rowOf(name, call);
    return [row, { coolsFrom: from, tries: triesWith(node, fieldOf(byKey, row)?.tries ?? []) }];
  });
  return { ...now, byKey: Object.fromEntries([...held, ...own]) };
}
