import { rounded } from './arithmetic.ts';
import type { Value } from './value.ts';

/**
 * Sets of what a reading can be: numbers, other values, and unknown. They are exact: unions of intervals whose ends belong
 * to them or not, and lists of other values (as JSON) that belong to them or do not.
 */
export interface ValueSet {
  /** In order, apart from each other. */
  readonly numbers: readonly Interval[];
  /** `listed` are those that belong to it, or with `allBut` those that do not. */
  readonly others: { readonly allBut: boolean; readonly listed: ReadonlySet<string> };
  readonly unknown: boolean;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Whether the ends belong to it. Infinite ones never do. */
  readonly lowIn: boolean;
  readonly highIn: boolean;
}

const noValues: ReadonlySet<string> = new Set();
const NONE = { allBut: false, listed: noValues };
const ALL = { allBut: true, listed: noValues };
const LINE: Interval = { low: -Infinity, high: Infinity, lowIn: false, highIn: false };

export const emptySet: ValueSet = { numbers: [], others: NONE, unknown: false };
/** Whatever is known. */
export const knownValues: ValueSet = { numbers: [LINE], others: ALL, unknown: false };
export const everything: ValueSet = { ...knownValues, unknown: true };
export const onlyUnknown: ValueSet = { ...emptySet, unknown: true };
/** What has no order: values that are no numbers. */
export const noNumbers: ValueSet = { ...emptySet, others: ALL };
export const anyNumber: ValueSet = { ...emptySet, numbers: [LINE] };
export const notNegative: ValueSet = { ...emptySet, numbers: [{ ...LINE, low: 0, lowIn: true }] };

const justNumber = (number: number): ValueSet => ({
  ...emptySet,
  numbers: [{ low: number, high: number, lowIn: true, highIn: true }],
});
const justOther = (json: string): ValueSet => ({ ...emptySet, others: { allBut: false, listed: new Set([json]) } });

/** The numbers that compare so with a number. */
export function comparedWith(operation: 'lt' | 'le' | 'gt' | 'ge', number: number): ValueSet {
  const inclusive = operation === 'le' || operation === 'ge';
  const below = operation === 'lt' || operation === 'le';
  const interval: Interval = below
    ? { ...LINE, high: number, highIn: inclusive }
    : { ...LINE, low: number, lowIn: inclusive };
  return { ...emptySet, numbers: [interval] };
}

export const isEmpty = ({ numbers, others, unknown }: ValueSet): boolean =>
  numbers.length === 0 && !others.allBut && others.listed.size === 0 && !unknown;

/** Whether all of a set is in another. */
export function isSubset(a: ValueSet, b: ValueSet): boolean {
  if ((a.unknown && !b.unknown) || (a.others.allBut && !b.others.allBut)) return false;
  const { allBut, listed } = b.others;
  const areOthersIn = a.others.allBut
    ? [...listed].every((each) => a.others.listed.has(each))
    : [...a.others.listed].every((each) => listed.has(each) !== allBut);
  return areOthersIn && a.numbers.every((interval) => b.numbers.some((other) => lies(interval, other)));
}

const lies = (a: Interval, b: Interval): boolean =>
  (a.low > b.low || (a.low === b.low && (b.lowIn || !a.lowIn))) &&
  (a.high < b.high || (a.high === b.high && (b.highIn || !a.highIn)));

export function intersect(a: ValueSet, b: ValueSet): ValueSet {
  const numbers: Interval[] = [];
  for (const one of a.numbers) for (const other of b.numbers) numbers.push(...overlap(one, other));
  return { numbers, others: commonOthers(a.others, b.others), unknown: a.unknown && b.unknown };
}

/** What is known and not in the set. */
export function complement({ numbers, others }: ValueSet): ValueSet {
  const gaps: Interval[] = [];
  let [low, lowIn] = [-Infinity, false];
  for (const interval of numbers) {
    gaps.push(...nonEmpty({ low, lowIn, high: interval.low, highIn: !interval.lowIn && interval.low !== -Infinity }));
    [low, lowIn] = [interval.high, !interval.highIn && interval.high !== Infinity];
  }
  gaps.push(...nonEmpty({ low, lowIn, high: Infinity, highIn: false }));
  return { numbers: gaps, others: { allBut: !others.allBut, listed: others.listed }, unknown: false };
}

function overlap(a: Interval, b: Interval): Interval[] {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  const lowIn = (a.low < low || a.lowIn) && (b.low < low || b.lowIn);
  const highIn = (a.high > high || a.highIn) && (b.high > high || b.highIn);
  return nonEmpty({ low, high, lowIn, highIn });
}

function nonEmpty(interval: Interval): Interval[] {
  const { low, high, lowIn, highIn } = interval;
  return low < high || (low === high && lowIn && highIn) ? [interval] : [];
}

function commonOthers(a: ValueSet['others'], b: ValueSet['others']): ValueSet['others'] {
  if (a.allBut && b.allBut) return { allBut: true, listed: new Set([...a.listed, ...b.listed]) };
  if (a.allBut) return { allBut: false, listed: new Set([...b.listed].filter((each) => !a.listed.has(each))) };
  if (b.allBut) return commonOthers(b, a);
  return { allBut: false, listed: new Set([...a.listed].filter((each) => b.listed.has(each))) };
}

export function union(a: ValueSet, b: ValueSet): ValueSet {
  const outside = intersect(complement(a), complement(b));
  return { ...complement(outside), unknown: a.unknown || b.unknown };
}

/** The numbers of a set, each that much larger; nothing else of it. */
export const shifted = (set: ValueSet, by: number): ValueSet => moved(set, (end) => end + by);

/** The numbers of a set, each that many times as large; nothing else of it. The factor is not 0. */
export const scaled = (set: ValueSet, by: number): ValueSet => moved(set, (end) => end * by, by < 0);

function moved({ numbers }: ValueSet, move: (end: number) => number, isTurned = false): ValueSet {
  const found = numbers.flatMap(({ low, high, lowIn, highIn }) => {
    const ends = { low: rounded(move(low)), high: rounded(move(high)), lowIn, highIn };
    return nonEmpty(isTurned ? { low: ends.high, high: ends.low, lowIn: highIn, highIn: lowIn } : ends);
  });
  return { ...emptySet, numbers: isTurned ? found.reverse() : found };
}

/** The whole numbers of a set, and what else it has. */
export const wholesOf = (set: ValueSet): ValueSet => ({
  ...set,
  numbers: set.numbers.flatMap(({ low, high, lowIn, highIn }) => {
    const [first, last] = [Math.ceil(low), Math.floor(high)];
    const from = first === low && !lowIn ? first + 1 : first;
    const to = last === high && !highIn ? last - 1 : last;
    return nonEmpty({ low: from, high: to, lowIn: from !== -Infinity, highIn: to !== Infinity });
  }),
});

/** The set of one value. */
export const just = (value: Value): ValueSet =>
  typeof value === 'number' ? justNumber(value) : justOther(JSON.stringify(value));

export const contains = (set: ValueSet, value: Value): boolean => !isEmpty(intersect(set, just(value)));
