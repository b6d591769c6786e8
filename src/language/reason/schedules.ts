import { defined } from '../../base/values/defined.ts';
import { DAY } from '../../base/values/civil.ts';
import { cronUpTo, firingsOn, isCronDay, SEARCHED_DAYS, type CronTimes } from '../../base/values/cron.ts';
import { changesOf, offsetsOf } from '../../base/values/zone.ts';
import type { Trigger } from '../model/model.ts';

export type Schedule = Extract<Trigger, { kind: 'every' | 'at' | 'cron' }>;
type Every = Extract<Schedule, { kind: 'every' }>;
type Cron = Extract<Schedule, { kind: 'cron' }>;

export const isSchedule = (trigger: Trigger): trigger is Schedule =>
  trigger.kind === 'every' || trigger.kind === 'at' || trigger.kind === 'cron';

/** Where it is not known to what an interval is counted: it begins with the agent. */
export const isAdrift = (schedule: Schedule): boolean => schedule.kind === 'every' && schedule.from === undefined;

/** Whether a jitter moves each of its firings. */
export const isSpread = (schedule: Schedule): boolean =>
  schedule.kind === 'every' && schedule.jitterSeconds !== undefined;

/**
 * Whether two schedules are known never to be due at one instant. What is not known for certain is `false`: intervals that
 * begin with the agent, or are spread by a jitter, may meet anything within their bounds.
 */
export function neverMeet(a: Schedule, b: Schedule): boolean {
  const known = met.get(a)?.get(b);
  if (known !== undefined) return known;
  const found = areApart(a, b);
  met.set(a, (met.get(a) ?? new WeakMap<Schedule, boolean>()).set(b, found));
  return found;
}

/** What was found of two: each pair is asked for many times. */
const met = new WeakMap<Schedule, WeakMap<Schedule, boolean>>();

function areApart(a: Schedule, b: Schedule): boolean {
  if (boundsOf(a).first > boundsOf(b).last || boundsOf(b).first > boundsOf(a).last) return true;
  if (a.kind === 'at') return !mayBeDue(b, a.instant);
  if (b.kind === 'at') return !mayBeDue(a, b.instant);
  if (a.kind === 'cron') return b.kind === 'cron' ? cronsNeverMeet(a, b) : everyMissesCron(b, a);
  return b.kind === 'cron' ? everyMissesCron(a, b) : intervalsNeverMeet(a, b);
}

/** Of more schedules than that only pairs are looked at. */
const MOST_TOGETHER = 5;

/** Two of them that are never due at one instant; or what two of them share, and one that does not meet that. */
export function apartIn(
  way: readonly Schedule[],
  apart: (one: Schedule, other: Schedule) => boolean,
): readonly [Schedule, Schedule] | undefined {
  const pairs = way.flatMap((one, index) => way.slice(index + 1).map((other): [Schedule, Schedule] => [one, other]));
  const found = pairs.find((pair) => apart(...pair));
  if (found || way.length < 3 || way.length > MOST_TOGETHER) return found;
  for (const [one, other] of pairs) {
    const shared = sharedOf(one, other);
    const rest = shared && apartIn([shared, ...way.filter((each) => each !== one && each !== other)], apart);
    if (rest) return rest;
  }
  return undefined;
}

/** Whether no firing of one is known to come within so many milliseconds of one of the other. */
export function neverWithin(a: Schedule, b: Schedule, span: number): boolean {
  const [one, other] = [boundsOf(a), boundsOf(b)];
  if (one.first - span > other.last || other.first - span > one.last) return true;
  if (a.kind === 'at') return isSilent(b, a.instant - span, a.instant + span);
  return b.kind === 'at' && isSilent(a, b.instant - span, b.instant + span);
}

/** Whether a schedule is known not to fire from one instant to another, both included. */
function isSilent(schedule: Schedule, from: number, to: number): boolean {
  if (schedule.kind === 'at') return schedule.instant < from || schedule.instant > to;
  if (schedule.kind === 'cron') return cronUpTo(timesOf(schedule), from - 1, to) === undefined;
  if (isVague(schedule)) return false;
  const { first, last } = boundsOf(schedule);
  const begin = Math.max(from, first);
  return begin + modulo(first - begin, milliseconds(schedule)) > Math.min(to, last);
}

/**
 * A schedule that is due at the instants that two share, where one can be told: of two intervals that count from an instant
 * each, and of two patterns in UTC, where no change of clocks moves a firing.
 */
export function sharedOf(a: Schedule, b: Schedule): Schedule | undefined {
  const place = { span: a.span, text: `${a.text} and ${b.text}` };
  if (a.kind === 'cron' && b.kind === 'cron') {
    const [one, other] = [a.fields, b.fields];
    if (a.zone !== b.zone || changesOf(a.zone).length > 0 || one.eitherDay || other.eitherDay) return undefined;
    const both = (name: 'minutes' | 'hours' | 'days' | 'months' | 'weekdays'): readonly number[] =>
      one[name].filter((each) => other[name].includes(each));
    const fields = {
      minutes: both('minutes'),
      hours: both('hours'),
      days: both('days'),
      months: both('months'),
      weekdays: both('weekdays'),
      eitherDay: false,
    };
    return { kind: 'cron', ...place, zone: a.zone, fields };
  }
  if (a.kind !== 'every' || b.kind !== 'every' || isVague(a) || isVague(b) || intervalsNeverMeet(a, b))
    return undefined;
  const [period, step] = [milliseconds(a), milliseconds(b)];
  const divisor = greatestDivisor(period, step);
  const common = (period / divisor) * step;
  if (step / divisor > MOST_STEPS || !Number.isSafeInteger(common)) return undefined;
  const begin = Math.max(fromOf(a), fromOf(b));
  let from = fromOf(a) + Math.ceil((begin - fromOf(a)) / period) * period;
  while (modulo(from - fromOf(b), step) !== 0) from += period;
  const until = Math.min(boundsOf(a).last, boundsOf(b).last);
  return defined({
    kind: 'every',
    ...place,
    seconds: common / 1000,
    from,
    until: until === Infinity ? undefined : until,
  });
}

/** The instants between which a schedule fires, in milliseconds since 1970 UTC. */
function boundsOf(schedule: Schedule): { readonly first: number; readonly last: number } {
  if (schedule.kind === 'at') return { first: schedule.instant, last: schedule.instant };
  if (schedule.kind === 'cron') return { first: -Infinity, last: Infinity };
  // The jitter moves the last firing, too.
  const spread = (schedule.jitterSeconds ?? 0) * 1000;
  return { first: schedule.from ?? -Infinity, last: (schedule.until ?? Infinity) + spread };
}

function mayBeDue(schedule: Schedule, instant: number): boolean {
  switch (schedule.kind) {
    case 'at':
      return schedule.instant === instant;
    case 'cron':
      return isCronInstant(schedule, instant);
    case 'every':
      return isVague(schedule) || modulo(instant - fromOf(schedule), milliseconds(schedule)) === 0;
  }
}

function isCronInstant(cron: Cron, instant: number): boolean {
  const [offset, ...others] = offsetsOf(cron.zone);
  if (offset === undefined || others.length > 0) return cronUpTo(timesOf(cron), instant - 1, instant) === instant;
  const time = modulo(instant + offset, DAY);
  return localTimes(cron).includes(time) && isCronDay(timesOf(cron), Math.floor((instant + offset) / DAY));
}

const timesOf = ({ fields, zone }: Cron): CronTimes => ({ ...fields, zone });

// ------------------------------------------------------------------------------------------------------------ intervals

type Vague = Every & ({ readonly from?: never } | { readonly jitterSeconds: number });

/** Nobody knows to the millisecond when it fires. */
const isVague = (every: Every): every is Vague => every.from === undefined || every.jitterSeconds !== undefined;
const milliseconds = ({ seconds }: Every): number => Math.max(1, Math.round(seconds * 1000));
const fromOf = ({ from = 0 }: Every): number => from;

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));
const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** Where the periods are so far from each other that the search would take longer they are taken to meet. */
const MOST_STEPS = 100_000;

function intervalsNeverMeet(a: Every, b: Every): boolean {
  if (isVague(a) || isVague(b)) return false;
  const [long, short] = milliseconds(a) >= milliseconds(b) ? [a, b] : [b, a];
  const [period, step] = [milliseconds(long), milliseconds(short)];
  const divisor = greatestDivisor(period, step);
  if (modulo(fromOf(a) - fromOf(b), divisor) !== 0) return true;
  const last = Math.min(boundsOf(a).last, boundsOf(b).last);
  if (last === Infinity || step / divisor > MOST_STEPS) return false;
  // They meet once in `step / divisor` firings of the longer one.
  const begin = Math.max(fromOf(a), fromOf(b));
  let at = fromOf(long) + Math.ceil((begin - fromOf(long)) / period) * period;
  while (modulo(at - fromOf(short), step) !== 0) at += period;
  return at > last;
}

/** The calendar comes back to the same dates and weekdays after 400 years. */
const CALENDAR = 146_097;
/** Days of an interval that ends that are looked at one by one where clocks change. */
const MOST_DAYS = 4000;

function everyMissesCron(every: Every, cron: Cron): boolean {
  const { first, last } = boundsOf(every);
  if (isVague(every)) return first !== -Infinity && last !== Infinity && isSilent(cron, first, last);
  const [period, times] = [milliseconds(every), timesOf(cron)];
  const divisor = greatestDivisor(period, DAY);
  const wanted = modulo(first, divisor);
  if (![...timesOfDay(cron)].some((time) => modulo(time, divisor) === wanted)) return true;
  if (changesOf(cron.zone).length === 0) return calendarMisses(first, last, period, cron);
  if (last - first > MOST_DAYS * DAY) return false;
  for (let day = Math.floor(first / DAY) - 1; day <= Math.floor(last / DAY) + 1; day += 1) {
    const firings = isCronDay(times, day) ? firingsOn(times, day) : [];
    if (firings.some((at) => at >= first && at <= last && modulo(at - first, period) === 0)) return false;
  }
  return true;
}

/** Whether an interval and a pattern come at one instant within so many days of when the interval begins; so do all other pairs. */
export function meetSoon(a: Schedule, b: Schedule, days: number): boolean {
  const [every, cron] = a.kind === 'every' ? [a, b] : [b, a];
  if (every.kind !== 'every' || cron.kind !== 'cron' || isVague(every)) return true;
  const [period, times] = [milliseconds(every), timesOf(cron)];
  const { first, last } = boundsOf(every);
  const isDue = (at: number): boolean => at >= first && at <= last && modulo(at - first, period) === 0;
  const begin = Math.floor(first / DAY) - 1;
  for (let day = begin; day <= begin + days; day += 1)
    if (isCronDay(times, day) && firingsOn(times, day).some(isDue)) return true;
  return false;
}

/** Whether an interval misses a pattern in a zone without changes of clocks, day by day. */
function calendarMisses(first: number, last: number, period: number, cron: Cron): boolean {
  const [offset = 0] = offsetsOf(cron.zone);
  const local = localTimes(cron);
  const begin = Math.floor((first + offset) / DAY);
  const end = Math.min(Math.floor((last + offset) / DAY), begin + CALENDAR);
  // Without an end it comes at all instants that are so far apart, seen over the whole calendar.
  const step = last === Infinity ? greatestDivisor(period, CALENDAR * DAY) : period;
  // After so many days it comes at the same times of the day again.
  const round = step / greatestDivisor(step, DAY);
  const due = new Map<number, readonly number[]>();
  for (let day = begin; day <= end; day += 1) {
    const midnight = day * DAY - offset;
    const isDue = (time: number): boolean => modulo(midnight + time - first, step) === 0;
    const at = due.get(day % round) ?? local.filter(isDue);
    due.set(day % round, at);
    const isWithin = (time: number): boolean => midnight + time >= first && midnight + time <= last;
    if (at.some(isWithin) && isCronDay(timesOf(cron), day)) return false;
  }
  return true;
}

/** The times of a day that a pattern names, in milliseconds since midnight. */
const localTimes = ({ fields }: Cron): readonly number[] =>
  fields.hours.flatMap((hour) => fields.minutes.map((minute) => (hour * 60 + minute) * 60_000));

// ----------------------------------------------------------------------------------------------------------------- cron

function cronsNeverMeet(a: Cron, b: Cron): boolean {
  if (a.zone !== b.zone) {
    const times = timesOfDay(a);
    return ![...timesOfDay(b)].some((time) => times.has(time));
  }
  const [one, other] = [timesOf(a), timesOf(b)];
  const shareTime = meets(one.minutes, other.minutes) && meets(one.hours, other.hours);
  if (shareTime && shareDay(one, other)) return false;
  // What is skipped by a change of clocks fires right after it, and may then meet what it would not on another day.
  return !changesOf(a.zone).some(({ instant, before }) => {
    const day = Math.floor((instant + before) / DAY);
    const firings = [one, other].map(
      (times) => new Set([day - 1, day].flatMap((each) => (isCronDay(times, each) ? firingsOn(times, each) : []))),
    );
    const [first = new Set<number>(), second = new Set<number>()] = firings;
    return [...first].some((firing) => second.has(firing));
  });
}

const meets = (a: readonly number[], b: readonly number[]): boolean => a.some((each) => b.includes(each));

function shareDay(a: CronTimes, b: CronTimes): boolean {
  for (let day = 0; day <= SEARCHED_DAYS; day += 1) if (isCronDay(a, day) && isCronDay(b, day)) return true;
  return false;
}

/** When on a day in UTC a pattern may fire, in milliseconds since midnight; the day is left out of account. */
function timesOfDay(cron: Cron): ReadonlySet<number> {
  const { fields, zone } = cron;
  const local = localTimes(cron);
  const found = new Set(offsetsOf(zone).flatMap((offset) => local.map((time) => modulo(time - offset, DAY))));
  if (fields.hours.length === 24) return found;
  for (const { instant, before, after } of changesOf(zone)) {
    const isSkipped = (time: number): boolean => modulo(time - instant - before, DAY) < after - before;
    if (local.some(isSkipped)) found.add(modulo(instant, DAY));
  }
  return found;
}
