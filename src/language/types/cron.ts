import type { CronFields } from '../../base/values/cron.ts';
import { counted } from '../../base/values/words.ts';

interface Part {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const parts: readonly Part[] = [
  { name: 'minute', low: 0, high: 59, names: [] },
  { name: 'hour', low: 0, high: 23, names: [] },
  { name: 'day of the month', low: 1, high: 31, names: [] },
  { name: 'month', low: 1, high: 12, names: months },
  { name: 'day of the week', low: 0, high: 7, names: weekdays },
];

/** Days of the longest form of each month. */
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads a cron pattern. A wrong one gives the reason in words. */
export function parseCron(pattern: string): CronFields | { readonly reason: string } {
  const fields = pattern.trim().split(/\s+/);
  if (pattern.trim() === '' || fields.length !== parts.length) {
    return { reason: `it has ${counted(pattern.trim() === '' ? 0 : fields.length, 'part')}, and needs five` };
  }
  const sets: number[][] = [];
  for (const [index, part] of parts.entries()) {
    const set = parsePart(fields[index] ?? '', part);
    if ('reason' in set) return set;
    sets.push(set.values);
  }
  const [minutes = [], hours = [], days = [], monthNumbers = [], rawWeekdays = []] = sets;
  const week = [...new Set(rawWeekdays.map((day) => day % 7))].sort((a, b) => a - b);
  const eitherDay = isRestricted(fields[2]) && isRestricted(fields[4]);
  if (!eitherDay && !monthNumbers.some((month) => days.some((day) => day <= (longest[month - 1] ?? 0)))) {
    return { reason: 'no month has such a day, so it would never come' };
  }
  return { minutes, hours, days, months: monthNumbers, weekdays: week, eitherDay };
}

/**
 * Kubernetes and Argo (robfig/cron) take a day with a step as restricted, which Vixie's cron does not, and one that has a
 * star among other items as free.
 */
const isRestricted = (field = ''): boolean => !field.split(',').some((item) => item === '*' || item === '*/1');

function parsePart(field: string, part: Part): { values: number[] } | { reason: string } {
  const values = new Set<number>();
  for (const item of field.split(',')) {
    const match = /^(\*|[a-z0-9]+(?:-[a-z0-9]+)?)(?:\/([0-9]{1,9}))?$/i.exec(item);
    if (!match) return { reason: `${item === '' ? 'an empty item' : item} is no ${part.name}` };
    const [, range = '', stepText] = match;
    const step = stepText === undefined ? 1 : Number(stepText);
    if (step === 0) return { reason: `a step of 0 in the ${part.name} leads nowhere` };
    const [from = '', to] = range === '*' ? [String(part.low), String(part.high)] : range.split('-');
    const low = numberOf(from, part);
    const high = to === undefined ? (stepText === undefined ? low : part.high) : numberOf(to, part);
    for (const [text, number] of [
      [from, low],
      [to ?? from, high],
    ] as const) {
      if (number === undefined) return { reason: `${text} is no ${part.name}` };
      if (number < part.low || number > part.high) {
        return { reason: `the ${part.name} ${text} is outside ${String(part.low)} to ${String(part.high)}` };
      }
    }
    if (low === undefined || high === undefined) return { reason: `${item} is no ${part.name}` };
    if (low > high) return { reason: `the range ${range} runs backwards` };
    for (let value = low; value <= high; value += step) values.add(value);
  }
  return { values: [...values].sort((a, b) => a - b) };
}

function numberOf(text: string, part: Part): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const index = part.names.indexOf(text.toLowerCase());
  return index === -1 ? undefined : index + (part.low === 1 ? 1 : 0);
}
