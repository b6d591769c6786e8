import type { Term } from '../types/term.ts';
import { calculate, negate } from '../../base/values/arithmetic.ts';
import { known, type Value } from '../../base/values/value.ts';

/** The value of a term that reads nothing; undefined where it reads something or has none. */
export function valueOf(term: Term): Value | undefined {
  switch (term.op) {
    case 'constant':
      return term.value;
    case 'negate': {
      const operand = valueOf(term.operand);
      if (operand === undefined) return undefined;
      const result = negate(known(operand));
      return result.known ? result.value : undefined;
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide': {
      const [left, right] = [valueOf(term.left), valueOf(term.right)];
      if (left === undefined || right === undefined) return undefined;
      const result = calculate(term.op, known(left), known(right));
      return result.known ? result.value : undefined;
    }
    default:
      return undefined;
  }
}
