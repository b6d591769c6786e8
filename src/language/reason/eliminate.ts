import { rounded } from '../../base/values/arithmetic.ts';
import type { Interval } from '../../base/values/value-set.ts';

/** A sum of quantities, each so many times, that is at most a number, or less than it. */
export interface Row {
  /** By key; none is 0. */
  readonly times: ReadonlyMap<string, number>;
  readonly most: number;
  readonly isStrict: boolean;
}

/** More rows than that are given up: elimination can square their number. */
const MOST_ROWS = 300;

/** What rows leave to one quantity, all others taken as fractions; or they contradict each other; or there are too many. */
export function boundsOf(key: string | undefined, rows: readonly Row[]): Interval | 'none' | 'unknown' {
  let left = rows;
  for (;;) {
    if (left.length > MOST_ROWS) return 'unknown';
    if (left.some(isContradiction)) return 'none';
    const next = [...quantitiesIn(left)]
      .filter((each) => each !== key)
      .sort((a, b) => cost(left, a) - cost(left, b))[0];
    if (next === undefined) return key === undefined ? LINE : intervalOf(key, left);
    left = without(next, left);
  }
}

const LINE: Interval = { low: -Infinity, high: Infinity, lowIn: false, highIn: false };

const isContradiction = ({ times, most, isStrict }: Row): boolean =>
  times.size === 0 && (most < 0 || (isStrict && most === 0));

const quantitiesIn = (rows: readonly Row[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ times }) => [...times.keys()]));

/** How many rows come of it. */
function cost(rows: readonly Row[], key: string): number {
  const all = rows.map(({ times }) => times.get(key) ?? 0);
  return all.filter((each) => each > 0).length * all.filter((each) => each < 0).length;
}

/** The rows that follow without a quantity: each bound from above with each from below. */
function without(key: string, rows: readonly Row[]): readonly Row[] {
  const timesIn = (row: Row): number => row.times.get(key) ?? 0;
  const above = rows.filter((row) => timesIn(row) > 0);
  const below = rows.filter((row) => timesIn(row) < 0);
  const free = rows.filter((row) => timesIn(row) === 0 && row.times.size > 0);
  return [
    ...free,
    ...above.flatMap((one) => below.map((other) => sum(key, one, -timesIn(other), other, timesIn(one)))),
  ];
}

function sum(key: string, one: Row, by: number, other: Row, otherBy: number): Row {
  const times = new Map<string, number>();
  for (const each of new Set([...one.times.keys(), ...other.times.keys()])) {
    if (each === key) continue;
    const all = rounded(rounded((one.times.get(each) ?? 0) * by) + rounded((other.times.get(each) ?? 0) * otherBy));
    if (all !== 0) times.set(each, all);
  }
  const most = rounded(rounded(one.most * by) + rounded(other.most * otherBy));
  return { times, most, isStrict: one.isStrict || other.isStrict };
}

/** Of rows with one quantity. */
function intervalOf(key: string, rows: readonly Row[]): Interval | 'none' {
  let { low, high, lowIn, highIn } = LINE;
  for (const { times, most, isStrict } of rows) {
    const by = times.get(key);
    if (by === undefined) continue;
    const end = rounded(most / by);
    if (by > 0 && (end < high || (end === high && isStrict))) [high, highIn] = [end, !isStrict];
    if (by < 0 && (end > low || (end === low && isStrict))) [low, lowIn] = [end, !isStrict];
  }
  return low < high || (low === high && lowIn && highIn) ? { low, high, lowIn, highIn } : 'none';
}
