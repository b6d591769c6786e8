import { describe, expect, it } from 'vitest';
import { known } from '../../../src/base/values/value.ts';
import { explainLeaf } from '../../../src/agent/engine/explain.ts';
import type { Side } from '../../../src/agent/engine/clause.ts';

const side = (text: string, value: number | string | boolean, type: string, constant = true): Side => ({
  text,
  type,
  value: known(value),
  constant,
});

const told = (right: Side, left = side('load', 450, 'Count', false)): string =>
  explainLeaf({ kind: 'leaf', text: '', truth: 'false', comparison: 'ge', sides: [left, right], decided: true });

describe('a limit in a trace', () => {
  it('has its value beside its name', () => {
    expect(told(side('limit-n', 1000, 'Count'))).toBe('load = 450 is not >= limit-n = 1000');
    expect(told(side('patience', 300, 'Duration'), side('age', 60, 'Duration', false))).toBe(
      'age = 1m is not >= patience = 5m',
    );
    expect(told(side('tag', 'v2', 'String'), side('seen', 'v1', 'String', false))).toBe('seen = v1 is not >= tag = v2');
  });

  it('that is written says itself what it is', () => {
    for (const [text, value, type] of [
      ['1000', 1000, 'Count'],
      ['1k', 1000, 'Bytes'],
      ['-5', -5, 'Int'],
      ['90m', 5400, 'Duration'],
      ['"v2"', 'v2', 'String'],
      ['true', true, 'Bool'],
      ['succeeded', 'succeeded', 'Status'],
    ] as const)
      expect(told(side(text, value, type))).toMatch(new RegExp(`is not >= ${text}$`));
  });
});
