import type { Term } from '../types/term.ts';
import type { Trait } from '../types/traits.ts';
import { everything, notNegative, type ValueSet } from '../../base/values/value-set.ts';

const share: ValueSet = { ...everything, numbers: [{ low: 0, high: 1, lowIn: true, highIn: true }] };

/** Whether a sensor is read that says so of its readings. */
export const hasTrait = (term: Term, trait: Trait): boolean => term.op === 'reading' && term.use.traits.includes(trait);

/** What a term can be, where that is certain whatever runs. */
export function rangeOf(term: Term): ValueSet {
  if (hasTrait(term, 'share')) return share;
  const counts = term.op === 'reading' && term.type.kind === 'quantity' && term.type.name === 'Count';
  return counts ? notNegative : everything;
}
