import { describe, expect, it } from 'vitest';
import { read, type Shape } from '../../../src/target/lower/promql-shape.ts';

/** As `ValueType` of Prometheus has it, and whether a vector has one element whatever is measured. */
describe('the shape of a query', () => {
  it.each<[Shape, string[]]>([
    [
      'one',
      [
        'sum(rate(x[5m]))',
        'sum by () (x)',
        '(sum(x))',
        '-sum(x)',
        'sum(x) offset 5m',
        'sum(x) / sum(y)',
        '1000 * avg(x)',
        'max_over_time(sum(x)[5m:1m])',
        'histogram_quantile(0.95, sum by (le)(rate(x_bucket[5m])))',
        'histogram_quantile(0.95, sum(rate(x_bucket[5m])) by (le))',
        'sum(x) or vector(0)',
        'max(x) and y > 1',
        'vector(1)',
        'absent(x)',
        'hour()',
        'round(sum(x), 0.1)',
      ],
    ],
    [
      'series',
      [
        'x',
        'rate(x[5m])',
        'sum by (pod) (x)',
        'sum without (pod) (x)',
        'topk(1, x)',
        'count_values("v", x)',
        'x / 2',
        'sum(x) * on() group_right y',
        'y and sum(x)',
        'sum(x) or y',
        'histogram_quantile(0.95, sum by (le, pod)(rate(x_bucket[5m])))',
        'max_over_time(x[5m])',
        'label_replace(x, "a", "$1", "b", "(.*)")',
      ],
    ],
    ['scalar', ['1', '1 + 2', 'scalar(sum(x))', 'time()', '-(2)']],
    ['range', ['x[5m]', 'sum(x)[5m:1m]', 'x[5m] offset 1m']],
    ['text', ['"a"']],
  ])('%s', (shape, queries) => {
    expect(Object.fromEntries(queries.map((query) => [query, read(query).shape]))).toEqual(
      Object.fromEntries(queries.map((query) => [query, shape])),
    );
  });
});

describe('queries that differ in the texts of labels alone', () => {
  it('are of one shape, and each mistake has its own place', () => {
    expect(read('sum(x{a="1"})')).toEqual(read('sum(x{a="sum by (b)"})'));
    expect(read('sum(x{a="1"}')).toEqual({ shape: 'one', error: 12 });
    expect(read('sum(x{a="long"}')).toEqual({ shape: 'one', error: 15 });
  });

  it('are not taken for each other where another kind of quote tells what is a text', () => {
    expect(read(`x{a='"b', c="d"}`).error).toBeUndefined();
    expect(read(`x{a='"b, c="d"}`).error).toBeDefined();
    expect(read('x{a="\\\\"}').error).toBeUndefined();
    expect(read('x{a="\\"}').error).toBeDefined();
  });
});
