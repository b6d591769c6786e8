import { civilFromDay, DAY } from './civil.ts';
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
  if (!isRecord(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof value.name === 'string' && typeof value.version === 'string') return `${value.name}@${value.version}`;
  if (typeof value.uri === 'string') return value.uri;
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${formatValue(field, '')}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

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
