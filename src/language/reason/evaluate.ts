import { calculate, negate } from '../../base/values/arithmetic.ts';
import { compare } from '../../base/values/compare.ts';
import { and, not, or } from '../../base/values/truth.ts';
import { known, unknown, type Observation } from '../../base/values/value.ts';
import type { Term } from '../types/term.ts';

/** What is read, remembered or brought at an instant; undefined of what is computed. */
export type Values = (term: Term) => Observation | undefined;

/** Whether a term is computed of others; latches remember, too. */
export const isComputed = (term: Term): boolean =>
  'left' in term || term.op === 'not' || term.op === 'negate' || term.op === 'default' || term.op === 'latch';

/** What a term comes to, as the engine computes it. */
export function evaluate(term: Term, values: Values): Observation {
  const given = values(term);
  if (given) return given;
  const of = (part: Term): Observation => evaluate(part, values);
  switch (term.op) {
    case 'constant':
      return known(term.value);
    case 'negate':
      return negate(of(term.operand));
    case 'not':
      return not(of(term.operand));
    case 'and':
      return and(of(term.left), of(term.right));
    case 'or':
      return or(of(term.left), of(term.right));
    case 'default': {
      const found = of(term.of);
      return found.known ? found : of(term.otherwise);
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return calculate(term.op, of(term.left), of(term.right));
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return compare(term.op, of(term.left), of(term.right));
    default:
      return unknown('nobody tells what it is');
  }
}
