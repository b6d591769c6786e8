import { expect, it } from 'vitest';
import { oneLine } from '../../../src/target/lower/promql.ts';

it('a query on one line asks for the same', () => {
  expect(oneLine('\n  sum(x)\n    / 2\n')).toBe('sum(x) / 2');
  expect(oneLine('sum(x) # all of them\n  / 2 # halves')).toBe('sum(x)  / 2');
  expect(oneLine('sum(x{y="#1"})\n  / 2')).toBe('sum(x{y="#1"}) / 2');
  expect(oneLine('sum(x{y=`a\n  b`})\n  / 2')).toBe('sum(x{y=`a\n  b`}) / 2');
});
