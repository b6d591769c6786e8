import type { Term } from '../types/term.ts';
import { everything, notNegative, type ValueSet } from '../../base/values/value-set.ts';

/**
 * Shares of the library's sensors: what is counted in the numerator is counted in the denominator too. Other ratios, as
 * the use of what was asked for, may be above 100%.
 */
const shares: ReadonlySet<string> = new Set([
  'failure-rate',
  'success-rate',
  'unreachable-rate',
  'service-failure-rate',
]);

const LIBRARY = 'std/';
const share: ValueSet = { ...everything, numbers: [{ low: 0, high: 1, lowIn: true, highIn: true }] };

/** Whether a sensor of the library is read that has this name. */
export const readsLibrary = (term: Term, names: ReadonlySet<string>): boolean =>
  term.op === 'reading' && term.use.declared.path.startsWith(LIBRARY) && names.has(term.use.sensor);

/** What a term can be, where that is certain whatever runs. */
export function rangeOf(term: Term): ValueSet {
  if (readsLibrary(term, shares)) return share;
  const counts = term.op === 'reading' && term.type.kind === 'quantity' && term.type.name === 'Count';
  return counts ? notNegative : everything;
}
