import { DAY } from '../../base/values/civil.ts';
import { offsetsOf } from '../../base/values/zone.ts';
import type { Subject, Trigger } from '../model/model.ts';
import { greatestDivisor } from './linear.ts';

/** How often triggers look, and how soon one look comes after another. Times are in milliseconds. */

type Every = Extract<Trigger, { kind: 'every' }>;
type Cron = Extract<Trigger, { kind: 'cron' }>;

const periodOf = ({ seconds }: Every): number => Math.max(1, Math.round(seconds * 1000));
const spreadOf = ({ jitterSeconds = 0 }: Every): number => Math.round(jitterSeconds * 1000);

/**
 * The most looks in a span that begins at any instant and does not hold its end; infinite where events bring them. Calls are
 * left out where they are counted with those who make them.
 */
export function mostLooks(trigger: Trigger, span: number, isCounted: (receiver: string) => boolean): number {
  switch (trigger.kind) {
    case 'every': {
      const period = periodOf(trigger);
      const { from, until } = trigger;
      const all = from === undefined || until === undefined ? Infinity : Math.floor((until - from) / period) + 1;
      return Math.min(all, Math.ceil((span + spreadOf(trigger)) / period));
    }
    case 'at':
      return 1;
    case 'cron':
      return mostOfCron(trigger, span);
    case 'called':
      return isCounted(trigger.receiver) ? 0 : Infinity;
    case 'on':
      return Infinity;
    case 'any':
      return trigger.triggers.reduce((sum, part) => sum + mostLooks(part, span, isCounted), 0);
    case 'all': {
      const least = Math.min(...trigger.triggers.map((part) => mostLooks(part, span, () => false)));
      // What came before the span may meet what comes in it; both are used up then.
      return trigger.withinSeconds === undefined ? least : least + 1;
    }
  }
}

/** Of a pattern, as if it allowed all days; a change of clocks moves firings by as much as it moves the clocks. */
export function mostOfCron({ fields, zone }: Pick<Cron, 'fields' | 'zone'>, span: number): number {
  const times = fields.hours.flatMap((hour) => fields.minutes.map((minute) => (hour * 60 + minute) * 60_000));
  times.sort((a, b) => a - b);
  const wide = span + 2 * movesOf(zone);
  const days = Math.floor(wide / DAY);
  const rest = wide - days * DAY;
  let most = 0;
  let end = 0;
  for (const [index, time] of times.entries()) {
    while (end < index + times.length && timeAt(times, end) < time + rest) end += 1;
    most = Math.max(most, end - index);
  }
  return days * times.length + most;
}

/** Of a day's times, those of the next day behind them. */
const timeAt = (times: readonly number[], index: number): number =>
  (times[index % times.length] ?? 0) + Math.floor(index / times.length) * DAY;

/** How far the clocks of a zone are moved. */
function movesOf(zone: string): number {
  const offsets = offsetsOf(zone);
  return offsets.length > 1 ? Math.max(...offsets) - Math.min(...offsets) : 0;
}

/** The least time between two looks of one trigger. */
export function leastGap(trigger: Trigger): number {
  switch (trigger.kind) {
    case 'every':
      return Math.max(0, periodOf(trigger) - spreadOf(trigger));
    case 'at':
      return Infinity;
    case 'cron':
      return gapOfCron(trigger);
    case 'all':
      return trigger.withinSeconds === undefined ? Math.max(...trigger.triggers.map(leastGap)) : 0;
    default:
      return 0;
  }
}

function gapOfCron({ fields, zone }: Cron): number {
  // What is skipped fires right before another time, which is a minute later at the earliest.
  if (movesOf(zone) > 0) return 60_000;
  const times = fields.hours.flatMap((hour) => fields.minutes.map((minute) => (hour * 60 + minute) * 60_000));
  times.sort((a, b) => a - b);
  return Math.min(...times.map((time, index) => timeAt(times, index + 1) - time));
}

/** Whether every look of one trigger of an agent is a look of another, too. */
export function looksAlong(one: Trigger, other: Trigger): boolean {
  if (lookKey(one) === lookKey(other)) return !isSpreadWithin(one);
  if (one.kind === 'any') return one.triggers.every((part) => looksAlong(part, other));
  if (other.kind === 'any') return other.triggers.some((part) => looksAlong(one, part));
  if (one.kind !== 'every' || other.kind !== 'every' || isSpreadWithin(one) || isSpreadWithin(other)) return false;
  return one.from === other.from && other.until === undefined && periodOf(one) % periodOf(other) === 0;
}

/** A jitter differs from strategy to strategy. */
const isSpreadWithin = (trigger: Trigger): boolean =>
  'triggers' in trigger
    ? trigger.triggers.some(isSpreadWithin)
    : trigger.kind === 'every' && trigger.jitterSeconds !== undefined;

/** The same where two triggers of an agent look at the same instants. */
function lookKey(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'every':
      return JSON.stringify([trigger.kind, periodOf(trigger), trigger.from, trigger.until, trigger.jitterSeconds]);
    case 'at':
      return JSON.stringify([trigger.kind, trigger.instant]);
    case 'cron':
      return JSON.stringify([trigger.kind, trigger.fields, trigger.zone]);
    case 'called':
      return JSON.stringify([trigger.kind, trigger.receiver]);
    case 'on':
      return JSON.stringify([trigger.kind, subjectOf(trigger.subject), trigger.state]);
    case 'any':
    case 'all': {
      const within = trigger.kind === 'all' ? trigger.withinSeconds : undefined;
      return JSON.stringify([trigger.kind, within, ...trigger.triggers.map(lookKey)]);
    }
  }
}

const subjectOf = (subject: Subject): readonly string[] => [
  subject.kind,
  subject.of.id,
  ...(subject.kind === 'executor' ? [subject.executor] : []),
];

/**
 * The least time from a look of one interval to one of another, and to one that comes later; undefined where nobody knows how they
 * lie to each other: `isOneClock` says that intervals without `from` begin together.
 */
export function leastBetween(
  one: Trigger,
  other: Trigger,
  isOneClock: boolean,
): { readonly least: number; readonly later: number } | undefined {
  if (one.kind !== 'every' || other.kind !== 'every' || isSpreadWithin(one) || isSpreadWithin(other)) return undefined;
  const isKnown = one.from === undefined ? isOneClock && other.from === undefined : other.from !== undefined;
  if (!isKnown) return undefined;
  const step = greatestDivisor(periodOf(one), periodOf(other));
  const apart = (other.from ?? 0) - (one.from ?? 0);
  const least = ((apart % step) + step) % step;
  return { least, later: least === 0 ? step : least };
}

/** What an agent that looks in an interval waits where it has to wait for so long: whole intervals. */
export function wholeLooks(trigger: Trigger, time: number): number {
  if (trigger.kind !== 'every' || isSpreadWithin(trigger)) return time;
  const period = periodOf(trigger);
  return Math.ceil(time / period) * period;
}
