import { partsOf, type Term } from '../types/term.ts';
import { Bool } from '../types/type.ts';
import { meet } from './box.ts';
import { valueOf } from './constant.ts';
import { regionOf } from './region.ts';
import { termKey, type TermOwner } from './term-key.ts';

/** Whether a condition certainly holds wherever another one does. It may hold there too where this does not see it. */
export function implies(premise: Term, conclusion: Term, owner: TermOwner, concluding = owner): boolean {
  if (termKey(premise, owner) === termKey(conclusion, concluding)) return true;
  if (conclusion.op === 'and')
    return [conclusion.left, conclusion.right].every((part) => implies(premise, part, owner, concluding));
  if (
    premise.op === 'and' &&
    [premise.left, premise.right].some((part) => implies(part, conclusion, owner, concluding))
  )
    return true;
  if (!isExact(premise) || !isExact(conclusion)) return false;
  const holds = regionOf(premise, owner, 'true');
  const fails = (['false', 'unknown'] as const).map((outcome) => regionOf(conclusion, concluding, outcome));
  return fails.every((region) => meet(holds, region).length === 0);
}

/** Whether two conditions certainly never hold at once. */
export function areApart(one: Term, other: Term, owner: TermOwner = { agent: '', strategy: '', event: '' }): boolean {
  const parts = (term: Term): Term[] => (term.op === 'and' ? [...parts(term.left), ...parts(term.right)] : [term]);
  return [other, ...parts(other)].some((part) =>
    implies(one, { op: 'not', operand: part, type: Bool, span: part.span }, owner),
  );
}

/**
 * Whether regions are right to the last digit: what takes a constant out of a sum or a product takes limits that are one
 * number in 15 digits for one, and a target may round otherwise. Sums and products of whole numbers are not rounded, and what
 * is known, as within a query, is computed once.
 */
const isExact = (term: Term): boolean =>
  valueOf(term) !== undefined || (!isRounded(term) && [...partsOf(term)].every(isExact));

function isRounded({ op, type }: Term): boolean {
  if (op === 'divide') return true;
  const isWhole = type.kind === 'quantity' && (type.name === 'Int' || type.name === 'Count');
  return (op === 'add' || op === 'subtract' || op === 'multiply') && !isWhole;
}
