import fc from 'fast-check';
import { expect, it } from 'vitest';
import { calculate, negate, rounded, type ArithmeticOperation } from '../../../src/base/values/arithmetic.ts';
import { compare, type Comparison } from '../../../src/base/values/compare.ts';
import { known } from '../../../src/base/values/value.ts';

const of = (operation: ArithmeticOperation, left: number, right: number): unknown => {
  const result = calculate(operation, known(left), known(right));
  return result.known ? result.value : result.reason;
};

it('results are those of decimal numbers, as far as 15 digits go', () => {
  expect(of('multiply', 0.1, 3)).toBe(0.3);
  expect(of('add', 0.1, 0.2)).toBe(0.3);
  expect(of('subtract', 0.3, 0.1)).toBe(0.2);
  expect(of('divide', 0.9, 60)).toBe(0.015);
  expect(negate(known(0))).toEqual(known(0));
});

it('numbers are compared as far as these digits go', () => {
  const holds = (comparison: Comparison, left: number, right: number): unknown =>
    compare(comparison, known(left), known(right));
  expect(holds('ge', 1 / 60, 0.016_666_666_666_666_7)).toEqual(known(true));
  expect(holds('eq', 0.1 + 0.2, 0.3)).toEqual(known(true));
  expect(holds('gt', 0.1 * 3, 0.3)).toEqual(known(false));
  expect(holds('lt', 9_007_199_254_740_990, 9_007_199_254_740_991)).toEqual(known(true));
});

it('whole numbers stay exact, also those of 16 digits', () => {
  expect(of('add', 9_007_199_254_740_990, 1)).toBe(9_007_199_254_740_991);
  expect(of('multiply', 3_002_399_751_580_330, 3)).toBe(9_007_199_254_740_990);
});

it('rounding keeps the order of numbers, and rounds what is rounded to itself', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      expect(rounded(rounded(a))).toBe(rounded(a));
      if (a < b) expect(rounded(a)).toBeLessThanOrEqual(rounded(b));
    }),
  );
});
