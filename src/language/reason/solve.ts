import { rounded } from '../../base/values/arithmetic.ts';
import { emptySet, scaled, shifted, wholesOf, type Interval } from '../../base/values/value-set.ts';
import { boundsOf, type Row } from './eliminate.ts';
import { normalized, type Part } from './linear.ts';
import { isIn, samplesOf } from './sample.ts';

/** What a sum of quantities may be; one of a single part is a quantity. */
export interface Domain {
  readonly parts: readonly Part[];
  /** In order, apart from each other. */
  readonly numbers: readonly Interval[];
}

/** A number for each quantity, by key; or there are none; or the search was given up. */
export type Solution = ReadonlyMap<string, number> | 'none' | 'unknown';

/** Sums that leave more out, one after the other, than that are given up. */
const MOST_SPLITS = 64;
/** Whole numbers of one quantity that are tried, and numbers of all. */
const MOST_WHOLES = 24;
const MOST_TRIES = 500;

/**
 * Numbers that lie in all domains. Of fractions that is decided (Fourier and Motzkin's elimination), of whole numbers where
 * what they are divided by, or the ends of their domains, decide it.
 */
export function solve(domains: readonly Domain[]): Solution {
  let splits = 0;
  const tries = { left: MOST_TRIES };
  const search = (among: readonly Domain[]): Solution => {
    if (among.some(({ numbers }) => numbers.length === 0)) return 'none';
    const equal = among.find(isEquation);
    if (equal) return withSubstituted(among, equal, search);
    const found = numbersIn(among.flatMap(hullOf), quantitiesIn(among), new Map(), tries);
    if (typeof found === 'string') return found;
    // The domains were taken without their gaps.
    const missed = among.find((domain) => !holds(domain, found));
    if (!missed) return found;
    splits += 1;
    if (splits > MOST_SPLITS) return 'unknown';
    const value = valueOf(missed.parts, found);
    const others = among.filter((domain) => domain !== missed);
    const below = missed.numbers.filter(({ high }) => high <= value);
    const above = missed.numbers.filter(({ high }) => high > value);
    return either([below, above].map((numbers) => () => search([...others, { ...missed, numbers }])));
  };
  return search(domains.map(tightened));
}

/** The first that there is. What one way gives up, another may find. */
function either(ways: readonly (() => Solution)[]): Solution {
  let result: Solution = 'none';
  for (const way of ways) {
    const found = way();
    if (typeof found !== 'string') return found;
    if (found === 'unknown') result = found;
  }
  return result;
}

const isWholeSum = ({ parts }: Domain): boolean =>
  parts.every(({ isWhole, times }) => isWhole && Number.isInteger(times));

/** A sum of whole numbers is one. */
function tightened({ parts, numbers }: Domain): Domain {
  const { parts: own, by } = normalized(parts);
  const set = by === 1 ? { ...emptySet, numbers } : scaled({ ...emptySet, numbers }, by);
  const domain = { parts: own, numbers: set.numbers };
  return isWholeSum(domain) ? { ...domain, numbers: wholesOf(set).numbers } : domain;
}

const valueOf = (parts: readonly Part[], numbers: ReadonlyMap<string, number>): number =>
  parts.reduce((sum, { key, times }) => rounded(sum + rounded(times * (numbers.get(key) ?? 0))), 0);

const holds = ({ parts, numbers }: Domain, found: ReadonlyMap<string, number>): boolean => {
  const value = valueOf(parts, found);
  return numbers.some((interval) => isIn(interval, value));
};

// ------------------------------------------------------------------------------------------------------------ equations

const pointOf = ([first, ...others]: readonly Interval[]): number | undefined =>
  first && others.length === 0 && first.low === first.high ? first.low : undefined;

/** One whole number is given by the others: dividing them tells more than bounds do. */
const isEquation = (domain: Domain): boolean =>
  pointOf(domain.numbers) !== undefined &&
  isWholeSum(domain) &&
  domain.parts.some(({ times }) => Math.abs(times) === 1);

function withSubstituted(
  among: readonly Domain[],
  equation: Domain,
  search: (among: readonly Domain[]) => Solution,
): Solution {
  const sum = pointOf(equation.numbers) ?? 0;
  const solved = equation.parts.find(({ times }) => Math.abs(times) === 1);
  if (!solved) return 'unknown';
  const others = equation.parts.filter((part) => part !== solved);
  const rest: Domain[] = [];
  for (const domain of among) {
    if (domain === equation) continue;
    const own = domain.parts.find(({ key }) => key === solved.key);
    if (!own) {
      rest.push(domain);
      continue;
    }
    const factor = own.times * solved.times;
    const parts = added(
      domain.parts.filter((part) => part !== own),
      others.map((part) => ({ ...part, times: -factor * part.times })),
    );
    const { numbers } = shifted({ ...emptySet, numbers: domain.numbers }, -factor * sum);
    if (parts.length > 0) rest.push(tightened({ parts, numbers }));
    else if (!numbers.some((interval) => isIn(interval, 0))) return 'none';
  }
  // What stands in the equation alone has to be found, too.
  for (const part of others)
    if (!rest.some(({ parts }) => parts.some(({ key }) => key === part.key)))
      rest.push({ parts: [{ ...part, times: 1 }], numbers: [LINE] });
  const found = search(rest);
  if (typeof found === 'string') return found;
  return new Map([...found, [solved.key, (sum - valueOf(others, found)) * solved.times]]);
}

const LINE: Interval = { low: -Infinity, high: Infinity, lowIn: false, highIn: false };

function added(a: readonly Part[], b: readonly Part[]): readonly Part[] {
  const sums = new Map(a.map((part) => [part.key, part]));
  for (const part of b) sums.set(part.key, { ...part, times: rounded((sums.get(part.key)?.times ?? 0) + part.times) });
  return [...sums.values()].filter(({ times }) => times !== 0);
}

// -------------------------------------------------------------------------------------------------------------- numbers

/** Whole numbers first: whatever is left to fractions they can be. */
function quantitiesIn(among: readonly Domain[]): readonly Part[] {
  const found = new Map(among.flatMap(({ parts }) => parts.map((part) => [part.key, part] as const)));
  return [...found.values()].sort((a, b) => Number(b.isWhole) - Number(a.isWhole));
}

const hullOf = ({ parts, numbers }: Domain): readonly Row[] => {
  const [first, last] = [numbers[0] ?? LINE, numbers.at(-1) ?? LINE];
  const times = (sign: 1 | -1): ReadonlyMap<string, number> =>
    new Map(parts.map((part) => [part.key, sign * part.times]));
  return [
    ...(last.high === Infinity ? [] : [{ times: times(1), most: last.high, isStrict: !last.highIn }]),
    ...(first.low === -Infinity ? [] : [{ times: times(-1), most: -first.low, isStrict: !first.lowIn }]),
  ];
};

/** Numbers for all quantities, one after the other, each within what the others leave it. */
function numbersIn(
  rows: readonly Row[],
  [part, ...others]: readonly Part[],
  found: ReadonlyMap<string, number>,
  tries: { left: number },
): Solution {
  const bounds = boundsOf(part?.key, rows);
  if (typeof bounds === 'string') return bounds;
  if (!part) return found;
  const { values, areAll } = part.isWhole
    ? wholesIn(bounds)
    : { values: samplesOf(bounds, false).slice(0, 1), areAll: false };
  const ways = values.map((value) => (): Solution => {
    tries.left -= 1;
    if (tries.left < 0) return 'unknown';
    const given = rows.map((row) => withValue(row, part.key, value));
    return numbersIn(given, others, new Map([...found, [part.key, value]]), tries);
  });
  const result = either(ways);
  return result === 'none' && !areAll ? 'unknown' : result;
}

/** From an end inwards, or from 0; and whether there are no more. */
function wholesIn(bounds: Interval): { readonly values: readonly number[]; readonly areAll: boolean } {
  const [whole] = wholesOf({ ...emptySet, numbers: [bounds] }).numbers;
  if (!whole) return { values: [], areAll: true };
  const { low, high } = whole;
  const nth = (index: number): number => {
    if (low !== -Infinity) return low + index;
    if (high !== Infinity) return high - index;
    return index % 2 === 0 ? index / 2 : -(index + 1) / 2;
  };
  const near = Array.from({ length: MOST_WHOLES }, (_, index) => nth(index));
  const values = new Set([...samplesOf(whole, true), ...near.filter((value) => isIn(whole, value))]);
  return { values: [...values], areAll: high - low < MOST_WHOLES };
}

function withValue({ times, most, isStrict }: Row, key: string, value: number): Row {
  const own = times.get(key);
  if (own === undefined) return { times, most, isStrict };
  const rest = new Map(times);
  rest.delete(key);
  return { times: rest, most: rounded(most - rounded(own * value)), isStrict };
}
