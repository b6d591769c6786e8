import { compare, type Comparison } from '../../base/values/compare.ts';
import { known } from '../../base/values/value.ts';
import {
  anyNumber,
  comparedWith,
  emptySet,
  intersect,
  just,
  scaled,
  union,
  wholesOf,
  type ValueSet,
} from '../../base/values/value-set.ts';
import { within, type Term } from '../types/term.ts';
import { anywhere, either, inSet, meet, nowhere, type Region } from './box.ts';
import { compareOrder, mirrored, type Compare } from './compare-order.ts';
import { valueOf } from './constant.ts';
import { evaluate, isComputed } from './evaluate.ts';
import { isWhole, linearOf, normalized, sumKey, type Linear, type Part } from './linear.ts';
import { rangeOf } from './range.ts';
import { termKey, type TermOwner } from './term-key.ts';

const opposite = { eq: 'ne', ne: 'eq', lt: 'ge', le: 'gt', gt: 'le', ge: 'lt' } as const;

/**
 * Where two numbers compare so. Readings are taken for numbers of a few digits: what only the last of the fifteen digits of a
 * result decides is left out of account.
 */
export const compareNumbers: Compare = (operation, left, right, owner, outcome) => {
  if (outcome === 'unknown') return either(withoutNumber(left, owner), withoutNumber(right, owner));
  const holds = outcome === 'true' ? operation : opposite[operation];
  const limit = valueOf(right);
  // Most comparisons are of one reading with one number.
  if (typeof limit === 'number' && valueOf(left) === undefined && !isComputed(left))
    return limited(left, intersect(rangeOf(left), numbersThat(holds, limit)), owner);
  let region = nowhere;
  for (const one of waysOf(left, owner))
    for (const other of waysOf(right, owner)) {
      const where = meet(one.where, other.where);
      if (where.length > 0) region = either(region, meet(where, numbersCompare(holds, one.term, other.term, owner)));
    }
  return region;
};

/** Where two terms compare so that have numbers, and no `default`. */
function numbersCompare(operation: Comparison, left: Term, right: Term, owner: TermOwner): Region {
  const [from, to] = [valueOf(left), valueOf(right)];
  if (from === undefined && typeof to === 'number' && !isComputed(left))
    return limited(left, numbersThat(operation, to), owner);
  if (to === undefined && typeof from === 'number' && !isComputed(right))
    return limited(right, numbersThat(mirrored[operation], from), owner);
  const difference = linearOf({ ...left, op: 'subtract', left, right }, owner);
  const [first, ...others] = difference.parts;
  if (!first) return isTrue(compare(operation, known(difference.constant), known(0))) ? anywhere : nowhere;
  const hasConstant = from !== undefined || to !== undefined;
  if (!difference.isExact && (others.length > 0 || !hasConstant))
    return compareOrder(operation, left, right, owner, 'true');
  if (others.length > 0) return sumCompares(operation, difference);
  // Other quantities take themselves away.
  const at = (value: number): boolean =>
    isTrue(
      evaluate({ ...left, op: operation, left, right }, (term) => {
        // A sum is no quantity, and its key is as long as it is.
        if (term.op === 'add' || term.op === 'subtract') return undefined;
        if (termKey(term, owner) === first.key) return known(value);
        return isComputed(term) || term.op === 'constant' ? undefined : known(0);
      }),
    );
  const set = numbersOf(operation, first, difference.constant, at);
  return inSet(first.key, first.isWhole ? wholesOf(set) : set);
}

const limited = (term: Term, set: ValueSet, owner: TermOwner): Region =>
  inSet(termKey(term, owner), isWhole(term) ? wholesOf(set) : set);

/** The numbers that compare so with a limit. */
function numbersThat(operation: Comparison, limit: number): ValueSet {
  if (operation === 'eq') return just(limit);
  if (operation === 'ne') return union(comparedWith('lt', limit), comparedWith('gt', limit));
  return comparedWith(operation, limit);
}

const isTrue = (truth: ReturnType<typeof compare>): boolean => truth.known && truth.value === true;

/** Where one quantity, so many times and a constant, compares so with 0. At the limit itself the engine's own arithmetic tells. */
function numbersOf(operation: Comparison, { times }: Part, constant: number, at: (value: number) => boolean): ValueSet {
  const exact = -constant / times;
  const short = Number(exact.toPrecision(12));
  const limit = Math.abs(exact - short) <= Math.abs(short) * 1e-13 ? short : exact;
  const direction = times > 0 ? operation : mirrored[operation];
  const [isBelow, isAbove] = [['ne', 'lt', 'le'].includes(direction), ['ne', 'gt', 'ge'].includes(direction)];
  const sets = [
    isBelow ? comparedWith('lt', limit) : emptySet,
    at(limit) ? just(limit) : emptySet,
    isAbove ? comparedWith('gt', limit) : emptySet,
  ];
  return sets.reduce(union);
}

/** Where a sum of several quantities compares so with 0. */
function sumCompares(operation: Comparison, { parts: all, constant }: Linear): Region {
  const { parts, by } = normalized(all);
  const set = scaled(numbersThat(operation, -constant), by);
  const areWhole = parts.every((part) => part.isWhole && Number.isInteger(part.times));
  return inSet(sumKey(parts), areWhole ? wholesOf(set) : set);
}

interface Way {
  /** Without `default`. */
  readonly term: Term;
  /** Where it is that, and has a number. */
  readonly where: Region;
}

/** What a term is, in each of the ways that a `default` in it leaves. */
function waysOf(term: Term, owner: TermOwner): readonly Way[] {
  if (!within(term).some(({ op }) => op === 'default')) return [{ term, where: withNumber(term, owner) }];
  if (term.op === 'default') {
    const missing = withoutNumber(term.of, owner);
    const otherwise = waysOf(term.otherwise, owner).map((way) => ({ ...way, where: meet(missing, way.where) }));
    return [...waysOf(term.of, owner), ...otherwise];
  }
  if (term.op === 'negate')
    return waysOf(term.operand, owner).map((way) => ({ ...way, term: { ...term, operand: way.term } }));
  if (!('left' in term)) return [{ term, where: withNumber(term, owner) }];
  const rights = waysOf(term.right, owner);
  return waysOf(term.left, owner).flatMap((left) =>
    rights.map((right) => {
      const whole: Term = { ...term, left: left.term, right: right.term };
      return { term: whole, where: meet(meet(left.where, right.where), withNumber(whole, owner)) };
    }),
  );
}

/** Where a term has a number: all that it is computed of has one, and it is not divided by 0. */
function withNumber(term: Term, owner: TermOwner): Region {
  const constant = valueOf(term);
  if (constant !== undefined) return typeof constant === 'number' ? anywhere : nowhere;
  if (term.op === 'negate') return withNumber(term.operand, owner);
  if (term.op === 'default')
    return either(withNumber(term.of, owner), meet(withoutNumber(term.of, owner), withNumber(term.otherwise, owner)));
  if (!isArithmetic(term)) return inSet(termKey(term, owner), intersect(rangeOf(term), anyNumber));
  const both = meet(withNumber(term.left, owner), withNumber(term.right, owner));
  return term.op === 'divide' ? meet(both, compareNumbers('ne', term.right, zeroLike(term), owner, 'true')) : both;
}

/** Where it has none. */
export function withoutNumber(term: Term, owner: TermOwner): Region {
  const constant = valueOf(term);
  if (constant !== undefined) return typeof constant === 'number' ? nowhere : anywhere;
  if (term.op === 'negate') return withoutNumber(term.operand, owner);
  if (term.op === 'default') return meet(withoutNumber(term.of, owner), withoutNumber(term.otherwise, owner));
  if (!isArithmetic(term)) return inSet(termKey(term, owner), { ...rangeOf(term), numbers: [] });
  const missing = either(withoutNumber(term.left, owner), withoutNumber(term.right, owner));
  return term.op === 'divide'
    ? either(missing, compareNumbers('eq', term.right, zeroLike(term), owner, 'true'))
    : missing;
}

type Computed = Extract<Term, { left: Term }>;

const isArithmetic = (term: Term): term is Computed =>
  term.op === 'add' || term.op === 'subtract' || term.op === 'multiply' || term.op === 'divide';

const zeroLike = ({ right: { type, span } }: Computed): Term => ({ op: 'constant', value: 0, type, span });
