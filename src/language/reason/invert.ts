import type { Term } from '../types/term.ts';
import {
  noNumbers,
  onlyUnknown,
  scaled,
  shifted,
  union,
  emptySet,
  type ValueSet,
} from '../../base/values/value-set.ts';
import { valueOf } from './constant.ts';

/** A term, and what it may be. */
export interface Bounded {
  readonly of: Term;
  readonly set: ValueSet;
}

/**
 * Takes a constant out of a sum or a product: where `x * 2` is more than 10, `x` is more than 5. What is computed of something
 * unknown is unknown, and so is what is computed of something that is no number. Results too large for a number are left
 * out of account, and limits that are one number in 15 digits are one limit.
 */
export function invert(term: Term, set: ValueSet): Bounded | undefined {
  if (term.op === 'negate') return bounded(term.operand, set, scaled(set, -1));
  if (!('left' in term) || !('right' in term)) return undefined;
  const [left, right] = [valueOf(term.left), valueOf(term.right)];
  if (typeof left === 'number') {
    if (term.op === 'add') return bounded(term.right, set, shifted(set, -left));
    if (term.op === 'subtract') return bounded(term.right, set, shifted(scaled(set, -1), left));
    return term.op === 'multiply' && Number.isFinite(1 / left)
      ? bounded(term.right, set, scaled(set, 1 / left))
      : undefined;
  }
  if (typeof right !== 'number') return undefined;
  if (term.op === 'add') return bounded(term.left, set, shifted(set, -right));
  if (term.op === 'subtract') return bounded(term.left, set, shifted(set, right));
  if (!Number.isFinite(1 / right)) return undefined;
  if (term.op === 'multiply') return bounded(term.left, set, scaled(set, 1 / right));
  return term.op === 'divide' ? bounded(term.left, set, scaled(set, right)) : undefined;
}

const bounded = (of: Term, { unknown }: ValueSet, { numbers }: ValueSet): Bounded => ({
  of,
  set: { ...(unknown ? union(onlyUnknown, noNumbers) : emptySet), numbers },
});
