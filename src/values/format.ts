import { isRecord } from './plain.ts';
import { formatBytes, formatDuration, formatRate, formatRatio } from './quantity.ts';
import type { Value } from './value.ts';

/** A value in the user's words: by the name of its type where that says how to print it, else by its shape. */
export function formatValue(value: Value, type: string): string {
  const bare = type.endsWith('?') ? type.slice(0, -1) : type;
  if (typeof value === 'number') return formatNumber(value, bare);
  if (Array.isArray(value)) {
    const item = /^List<(.*)>$/.exec(bare)?.[1] ?? '';
    return `[${value.map((each: Value) => formatValue(each, item)).join(', ')}]`;
  }
  return formatOther(value);
}

function formatNumber(value: number, type: string): string {
  switch (type) {
    case 'Ratio':
      return formatRatio(value);
    case 'Duration':
      return formatDuration(value);
    case 'Bytes':
      return formatBytes(value);
    case 'Rate':
      return formatRate(value);
    case 'Time':
      return formatInstant(value);
    default:
      return String(Number(value.toPrecision(12)));
  }
}

function formatOther(value: Value): string {
  if (value === null) return 'none';
  if (!isRecord(value)) return String(value as string | boolean);
  if (typeof value.name === 'string' && typeof value.version === 'string') return `${value.name}@${value.version}`;
  if (typeof value.uri === 'string') return value.uri;
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${formatValue(field, '')}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

const DAY = 86_400_000;

/** Milliseconds since 1970 as `2026-03-01T09:00:00Z`; milliseconds are printed where there are any. */
export function formatInstant(instant: number): string {
  const day = Math.floor(instant / DAY);
  const { year, month, date } = civilFromDay(day);
  const time = instant - day * DAY;
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
  const seconds = two((time / 1000) % 60);
  const rest = Math.floor(time % 1000);
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`;
  const clock = `${two(time / 3_600_000)}:${two((time / 60_000) % 60)}:${seconds}${fraction}`;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}T${clock}Z`;
}

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly date: number;
}

/** The Gregorian date of a day counted from 1970-01-01. Years are counted from March, so that a leap day comes last. */
export function civilFromDay(day: number): CivilDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date };
}
