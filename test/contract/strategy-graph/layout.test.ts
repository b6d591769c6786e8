import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut } from '../../../src/contract/strategy-graph/layout.ts';

describe('JSON that is laid out', () => {
  it('is read back as the same data, and the same data give the same text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (data) => {
        // JSON has no negative zero.
        const plain: unknown = JSON.parse(JSON.stringify(data));
        expect(JSON.parse(layOut(plain))).toEqual(plain);
        expect(layOut(JSON.parse(layOut(plain)))).toBe(layOut(plain));
      }),
    );
  });

  it('has what fits on one line, and each part of what does not on a line of its own', () => {
    const leaf = { type: 'Count', op: 'constant', value: 3 };
    expect(layOut({ leaf })).toBe('{ "leaf": { "op": "constant", "type": "Count", "value": 3 } }');
    expect(layOut({ list: [1, 'a', null], empty: {}, none: [], first: leaf, second: leaf })).toBe(`{
  "empty": {},
  "first": { "op": "constant", "type": "Count", "value": 3 },
  "list": [1, "a", null],
  "none": [],
  "second": { "op": "constant", "type": "Count", "value": 3 }
}`);
    const long = 'x'.repeat(200);
    expect(layOut([{ long }])).toBe(`[\n  {\n    "long": "${long}"\n  }\n]`);
  });

  it('has lines of no more than 100 characters, but for long texts', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: fc.constantFrom('a', 'b') }), (data) => {
        for (const line of layOut(data).split('\n')) if (line.length > 100) expect(line).toMatch(/^ *[^,]*,?$/);
      }),
    );
  });

  it('leaves out what is undefined', () => {
    expect(layOut({ a: undefined, b: 1 })).toBe('{ "b": 1 }');
  });
});
