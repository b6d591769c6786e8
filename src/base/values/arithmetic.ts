import { noMinusZero } from './plain.ts';
import { known, unknown, type Observation } from './value.ts';

export type ArithmeticOperation = 'add' | 'subtract' | 'multiply' | 'divide';

/**
 * Arithmetic of quantities in base units. What has no number as its result is unknown: an operand that is no number, a
 * division by zero, a result too large for a number.
 */
export function calculate(operation: ArithmeticOperation, left: Observation, right: Observation): Observation {
  if (!left.known) return left;
  if (!right.known) return right;
  if (typeof left.value !== 'number' || typeof right.value !== 'number') return unknown('an operand is no number');
  if (operation === 'divide' && right.value === 0) return unknown('it divides by zero');
  return finite(apply(operation, left.value, right.value));
}

export function negate(operand: Observation): Observation {
  if (!operand.known) return operand;
  return typeof operand.value === 'number' ? finite(-operand.value) : unknown('the operand is no number');
}

function apply(operation: ArithmeticOperation, left: number, right: number): number {
  switch (operation) {
    case 'add':
      return left + right;
    case 'subtract':
      return left - right;
    case 'multiply':
      return left * right;
    case 'divide':
      return left / right;
  }
}

const finite = (number: number): Observation =>
  Number.isFinite(number) ? known(noMinusZero(rounded(number))) : unknown('the result is too large a number');

/**
 * A number of 15 digits, which are those that a double keeps of any decimal number: 0.1 * 3 is 0.3. Whole numbers are exact
 * already.
 */
export const rounded = (number: number): number => (Number.isInteger(number) ? number : Number(number.toPrecision(15)));
