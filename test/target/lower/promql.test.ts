import { describe, expect, it } from 'vitest';
import { checkPromql, oneLine } from '../../../src/target/lower/promql.ts';

it('a query on one line asks for the same', () => {
  expect(oneLine('\n  sum(x)\n    / 2\n')).toBe('sum(x) / 2');
  expect(oneLine('sum(x) # all of them\n  / 2 # halves')).toBe('sum(x)  / 2');
  expect(oneLine('sum(x{y="#1"})\n  / 2')).toBe('sum(x{y="#1"}) / 2');
  expect(oneLine('sum(x{y=`a\n  b`})\n  / 2')).toBe('sum(x{y=`a\n  b`}) / 2');
});

describe('the parts of a query go together', () => {
  it.each([
    [
      'sum(increase(x_total))',
      'increase wants all samples of a time, and x_total is one sample of each series: write x_total[5m]',
    ],
    [
      'rate(sum(x))',
      'rate wants all samples of a time, and sum(x) is one sample of each series: write (sum(x))[5m:1m]',
    ],
    [
      'sum(x[5m])',
      'sum wants one sample of each series, and x[5m] is all samples of a time: take its rate, or avg_over_time',
    ],
    ['sum(1)', 'sum wants one sample of each series, and 1 is a number: write vector(1)'],
    ['vector(sum(x))', 'vector wants a number, and sum(x) is one sample of each series'],
    ['round(sum(x), 0.1, 2)', 'round takes 1 or 2 arguments, and has 3'],
    ['sum(x, y)', 'sum takes 1 argument, and has 2'],
    [
      'sum(x) / y[5m]',
      '/ wants one sample of each series or a number, and y[5m] is all samples of a time: take its rate, or avg_over_time',
    ],
    ['sum(x) and 1', 'and wants one sample of each series, and 1 is a number: write vector(1)'],
    ['1 > 2', '> of two numbers wants bool behind it'],
    ['sum(x) + bool 1', 'bool stands behind a comparison, and + is none'],
    ['sum({a=~".*"})', '{a=~".*"} takes every series: name a metric, or a label that is not empty'],
    ['sum(rate(sum(x)[5m]))', 'a time in brackets stands behind a selector; of sum(x) take a subquery, as in [5m:1m]'],
  ])('%s', (query, reason) => {
    expect(checkPromql(query)).toBe(reason);
  });
});
