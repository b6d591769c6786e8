import { complement, contains, intersect, isEmpty, isSubset, type ValueSet } from '../../base/values/value-set.ts';
import { partsOfSum } from './linear.ts';
import { solve, type Domain, type Solution } from './solve.ts';

/**
 * What each quantity that a constraint compares may be, by its key, and each sum of several; one that is not in it may be
 * anything.
 */
export type Box = ReadonlyMap<string, ValueSet>;

const ORDER = '["order",';

/** The key under which stands which of two terms is larger: less than 0, 0, or more than 0; of what has no order, 0 or not. */
export const orderKey = (one: string, other: string): string =>
  `${ORDER}${JSON.stringify(one)},${JSON.stringify(other)}]`;

/** The two of its key; undefined of any other key. */
export function orderedIn(key: string): readonly [string, string] | undefined {
  if (!key.startsWith(ORDER)) return undefined;
  const [, one, other] = JSON.parse(key) as [string, string, string];
  return [one, other];
}

/** What both allow; undefined where that is known to be nothing. */
export function meetBoxes(a: Box, b: Box): Box | undefined {
  const both = new Map(a);
  for (const [key, set] of b) {
    const own = both.get(key);
    const common = own ? intersect(own, set) : set;
    if (isEmpty(common)) return undefined;
    both.set(key, common);
  }
  return isPossible(both) ? both : undefined;
}

const isPossible = (box: Box): boolean => !contradictsItself(box) && numbersOf(box) !== 'none';

/** A number for each quantity that stands in a sum. */
export function numbersOf(box: Box): Solution {
  const domains: Domain[] = [];
  const known = new Set<string>();
  for (const [key, { numbers }] of box) {
    const parts = partsOfSum(key);
    if (!parts) continue;
    domains.push({ parts, numbers });
    for (const part of parts) {
      const set = box.get(part.key);
      if (set && !known.has(part.key)) domains.push({ parts: [{ ...part, times: 1 }], numbers: set.numbers });
      known.add(part.key);
    }
  }
  return domains.length === 0 ? new Map() : solve(domains);
}

/** Whether what has to be the same cannot be, or what has to differ cannot. */
function contradictsItself(box: Box): boolean {
  const orders = [...box].flatMap(([key, order]) => {
    const pair = order.unknown ? undefined : orderedIn(key);
    return pair ? [{ pair, order }] : [];
  });
  const sets = new Map(box);
  // What one tells of its sides may tell more of those of another.
  for (const _ of orders) {
    for (const { pair, order } of orders) {
      const [one, other] = pair;
      const [first, second] = [sets.get(one), sets.get(other)];
      if (!first || !second) continue;
      const [left, right] = contains(order, 0)
        ? isOnlyValue(order)
          ? [intersect(first, second), intersect(first, second)]
          : [first, second]
        : [without(second, first), without(first, second)];
      if (isEmpty(left) || isEmpty(right)) return true;
      sets.set(one, left).set(other, right);
    }
  }
  return false;
}

/** A set without the value of another, where that has but one. */
const without = (only: ValueSet, set: ValueSet): ValueSet =>
  isOnlyValue(only) ? intersect(set, complement(only)) : set;

function isOnlyValue({ numbers, others, unknown }: ValueSet): boolean {
  if (unknown || others.allBut || numbers.length + others.listed.size !== 1) return false;
  return numbers.every(({ low, high }) => low === high);
}

export type Outcome = 'true' | 'false' | 'unknown';

/** In any of these boxes. */
export type Region = readonly Box[];

export const anywhere: Region = [new Map()];
export const nowhere: Region = [];
/** More alternatives than that are taken for fewer that are larger. */
const MOST_BOXES = 512;

/** Where both are. */
export function meet(a: Region, b: Region): Region {
  let boxes: Box[] = [];
  for (const one of a) {
    for (const other of b) {
      const both = meetBoxes(one, other);
      if (!both || boxes.some((each) => isWithin(both, each))) continue;
      boxes = boxes.filter((each) => !isWithin(each, both));
      boxes.push(both);
      if (boxes.length > MOST_BOXES) return a.length < b.length ? a : b;
    }
  }
  return boxes;
}

/** Whether one box adds nothing to another. */
function isWithin(box: Box, other: Box): boolean {
  for (const [key, set] of other) {
    const own = box.get(key);
    if (!own || !isSubset(own, set)) return false;
  }
  return true;
}

/** As many alternatives as a witness is sought in, and pairs that are looked at for one. */
const MOST_SHOWN = 4;
const MOST_PAIRS = 100_000;

/** Some of where both are; nowhere only where they do not meet. */
export function overlap(a: Region, b: Region): Region {
  if (a.length * b.length > MOST_PAIRS) return a.slice(0, MOST_SHOWN);
  const boxes: Box[] = [];
  for (const one of a) {
    for (const other of b) {
      const both = meetBoxes(one, other);
      if (both) boxes.push(both);
      if (boxes.length === MOST_SHOWN) return boxes;
    }
  }
  return boxes;
}

/** Where either is. */
export function either(a: Region, b: Region): Region {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const boxes = [...a, ...b];
  return boxes.length > MOST_BOXES ? anywhere : boxes;
}

/** Where the value of one key is in a set. */
export const inSet = (key: string, set: ValueSet): Region => (isEmpty(set) ? nowhere : [new Map([[key, set]])]);
