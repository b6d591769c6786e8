import { describe, expect, it } from 'vitest';
import { checkPromql } from '../../src/target/lower/promql.ts';
import { text } from '../target/emit/look.ts';
import { missing, variable } from './environment.ts';

/** Each with each other, so that there is one of every mistake; the name is there so that nothing else is wrong. */
const operands = [
  'x',
  'x[5m]',
  'sum(x)',
  'sum(x)[5m:1m]',
  '1',
  'time()',
  '(1)',
  '-x',
  '-1',
  'x offset 5m',
  'x[5m] offset 5m',
  '{a="b"}',
  '{a=""}',
  '{a=~".*",b!="c"}',
  '{a=~".+"}',
  '"a"',
  'x @ end()',
  '1 > bool 2',
];
const some = ['x', 'x[5m]', 'sum(x)[5m:1m]', '1', '-x', '{a=""}', '"a"', 'x offset 5m'];
const calls = [
  'sum',
  'rate',
  'increase',
  'max_over_time',
  'absent_over_time',
  'abs',
  'hour',
  'vector',
  'scalar',
  'absent',
  'sort',
  'timestamp',
  'present_over_time',
  'changes',
];
const operators = [
  '+',
  '>',
  '== bool',
  '+ bool',
  'and',
  'unless',
  'or',
  'and on (a)',
  '/ ignoring (a)',
  'and on (a) group_left ()',
  '* on (a) group_right (b)',
];
const others = [
  'topk(1, x)',
  'topk(x, x)',
  'topk(x)',
  'bottomk(scalar(x), x)',
  'count_values("a", x)',
  'count_values(1, x)',
  'quantile(0.5, x)',
  'quantile("a", x)',
  'sum(x, y)',
  'sum()',
  'rate(x[5m], 1)',
  'hour()',
  'hour(x, x)',
  'round(x)',
  'round(x, 1)',
  'round(x, x)',
  'round(x, 1, 1)',
  'time(1)',
  'pi()',
  'histogram_quantile(0.5, x)',
  'histogram_quantile(x, 0.5)',
  'histogram_quantile(0.5, x[5m])',
  'quantile_over_time(0.5, x[5m])',
  'quantile_over_time(0.5, x)',
  'predict_linear(x[5m], 60)',
  'predict_linear(x, 60)',

  'clamp(x, 0, 1)',
  'clamp(x, 0)',
  'clamp_max(x, 1)',
  'clamp_min(1, x)',
  'label_replace(x, "a", "$1", "b", "(.*)")',
  'label_replace(x, "a", "$1", "b")',
  'label_join(x, "a", ",", "b")',
  'label_join(x, "a", ",", "b", "c")',
  'label_join(x, "a")',
  'label_join(x, "a", ",", 1)',
  'x[5m:1m]',
  '1[5m:1m]',
  'time()[5m:1m]',
  'x[5m][5m:1m]',
  'sum(x)[5m]',
  'sum(rate(x)[5m:1m])',
  'rate(x[5m])[5m:1m]',
  '{}',
  'sum({})',
];
const queries = [
  ...operands.flatMap((operand) => calls.map((call) => `${call}(${operand})`)),
  ...some.flatMap((left) => some.flatMap((right) => operators.map((operator) => `${left} ${operator} ${right}`))),
  ...others,
];

/** The words of a mistake are ours: that there is one is Prometheus' own word, of every query. */
describe.skipIf(missing.length > 0)('types of queries', () => {
  it('are judged as Prometheus judges them', async () => {
    const answers = await Promise.all(
      queries.map(async (query) => {
        const response = await fetch(`${variable('PROMETHEUS_URL')}/api/v1/query`, {
          method: 'POST',
          body: new URLSearchParams({ query }),
        });
        const answer: unknown = await response.json();
        return { query, error: text(answer, 'errorType') === 'bad_data' ? text(answer, 'error') : undefined };
      }),
    );
    const differ = answers.filter(({ query, error }) => {
      const reason = checkPromql(query);
      // All samples of a time and texts are answers of Prometheus, and no sensors.
      const isOurs = reason?.endsWith('a sensor is a number') === true || reason?.includes('a sensor is one:') === true;
      return (error === undefined) !== (reason === undefined || isOurs);
    });
    expect(
      differ.map(({ query, error }) => `${query}: ${error ?? 'taken'}, and ${checkPromql(query) ?? 'taken'}`),
    ).toEqual([]);
  });
});
