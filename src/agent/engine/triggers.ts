import type { AllNode, CalledNode, EveryNode, TriggerNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { simpleTriggers } from '../../contract/strategy-graph/walk.ts';
import { cronAfter, cronUpTo } from '../../base/values/cron.ts';
import { LATEST } from './instant.ts';
import { jitterOf } from './jitter.ts';
import { sharedProgression } from './progressions.ts';

/** What an agent's schedules are counted from. */
export interface Timing {
  /** The agent's first start. */
  readonly startedAt: number;
  /** Names the strategy among all: jitter follows from it. */
  readonly seed: string;
}

/** Steps in which instants that several schedules share are looked for. */
const SEARCHED_STEPS = 10_000;

/** The first instant after `after` at which a schedule fires; undefined where it has no future. */
export function nextFiring(trigger: TriggerNode, timing: Timing, after: number): number | undefined {
  switch (trigger.kind) {
    case 'every':
      return intervalAfter(trigger, timing, after);
    case 'at':
      return trigger.instant > after ? trigger.instant : undefined;
    case 'cron':
      return cronAfter(trigger, after);
    case 'called':
    case 'on':
      return undefined;
    case 'any':
      return least(trigger.triggers.map((part) => nextFiring(part, timing, after)));
    case 'all':
      return trigger.withinSeconds === undefined
        ? sharedAfter(trigger, timing, after)
        : least(trigger.triggers.map((part) => nextFiring(part, timing, after)));
  }
}

/** The last instant at which a schedule fires that is after `after` and not after `upTo`. */
export function lastFiring(trigger: TriggerNode, timing: Timing, after: number, upTo: number): number | undefined {
  switch (trigger.kind) {
    case 'every':
      return intervalUpTo(trigger, timing, after, upTo);
    case 'at':
      return trigger.instant > after && trigger.instant <= upTo ? trigger.instant : undefined;
    case 'cron':
      return cronUpTo(trigger, after, upTo);
    case 'called':
    case 'on':
      return undefined;
    case 'any': {
      const last = trigger.triggers.flatMap((part) => lastFiring(part, timing, after, upTo) ?? []);
      return last.length === 0 ? undefined : Math.max(...last);
    }
    case 'all':
      return trigger.withinSeconds === undefined ? sharedUpTo(trigger, timing, after, upTo) : undefined;
  }
}

/** The first instant that all parts share: each look goes to the latest of what they have next. */
function sharedAfter(trigger: AllNode, timing: Timing, after: number): number | undefined {
  const parts = partsOf(trigger, timing);
  if (!parts) return undefined;
  let from = after;
  for (let count = 0; count < SEARCHED_STEPS; count += 1) {
    const next = parts.map((part) => nextFiring(part, timing, from));
    const there = next.filter((instant) => instant !== undefined);
    if (there.length < next.length) return undefined;
    const latest = Math.max(...there);
    if (there.every((instant) => instant === latest)) return latest;
    from = latest - 1;
  }
  return undefined;
}

function sharedUpTo(trigger: AllNode, timing: Timing, after: number, upTo: number): number | undefined {
  const parts = partsOf(trigger, timing);
  if (!parts) return undefined;
  let to = upTo;
  for (let count = 0; count < SEARCHED_STEPS; count += 1) {
    const last = parts.map((part) => lastFiring(part, timing, after, to));
    const there = last.filter((instant) => instant !== undefined);
    if (there.length < last.length) return undefined;
    const earliest = Math.min(...there);
    if (there.every((instant) => instant === earliest)) return earliest;
    to = earliest;
  }
  return undefined;
}

/** The instants at which a pattern of cron can fire: zones are whole minutes apart. */
const MINUTES: Interval = { base: 0, period: 60_000, first: -Infinity, last: Infinity, jitter: 0, seed: '' };

/**
 * The schedules that have to share an instant, with all intervals among them as one, of which beside cron only whole minutes are
 * left; undefined where those share none.
 */
function partsOf({ triggers }: AllNode, timing: Timing): readonly TriggerNode[] | undefined {
  const isPlain = (part: TriggerNode): part is EveryNode => part.kind === 'every' && part.jitterSeconds === undefined;
  const plain = triggers.filter(isPlain);
  const isWithCron = triggers.some(({ kind }) => kind === 'cron');
  if (plain.length === 0 || (plain.length === 1 && !isWithCron)) return triggers;
  const intervals = plain.map((part) => intervalOf(part, timing));
  const shared = sharedInterval(isWithCron ? [...intervals, MINUTES] : intervals);
  return shared && [shared, ...triggers.filter((part) => !isPlain(part))];
}

function sharedInterval(intervals: readonly (Interval | undefined)[]): EveryNode | undefined {
  const there = intervals.filter((interval) => interval !== undefined);
  if (there.length < intervals.length) return undefined;
  const first = Math.max(...there.map(({ base, period, first: number }) => base + number * period));
  const last = Math.min(...there.map(({ base, period, last: number }) => base + number * period));
  const shared = sharedProgression(
    there.map(({ base, period }) => ({ base, period })),
    first,
  );
  if (!shared || shared.base > last) return undefined;
  const until = Number.isFinite(last) ? { until: last } : {};
  return { kind: 'every', text: '', seconds: shared.period / 1000, from: shared.base, ...until };
}

/** The calls that a trigger waits for. */
export const calledNodes = (trigger: TriggerNode): readonly CalledNode[] =>
  simpleTriggers(trigger).filter((node) => node.kind === 'called');

/**
 * Firing n is at base + n × period, later by its jitter; the first is number 1 from a start, and 0 from `from`. `until` bounds
 * them as they are without the jitter.
 */
function intervalAfter(trigger: EveryNode, timing: Timing, after: number): number | undefined {
  const interval = intervalOf(trigger, timing);
  if (!interval) return undefined;
  // The one before may still be to come, by its jitter.
  let number = Math.max(interval.first, Math.floor((after - interval.base) / interval.period));
  while (number <= interval.last && instantOf(interval, number) <= after) number += 1;
  const at = instantOf(interval, number);
  return number <= interval.last && at <= LATEST ? at : undefined;
}

function intervalUpTo(trigger: EveryNode, timing: Timing, after: number, upTo: number): number | undefined {
  const interval = intervalOf(trigger, timing);
  if (!interval) return undefined;
  let number = Math.min(interval.last, Math.floor((upTo - interval.base) / interval.period));
  if (instantOf(interval, number) > upTo) number -= 1;
  const at = instantOf(interval, number);
  return number >= interval.first && at > after ? at : undefined;
}

interface Interval {
  readonly base: number;
  readonly period: number;
  /** Numbers of the first and of the last firing. */
  readonly first: number;
  readonly last: number;
  readonly jitter: number;
  readonly seed: string;
}

function intervalOf(trigger: EveryNode, { startedAt, seed }: Timing): Interval | undefined {
  const period = periodOf(trigger);
  if (period === undefined) return undefined;
  const { from, until, jitterSeconds = 0 } = trigger;
  const base = from ?? startedAt;
  const last = until === undefined ? Infinity : Math.floor((until - base) / period);
  return { base, period, first: from === undefined ? 1 : 0, last, jitter: Math.round(jitterSeconds * 1000), seed };
}

/** The jitter follows from names and the number alone: the same interval in other words has the same. */
const instantOf = ({ base, period, jitter, seed }: Interval, number: number): number =>
  base + number * period + (jitter > 0 ? jitterOf(`${seed}/${String(number)}`, jitter) : 0);

/** Milliseconds; undefined for an interval that time cannot count. */
function periodOf(trigger: EveryNode): number | undefined {
  const period = Math.round(trigger.seconds * 1000);
  return Number.isSafeInteger(period) && period >= 1 ? period : undefined;
}

function least(instants: readonly (number | undefined)[]): number | undefined {
  const there = instants.filter((instant) => instant !== undefined);
  return there.length === 0 ? undefined : Math.min(...there);
}
