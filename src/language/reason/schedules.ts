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

/**
 * Whether two schedules are known never to be due at one instant. What is not known for certain is `false`: intervals that
 * begin with the agent, or are spread by a jitter, may meet anything within their bounds.
 */
export function neverMeet(a: Schedule, b: Schedule): boolean {
  if (boundsOf(a).first > boundsOf(b).last || boundsOf(b).first > boundsOf(a).last) return true;
  if (a.kind === 'at') return !mayBeDue(b, a.instant);
  if (b.kind === 'at') return !mayBeDue(a, b.instant);
  if (a.kind === 'cron') return b.kind === 'cron' ? cronsNeverMeet(a, b) : everyMissesCron(b, a);
  return b.kind === 'cron' ? everyMissesCron(a, b) : intervalsNeverMeet(a, b);
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
      return cronUpTo(timesOf(schedule), instant - 1, instant) === instant;
    case 'every':
      return isVague(schedule) || modulo(instant - fromOf(schedule), milliseconds(schedule)) === 0;
  }
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

function everyMissesCron(every: Every, cron: Cron): boolean {
  if (isVague(every)) return false;
  const divisor = greatestDivisor(milliseconds(every), DAY);
  const wanted = modulo(fromOf(every), divisor);
  return ![...timesOfDay(cron)].some((time) => modulo(time, divisor) === wanted);
}

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
function timesOfDay({ fields, zone }: Cron): ReadonlySet<number> {
  const local = fields.hours.flatMap((hour) => fields.minutes.map((minute) => (hour * 60 + minute) * 60_000));
  const found = new Set(offsetsOf(zone).flatMap((offset) => local.map((time) => modulo(time - offset, DAY))));
  if (fields.hours.length === 24) return found;
  for (const { instant, before, after } of changesOf(zone)) {
    const isSkipped = (time: number): boolean => modulo(time - instant - before, DAY) < after - before;
    if (local.some(isSkipped)) found.add(modulo(instant, DAY));
  }
  return found;
}
