import { civilFromDay, DAY, weekdayOf } from './civil.ts';
import { changeBetween, offsetAt, type ZoneChange } from './zone.ts';

/** @asType integer @minimum 0 @maximum 59 */
export type Minute = number;
/** @asType integer @minimum 0 @maximum 23 */
export type Hour = number;
/** Of a month. @asType integer @minimum 1 @maximum 31 */
export type Day = number;
/** @asType integer @minimum 1 @maximum 12 */
export type Month = number;
/** 0 is Sunday. @asType integer @minimum 0 @maximum 6 */
export type Weekday = number;

/** The numbers that a cron pattern of five fields allows. */
export interface CronFields {
  /** @minItems 1 @uniqueItems */
  readonly minutes: readonly Minute[];
  /** @minItems 1 @uniqueItems */
  readonly hours: readonly Hour[];
  /** @minItems 1 @uniqueItems */
  readonly days: readonly Day[];
  /** @minItems 1 @uniqueItems */
  readonly months: readonly Month[];
  /** @minItems 1 @uniqueItems */
  readonly weekdays: readonly Weekday[];
  /**
   * A day counts when it is in `days` or in `weekdays` (cron's rule when both are restricted); else it has to be in both.
   */
  readonly eitherDay: boolean;
}

/** The local times in `zone` (an IANA name) whose parts are all in the lists. */
export interface CronTimes extends CronFields {
  readonly zone: string;
}

/**
 * Cron across a change of clocks. A pattern that allows all 24 hours counts elapsed time: it goes on through an hour that
 * is repeated, and has nothing to do in one that is skipped. Any other pattern names local times, each to be had once a
 * day: one that occurs twice fires at its first occurrence, one that is skipped fires at the first instant after the gap.
 * So `0 * * * *` is hourly all year, and `30 2 * * *` runs once on every day. (Vixie cron draws the same line, between
 * patterns with and without a star in the hours.)
 */
const MINUTE = 60_000;
/** Every date with its weekday comes back within this many days, also across 2100, which has no leap day. */
export const SEARCHED_DAYS: number = 41 * 366;

/** The first firing after an instant. */
export function cronAfter(times: CronTimes, after: number): number | undefined {
  return search(times, after, 1, (instants) => instants.find((instant) => instant > after));
}

/** The last firing at an instant or before it, but after `after`. */
export function cronUpTo(times: CronTimes, after: number, upTo: number): number | undefined {
  const found = search(times, upTo, -1, (instants) => instants.findLast((instant) => instant <= upTo), after);
  return found !== undefined && found > after ? found : undefined;
}

function search(
  times: CronTimes,
  from: number,
  direction: 1 | -1,
  pick: (instants: readonly number[]) => number | undefined,
  notBefore = -Infinity,
): number | undefined {
  const offset = offsetAt(times.zone, from);
  if (offset === undefined) return undefined;
  // One day early: what was skipped before midnight fires on the next day of the calendar.
  const first = Math.floor((from + offset) / DAY) - direction;
  for (let count = 0; count <= SEARCHED_DAYS; count += 1) {
    const day = first + direction * count;
    if ((day + 2) * DAY < notBefore) return undefined;
    if (!isCronDay(times, day)) continue;
    const found = pick(firingsOn(times, day));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether the pattern allows a day, counted from 1970-01-01 in its zone. */
export function isCronDay(times: CronTimes, day: number): boolean {
  const { month, date } = civilFromDay(day);
  if (!times.months.includes(month)) return false;
  const inDays = times.days.includes(date);
  const inWeekdays = times.weekdays.includes(weekdayOf(day));
  return times.eitherDay ? inDays || inWeekdays : inDays && inWeekdays;
}

/** The instants at which the pattern fires for the local times of one day, whether it allows the day or not; in order. */
export function firingsOn(times: CronTimes, day: number): number[] {
  const midnight = day * DAY;
  const before = offsetAt(times.zone, midnight - DAY);
  const after = offsetAt(times.zone, midnight + 2 * DAY);
  if (before === undefined || after === undefined) return [];
  const change =
    before === after
      ? undefined
      : { instant: changeBetween(times.zone, midnight - DAY, midnight + 2 * DAY), before, after };
  const instants = new Set<number>();
  for (const hour of times.hours) {
    for (const minute of times.minutes) {
      const local = midnight + (hour * 60 + minute) * MINUTE;
      if (!change) instants.add(local - before);
      else for (const instant of changing(times, local, change)) instants.add(instant);
    }
  }
  return [...instants].sort((a, b) => a - b);
}

/** The firings for a local time on a day with a change of clocks, or next to one. */
function changing({ hours }: CronTimes, local: number, { instant: change, before, after }: ZoneChange): number[] {
  const real = [before, after]
    .map((offset) => local - offset)
    .filter((instant) => instant + (instant < change ? before : after) === local);
  const throughout = hours.length === 24;
  if (real.length > 0) return throughout ? real : [Math.min(...real)];
  return throughout ? [] : [change];
}
