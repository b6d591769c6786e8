import type { Term } from '../types/term.ts';
import type { Trait } from '../types/traits.ts';
import {
  anyNumber,
  everything,
  just,
  notNegative,
  union,
  wholesOf,
  type ValueSet,
} from '../../base/values/value-set.ts';
import { isWhole } from './linear.ts';

const share: ValueSet = { ...anyNumber, numbers: [{ low: 0, high: 1, lowIn: true, highIn: true }] };

/** The engine counts up to a thousand. */
const counted: ValueSet = wholesOf({ ...anyNumber, numbers: [{ low: 0, high: 1000, lowIn: true, highIn: true }] });

/** Whether what is compared may not be there: beside a call, other things may set the strategy off. */
const mayLack = ({ given }: Extract<Term, { op: 'count' }>): boolean =>
  [...given.values()].some(({ op, type }) => op === 'local' && type.kind === 'optional');

/** Whether a sensor is read that says so of its readings. */
export const hasTrait = (term: Term, trait: Trait): boolean => term.op === 'reading' && term.use.traits.includes(trait);

/** What a quantity can be, where that is certain whatever runs. Nobody sees to it that fields of records have their types. */
export function rangeOf(term: Term): ValueSet {
  if (term.op === 'field') return everything;
  const values = valuesOf(term);
  // Each state has a value from the start.
  return { ...values, unknown: term.op === 'count' ? mayLack(term) : term.op !== 'state' };
}

function valuesOf(term: Term): ValueSet {
  const { type } = term;
  if (hasTrait(term, 'share')) return share;
  if (type.kind === 'scalar' && type.name === 'Bool') return union(just(true), just(false));
  if (!isNumeric(term)) return everything;
  if (term.op === 'count') return counted;
  if (isWhole(term)) return wholesOf(anyNumber);
  return term.op === 'reading' && type.kind === 'quantity' && type.name === 'Count' ? notNegative : anyNumber;
}

/** A number of any kind, also an instant; and no `none`. */
export const isNumeric = ({ type }: Term): boolean =>
  type.kind === 'quantity' || (type.kind === 'scalar' && type.name === 'Time');
