import type { Term } from '../types/term.ts';
import { compare, type Comparison } from '../../base/values/compare.ts';
import { known, type Value } from '../../base/values/value.ts';
import {
  comparedWith,
  complement,
  contains,
  emptySet,
  everything,
  intersect,
  isEmpty,
  just,
  knownValues,
  noNumbers,
  onlyUnknown,
  union,
  type ValueSet,
} from '../../base/values/value-set.ts';
import { valueOf } from './constant.ts';
import { rangeOf } from './range.ts';
import { termKey, type TermOwner } from './term-key.ts';
import { invert } from './invert.ts';

/** What each quantity that a constraint compares may be, by its key; one that is not in it may be anything. */
export type Box = ReadonlyMap<string, ValueSet>;

/**
 * Where a constraint has an outcome: in any of these boxes. A region may be larger than the truth and is never smaller:
 * where two regions do not meet, the outcomes exclude each other at one instant.
 */
export type Region = readonly Box[];

export type Outcome = 'true' | 'false' | 'unknown';

const anywhere: Region = [new Map()];
const nowhere: Region = [];
/** A constraint with more alternatives than that is taken for what it says first, which is larger. */
const MOST_BOXES = 64;

export function regionOf(term: Term, owner: TermOwner, outcome: Outcome): Region {
  const part = (of: Term, how: Outcome): Region => regionOf(of, owner, how);
  switch (term.op) {
    case 'not':
      return part(term.operand, outcome === 'unknown' ? outcome : outcome === 'true' ? 'false' : 'true');
    case 'and':
    case 'or': {
      const { left, right } = term;
      // What decides alone, and what does not: false and true of `and`, true and false of `or`.
      const [deciding, other]: [Outcome, Outcome] = term.op === 'and' ? ['false', 'true'] : ['true', 'false'];
      if (outcome === deciding) return either(part(left, deciding), part(right, deciding));
      if (outcome === other) return meet(part(left, other), part(right, other));
      const open = either(part(right, other), part(right, 'unknown'));
      return either(meet(part(left, 'unknown'), open), meet(part(left, other), part(right, 'unknown')));
    }
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return comparison(term.op, term.left, term.right, owner, outcome);
    case 'latch':
      return latch(term, owner, outcome);
    default:
      return restrict(term, owner, outcomes[outcome]);
  }
}

/** Where both are. */
export function meet(a: Region, b: Region): Region {
  const boxes: Box[] = [];
  for (const one of a) {
    for (const other of b) {
      const both = meetBoxes(one, other);
      if (both) boxes.push(both);
      if (boxes.length > MOST_BOXES) return a.length < b.length ? a : b;
    }
  }
  return boxes;
}

function meetBoxes(a: Box, b: Box): Box | undefined {
  const both = new Map(a);
  for (const [key, set] of b) {
    const own = both.get(key);
    const common = own ? intersect(own, set) : set;
    if (isEmpty(common)) return undefined;
    both.set(key, common);
  }
  return both;
}

function either(a: Region, b: Region): Region {
  const boxes = [...a, ...b];
  return boxes.length > MOST_BOXES ? anywhere : boxes;
}

const outcomes: Readonly<Record<Outcome, ValueSet>> = {
  true: just(true),
  false: just(false),
  unknown: union(onlyUnknown, complement(union(just(true), just(false)))),
};

/** Where the value of a term is in a set. */
function restrict(term: Term, owner: TermOwner, set: ValueSet): Region {
  const constant = valueOf(term);
  if (constant !== undefined) return contains(set, constant) ? anywhere : nowhere;
  if (term.op === 'default') {
    const missing = meet(restrict(term.of, owner, onlyUnknown), restrict(term.otherwise, owner, set));
    return either(restrict(term.of, owner, intersect(set, knownValues)), missing);
  }
  const inner = invert(term, set);
  if (inner) return restrict(inner.of, owner, inner.set);
  const possible = intersect(set, rangeOf(term));
  return isEmpty(possible) ? nowhere : [new Map([[termKey(term, owner), possible]])];
}

const mirrored = { eq: 'eq', ne: 'ne', lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' } as const;

function comparison(operation: Comparison, left: Term, right: Term, owner: TermOwner, outcome: Outcome): Region {
  const [first, second] = [valueOf(left), valueOf(right)];
  if (first !== undefined && second !== undefined) {
    const truth = compare(operation, known(first), known(second));
    const found: Outcome = truth.known ? (truth.value === true ? 'true' : 'false') : 'unknown';
    return found === outcome ? anywhere : nowhere;
  }
  // Records are equal in more ways than one.
  if (typeof (first ?? second ?? 0) === 'object') return anywhere;
  if (second !== undefined) return restrict(left, owner, compared(operation, second, outcome));
  if (first !== undefined) return restrict(right, owner, compared(mirrored[operation], first, outcome));
  // Of two that are not constant, which of them is larger: less than 0, 0, or more than 0.
  const { inOrder, same, key } = orderOf(left, right, owner);
  const set = compared(inOrder ? operation : mirrored[operation], 0, outcome);
  const possible = same ? intersect(set, union(just(0), unordered)) : set;
  if (isEmpty(possible)) return nowhere;
  const order: Region = [new Map([[key, possible]])];
  if (outcome === 'unknown') return order;
  // What was compared was read.
  const read = operation === 'eq' || operation === 'ne' ? knownValues : anyNumber;
  return meet(order, meet(restrict(left, owner, read), restrict(right, owner, read)));
}

/** The key under which stands which of two terms is larger, and whether it says so of the left one. */
export function orderOf(
  left: Term,
  right: Term,
  owner: TermOwner,
): { readonly key: string; readonly inOrder: boolean; readonly same: boolean } {
  const [one, other] = [termKey(left, owner), termKey(right, owner)];
  const inOrder = one <= other;
  return { key: JSON.stringify(['order', ...(inOrder ? [one, other] : [other, one])]), inOrder, same: one === other };
}

const anyNumber = union(comparedWith('lt', 0), comparedWith('ge', 0));
const unordered: ValueSet = { ...everything, numbers: [] };

/** What compares so with a constant. */
function compared(operation: Comparison, constant: Value, outcome: Outcome): ValueSet {
  if (operation === 'eq' || operation === 'ne') {
    if (outcome === 'unknown') return onlyUnknown;
    return (operation === 'eq') === (outcome === 'true') ? just(constant) : complement(just(constant));
  }
  const disordered = union(onlyUnknown, noNumbers);
  if (typeof constant !== 'number') return outcome === 'unknown' ? everything : emptySet;
  const holds = comparedWith(operation, constant);
  if (outcome === 'unknown') return disordered;
  return outcome === 'true' ? holds : { ...complement(holds), others: holds.others };
}

type Latch = Extract<Term, { op: 'latch' }>;

/**
 * A latch that is on has its value not behind the limit at which it goes off, and the other way round. Of a rising and a
 * falling one over the same limits, looked at together, at most one is on: 1 and -1 stand for them, 0 for neither.
 */
function latch(term: Latch, owner: TermOwner, outcome: Outcome): Region {
  const { direction, of, on, off } = term;
  const rises = direction === 'rises';
  const limit = (at: Term, operation: 'le' | 'ge'): Region => {
    const value = valueOf(at);
    return typeof value === 'number' ? restrict(of, owner, comparedWith(operation, value)) : anywhere;
  };
  if (outcome === 'unknown') {
    const constant = valueOf(on) !== undefined && valueOf(off) !== undefined;
    return constant ? restrict(of, owner, union(onlyUnknown, noNumbers)) : anywhere;
  }
  const isOn = outcome === 'true';
  const side = just(rises ? 1 : -1);
  const state: Region = [new Map([[latchKey(term, owner), isOn ? side : complement(side)]])];
  return meet(state, limit(isOn ? off : on, rises === isOn ? 'ge' : 'le'));
}

/** The key under which stands whether a latch over these limits is on. */
export function latchKey({ direction, of, on, off }: Latch, owner: TermOwner): string {
  const [high, low] = direction === 'rises' ? [on, off] : [off, on];
  const keys = [of, high, low].map((each) => termKey(each, owner));
  return JSON.stringify(['latch', owner.agent, owner.instants, ...keys]);
}
