import type { Term } from '../types/term.ts';
import { compare, type Comparison } from '../../base/values/compare.ts';
import { known } from '../../base/values/value.ts';
import {
  anyNumber,
  complement,
  contains,
  intersect,
  just,
  knownValues,
  onlyUnknown,
  union,
  type ValueSet,
} from '../../base/values/value-set.ts';
import { anywhere, either, inSet, meet, nowhere, type Outcome, type Region } from './box.ts';
import { compared, compareOrder, mirrored } from './compare-order.ts';
import { compareNumbers, withoutNumber } from './compare-numbers.ts';
import { valueOf } from './constant.ts';
import { isNumeric, rangeOf } from './range.ts';
import { termKey, type TermOwner } from './term-key.ts';

/**
 * Where a constraint has an outcome. A region may be larger than the truth and is never smaller: where two regions do not meet,
 * the outcomes exclude each other at one instant.
 */
export function regionOf(term: Term, owner: TermOwner, outcome: Outcome): Region {
  let known = regions.get(term);
  if (known?.owner !== owner) regions.set(term, (known = { owner }));
  return (known[outcome] ??= find(term, owner, outcome));
}

/** Many analyses ask for the same. */
const regions = new WeakMap<Term, { readonly owner: TermOwner } & Partial<Record<Outcome, Region>>>();

function find(term: Term, owner: TermOwner, outcome: Outcome): Region {
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

const outcomes: Readonly<Record<Outcome, ValueSet>> = {
  true: just(true),
  false: just(false),
  unknown: union(onlyUnknown, complement(union(just(true), just(false)))),
};

/** Where the value of a term that is no number is in a set. */
function restrict(term: Term, owner: TermOwner, set: ValueSet): Region {
  const constant = valueOf(term);
  if (constant !== undefined) return contains(set, constant) ? anywhere : nowhere;
  if (term.op === 'default') {
    const missing = meet(restrict(term.of, owner, onlyUnknown), restrict(term.otherwise, owner, set));
    return either(restrict(term.of, owner, intersect(set, knownValues)), missing);
  }
  return inSet(termKey(term, owner), intersect(set, rangeOf(term)));
}

function comparison(operation: Comparison, left: Term, right: Term, owner: TermOwner, outcome: Outcome): Region {
  const [first, second] = [valueOf(left), valueOf(right)];
  if (first !== undefined && second !== undefined) {
    const truth = compare(operation, known(first), known(second));
    const found: Outcome = truth.known ? (truth.value === true ? 'true' : 'false') : 'unknown';
    return found === outcome ? anywhere : nowhere;
  }
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(operation, left, right, owner, outcome);
  // Records are equal in more ways than one.
  if (typeof (first ?? second ?? 0) === 'object') return anywhere;
  if (second !== undefined) return restrict(left, owner, compared(operation, second, outcome));
  if (first !== undefined) return restrict(right, owner, compared(mirrored[operation], first, outcome));
  const order = compareOrder(operation, left, right, owner, outcome);
  if (outcome === 'unknown') return order;
  // What was compared was read.
  const read = operation === 'eq' || operation === 'ne' ? knownValues : anyNumber;
  return meet(order, meet(restrict(left, owner, read), restrict(right, owner, read)));
}

type Latch = Extract<Term, { op: 'latch' }>;

/**
 * A latch is the agent's: above from where its value passes the higher limit, below from where it passes the lower one, and
 * neither before either. One that rises is true above, and one that falls below: over the same limits they are one latch.
 */
function latch({ direction, of, on, off }: Latch, owner: TermOwner, outcome: Outcome): Region {
  const parts = [of, on, off];
  if (outcome === 'unknown')
    return parts.map((part) => withoutNumber(part, owner)).reduce((all, each) => either(all, each), nowhere);
  const [high, low] = direction === 'rises' ? [on, off] : [off, on];
  const key = latchKey(of, high, low, owner);
  const above = comparison('ge', of, low, owner, 'true');
  const below = comparison('le', of, high, owner, 'true');
  const isOn = direction === 'rises' ? meet(inSet(key, just(ABOVE)), above) : meet(inSet(key, just(BELOW)), below);
  const isOff = direction === 'rises' ? meet(inSet(key, just(BELOW)), below) : meet(inSet(key, just(ABOVE)), above);
  if (outcome === 'true') return isOn;
  return either(isOff, meet(inSet(key, just(NEITHER)), meet(above, below)));
}

export const ABOVE = 1;
export const BELOW = -1;
const NEITHER = 0;

/** The key under which stands where the value of a latch over these limits was last. */
export const latchKey = (of: Term, high: Term, low: Term, owner: TermOwner): string =>
  JSON.stringify(['latch', owner.agent, ...[of, high, low].map((each) => termKey(each, owner))]);
