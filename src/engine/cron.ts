import type { CronNode } from '../graph/strategy-graph.ts';
import { civilFromDay, DAY, weekdayOf } from '../values/civil.ts';
import { offsetAt } from './zone.ts';

/**
 * Cron across a change of clocks. A pattern that allows all 24 hours counts elapsed time: it goes on through an hour that
 * is repeated, and has nothing to do in one that is skipped. Any other pattern names local times, each to be had once a
 * day: one that occurs twice fires at its first occurrence, one that is skipped fires at the first instant after the gap.
 * So `0 * * * *` is hourly all year, and `30 2 * * *` runs once on every day. (Vixie cron draws the same line, between
 * patterns with and without a star in the hours.)
 */
const MINUTE = 60_000;
/** Every date with its weekday comes back within this many days, also across 2100, which has no leap day. */
const SEARCHED_DAYS = 41 * 366;

/** The first firing after an instant. */
export function cronAfter(node: CronNode, after: number): number | undefined {
  return search(node, after, 1, (instants) => instants.find((instant) => instant > after));
}

/** The last firing at an instant or before it, but after `after`. */
export function cronUpTo(node: CronNode, after: number, upTo: number): number | undefined {
  const found = search(node, upTo, -1, (instants) => instants.findLast((instant) => instant <= upTo), after);
  return found !== undefined && found > after ? found : undefined;
}

function search(
  node: CronNode,
  from: number,
  direction: 1 | -1,
  pick: (instants: readonly number[]) => number | undefined,
  notBefore = -Infinity,
): number | undefined {
  const offset = offsetAt(node.zone, from);
  if (offset === undefined) return undefined;
  // One day early: what was skipped before midnight fires on the next day of the calendar.
  const first = Math.floor((from + offset) / DAY) - direction;
  for (let count = 0; count <= SEARCHED_DAYS; count += 1) {
    const day = first + direction * count;
    if ((day + 2) * DAY < notBefore) return undefined;
    if (!isDay(node, day)) continue;
    const found = pick(firingsOf(node, day));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isDay(node: CronNode, day: number): boolean {
  const { month, date } = civilFromDay(day);
  if (!node.months.includes(month)) return false;
  const inDays = node.days.includes(date);
  const inWeekdays = node.weekdays.includes(weekdayOf(day));
  return node.eitherDay ? inDays || inWeekdays : inDays && inWeekdays;
}

/** The instants at which the pattern fires for the local times of one day, in order. */
function firingsOf(node: CronNode, day: number): number[] {
  const midnight = day * DAY;
  const before = offsetAt(node.zone, midnight - DAY);
  const after = offsetAt(node.zone, midnight + 2 * DAY);
  if (before === undefined || after === undefined) return [];
  const instants = new Set<number>();
  for (const hour of node.hours) {
    for (const minute of node.minutes) {
      const local = midnight + (hour * 60 + minute) * MINUTE;
      if (before === after) instants.add(local - before);
      else for (const instant of changing(node, local, before, after)) instants.add(instant);
    }
  }
  return [...instants].sort((a, b) => a - b);
}

/** The firings for a local time on a day with a change of clocks, or next to one. */
function changing(node: CronNode, local: number, before: number, after: number): number[] {
  const candidates = [local - before, local - after];
  const real = candidates.filter((instant) => {
    const offset = offsetAt(node.zone, instant);
    return offset !== undefined && instant + offset === local;
  });
  const throughout = node.hours.length === 24;
  if (real.length > 0) return throughout ? real : [Math.min(...real)];
  return throughout ? [] : [endOfGap(node.zone, local - after, local - before)];
}

/** The instant of the change between two instants of which the first is before it and the second is not. */
function endOfGap(zone: string, early: number, late: number): number {
  const later = offsetAt(zone, late);
  let [low, high] = [early, late];
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000;
    if (offsetAt(zone, middle) === later) high = middle;
    else low = middle;
  }
  return high;
}
