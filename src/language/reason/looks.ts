import { DAY } from '../../base/values/civil.ts';
import { cronAfter } from '../../base/values/cron.ts';
import { simpleTriggers, type Trigger } from '../model/model.ts';
import { isAdrift, isSchedule, isSpread, type Schedule } from './schedules.ts';

/**
 * Whether the looks of a trigger can tell that something held for so long. A look goes on with the one before where not more than
 * that time lies between them. `by-chance`: only where events or a jitter bring looks that are near enough.
 */
export type Watching = 'watches' | 'by-chance' | 'never';

export function watching(trigger: Trigger, seconds: number): Watching {
  if (trigger.kind === 'every' && lasts(trigger) < seconds) return 'never';
  if (longestGap(trigger) <= seconds) return 'watches';
  const parts = simpleTriggers(trigger);
  if (!parts.every(isSchedule)) return 'by-chance';
  if (trigger.kind === 'every') return trigger.seconds > seconds ? 'never' : 'by-chance';
  // Where intervals begin with the agent, all of them do; how far that is from what has an instant nobody knows.
  const isLoose = parts.some(isAdrift) && !parts.every(isAdrift);
  if (isLoose || parts.some(isSpread)) return 'by-chance';
  return startsOf(parts).some((start) => reaches(trigger, start, seconds * 1000)) ? 'watches' : 'never';
}

/** Seconds between the first and the last look of an interval that ends. */
const lasts = ({ from, until, seconds }: Extract<Trigger, { kind: 'every' }>): number =>
  from === undefined || until === undefined ? Infinity : Math.floor((until - from) / 1000 / seconds) * seconds;

/** The longest time in seconds between two looks, as far as one part of the trigger alone tells it. */
function longestGap(trigger: Trigger): number {
  if (trigger.kind === 'every') return trigger.seconds + (trigger.jitterSeconds ?? 0);
  return trigger.kind === 'any' ? Math.min(...trigger.triggers.map(longestGap)) : Infinity;
}

/**
 * The longest time in seconds between two looks of a trigger that looks again and again, and whenever it is. Undefined where events
 * bring looks, or times of a day or a month that were chosen.
 */
export function lookSeconds(trigger: Trigger): number | undefined {
  switch (trigger.kind) {
    case 'every':
      return trigger.from !== undefined && trigger.seconds % (DAY / 1000) === 0 ? undefined : trigger.seconds;
    case 'cron': {
      const { minutes, hours, days, months, weekdays } = trigger.fields;
      if (hours.length < 24 || days.length < 31 || months.length < 12 || weekdays.length < 7) return undefined;
      return 60 * Math.max(...minutes.map((minute, index) => (minutes[index + 1] ?? (minutes[0] ?? 0) + 60) - minute));
    }
    case 'any': {
      const all = trigger.triggers.map(lookSeconds);
      return all.every((each) => each !== undefined) ? Math.min(...all) : undefined;
    }
    default:
      return undefined;
  }
}

/** Any instant, where intervals begin with the agent and patterns go on for ever. */
const SOME_INSTANT = Date.UTC(2026, 0, 1);

/** Right before the first of what has an instant, and the last. */
function startsOf(parts: readonly Schedule[]): readonly number[] {
  const instants = parts.flatMap((part) => {
    if (part.kind === 'at') return [part.instant];
    return part.kind === 'every' && part.from !== undefined ? [part.from] : [];
  });
  const known = instants.length > 0 ? instants : [SOME_INSTANT];
  return [Math.min(...known) - 1, Math.max(...known) - 1];
}

/** Looks that are gone through, and days: irregular patterns repeat within them, or are seldom. */
const MOST_LOOKS = 400;
const MOST_DAYS = 370;

/** Whether looks that follow each other within a time span it, from an instant on; times in milliseconds. */
function reaches(trigger: Trigger, start: number, time: number): boolean {
  let before: number | undefined;
  let since = start;
  let at = start;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const next = nextLook(trigger, at);
    if (next === undefined || next > start + MOST_DAYS * DAY) return false;
    if (before === undefined || next - before > time) since = next;
    if (next - since >= time) return true;
    [before, at] = [next, next];
  }
  return false;
}

/** The first look after an instant, of schedules of which none is spread. */
function nextLook(trigger: Trigger, after: number): number | undefined {
  switch (trigger.kind) {
    case 'at':
      return trigger.instant > after ? trigger.instant : undefined;
    case 'cron':
      return cronAfter({ ...trigger.fields, zone: trigger.zone }, after);
    case 'every': {
      const from = trigger.from ?? SOME_INSTANT;
      const period = Math.max(1, Math.round(trigger.seconds * 1000));
      const next = after < from ? from : from + (Math.floor((after - from) / period) + 1) * period;
      return next <= (trigger.until ?? Infinity) ? next : undefined;
    }
    case 'any': {
      const all = trigger.triggers.flatMap((part) => nextLook(part, after) ?? []);
      return all.length > 0 ? Math.min(...all) : undefined;
    }
    case 'all':
      return nextShared(trigger.triggers, after);
    default:
      return undefined;
  }
}

/** The first instant that all share; given up after as many steps as there may be looks. */
function nextShared(parts: readonly Trigger[], after: number): number | undefined {
  let at = after;
  for (let step = 0; step < MOST_LOOKS; step += 1) {
    const next = parts.map((part) => nextLook(part, at));
    if (!next.every((each) => each !== undefined)) return undefined;
    const last = Math.max(...next);
    if (next.every((each) => each === last)) return last;
    at = last - 1;
  }
  return undefined;
}
