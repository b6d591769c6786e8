import type { Comparison } from '../../base/values/compare.ts';
import type { Value } from '../../base/values/value.ts';
import {
  comparedWith,
  complement,
  emptySet,
  everything,
  intersect,
  just,
  noNumbers,
  onlyUnknown,
  union,
  type ValueSet,
} from '../../base/values/value-set.ts';
import type { Term } from '../types/term.ts';
import { inSet, orderKey, type Outcome, type Region } from './box.ts';
import { termKey, type TermOwner } from './term-key.ts';

/** The same with its sides changed. */
export const mirrored = { eq: 'eq', ne: 'ne', lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' } as const;

/** Where comparing two terms has an outcome. */
export type Compare = (operation: Comparison, left: Term, right: Term, owner: TermOwner, outcome: Outcome) => Region;

/** As far as that is known of comparing just these two: which of them is larger. */
export const compareOrder: Compare = (operation, left, right, owner, outcome) => {
  const [one, other] = [termKey(left, owner), termKey(right, owner)];
  const inOrder = one <= other;
  const set = compared(inOrder ? operation : mirrored[operation], 0, outcome);
  const possible = one === other ? intersect(set, union(just(0), unordered)) : set;
  return inSet(inOrder ? orderKey(one, other) : orderKey(other, one), possible);
};

const unordered: ValueSet = { ...everything, numbers: [] };

/** What compares so with a constant. */
export function compared(operation: Comparison, constant: Value, outcome: Outcome): ValueSet {
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
