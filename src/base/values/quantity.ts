import { rounded } from './arithmetic.ts';

/** Units are written behind a number. Each belongs to one kind of quantity and is a multiple of its base unit. */
export type QuantityKind = 'Int' | 'Number' | 'Ratio' | 'Duration' | 'Rate' | 'Bytes';

export interface Quantity {
  readonly kind: QuantityKind;
  /** In the base unit: seconds, 1/s, bytes, a fraction. */
  readonly value: number;
}

/** Seconds. */
export const durationUnits: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** Bytes. Multiples are spelt as Kubernetes spells them. */
export const byteUnits: Readonly<Record<string, number>> = {
  B: 1,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
};

/** All units that a number may have, for suggestions. */
export const unitNames: readonly string[] = [...Object.keys(durationUnits), ...Object.keys(byteUnits), '%', '/s'];

/** Words by which people mean a unit, in small letters. */
const unitWords: Readonly<Record<string, string>> = {
  ms: 'ms millis millisecond milliseconds',
  s: 's sec secs second seconds',
  m: 'm min mins minute minutes',
  h: 'h hr hrs hour hours',
  d: 'd day days',
  w: 'w week weeks',
  Ki: 'ki kib kibyte kibytes',
  Mi: 'mi mib mibyte mibytes',
  Gi: 'gi gib gibyte gibytes',
  Ti: 'ti tib tibyte tibytes',
  k: 'kb',
  M: 'mb',
  G: 'gb',
  T: 'tb',
  '%': '% percent pct',
  '/s': 'rps qps',
};
const unitOfWord = new Map(
  Object.entries(unitWords).flatMap(([unit, words]) => words.split(' ').map((word) => [word, unit] as const)),
);

/** The unit that a word means which is none by itself, as `hours`, `MiB` or `rps`. */
export const unitMeant = (word: string): string | undefined => unitOfWord.get(word.toLowerCase());

/** For regular expressions: the units of time, longer ones first, since `ms` is no `m`. */
export const TIME_UNIT = Object.keys(durationUnits)
  .sort((a, b) => b.length - a.length)
  .join('|');

const NUMBER = /^(\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)(.*)$/;
const RATE = new RegExp(`^/(${TIME_UNIT})$`);
const COMPOUND = new RegExp(`^(?:\\d+(?:\\.\\d+)?(?:${TIME_UNIT}))+$`);
const PART = new RegExp(`(\\d+(?:\\.\\d+)?)(${TIME_UNIT})`, 'g');

/** Reads a number with its unit, as `20/s`, `1h30m`, `4Gi`, `90%`, `0.5`. A wrong one gives the reason in words. */
export function parseQuantity(text: string): Quantity | { readonly reason: string } {
  const match = NUMBER.exec(text);
  if (!match) return { reason: `${text} is not a number` };
  const digits = (match[1] ?? '').replaceAll('_', '');
  const unit = match[2] ?? '';
  const number = Number(digits);
  if (!Number.isFinite(number)) return { reason: `${text} is too large a number` };
  if (unit === '') {
    if (/[.eE]/.test(digits)) return { kind: 'Number', value: rounded(number) };
    if (!Number.isSafeInteger(number)) return { reason: `${text} is too large a whole number` };
    return { kind: 'Int', value: number };
  }
  if (unit === '%') return { kind: 'Ratio', value: fraction(number) };
  const rate = RATE.exec(unit);
  if (rate) return { kind: 'Rate', value: rounded(number / (durationUnits[rate[1] ?? 's'] ?? 1)) };
  if (COMPOUND.test(text)) {
    let seconds = 0;
    for (const part of text.matchAll(PART)) seconds += Number(part[1]) * (durationUnits[part[2] ?? 's'] ?? 1);
    return { kind: 'Duration', value: rounded(seconds) };
  }
  const bytes = byteUnits[unit];
  if (bytes !== undefined) return { kind: 'Bytes', value: rounded(number * bytes) };
  return { reason: `${unit} is not a unit` };
}

/** 55% is 0.55 and not 0.55000000000000004. */
const fraction = (percent: number): number => rounded(percent / 100);

const ladder: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
];

/** A duration as people and Prometheus write it: `1h30m`, `5m`, `250ms`. Parts below a millisecond are dropped. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return String(seconds);
  if (seconds < 0) return `-${formatDuration(-seconds)}`;
  let rest = Math.round(seconds * 1000);
  let text = '';
  for (const [unit, size] of ladder) {
    const units = Math.floor(rest / (size * 1000));
    if (units === 0) continue;
    text += `${String(units)}${unit}`;
    rest -= units * size * 1000;
  }
  return text === '' ? '0s' : text;
}

const binaryUnits = Object.entries(byteUnits)
  .filter(([unit]) => unit.endsWith('i'))
  .sort(([, a], [, b]) => b - a);

/** Bytes in the largest binary unit that leaves no remainder: `4Gi`, `1536Mi`. Fractions of a byte are rounded up. */
export function formatBytes(bytes: number): string {
  const whole = Math.ceil(bytes);
  for (const [unit, size] of binaryUnits) {
    if (whole !== 0 && whole % size === 0) return `${String(whole / size)}${unit}`;
  }
  return String(whole);
}

/** A fraction as percents, with at most four digits behind the point. */
export const formatRatio = (value: number): string => `${String(Number((value * 100).toFixed(4)))}%`;

/** Per second where that is readable, else per minute, hour or day. */
export function formatRate(perSecond: number): string {
  for (const unit of ['s', 'm', 'h', 'd']) {
    const value = perSecond * (durationUnits[unit] ?? 1);
    if (value === 0 || Math.abs(value) >= 0.1 || unit === 'd') return `${String(Number(value.toPrecision(6)))}/${unit}`;
  }
  return `${String(perSecond)}/s`;
}
