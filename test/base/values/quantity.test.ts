import { describe, expect, it } from 'vitest';
import { parse } from '../../../grammar/parse.ts';
import {
  byteUnits,
  durationUnits,
  formatBytes,
  formatDuration,
  parseQuantity,
  unitMeant,
  unitNames,
} from '../../../src/base/values/quantity.ts';

/** What the grammar makes of a text that stands for one number. */
const numberIn = (text: string): string | undefined => {
  const { value, diagnostics } = parse({ path: 'main.sflow', text: `param p : Rate = ${text}` });
  const [declaration] = value.declarations;
  const node = declaration?.kind === 'param' ? declaration.default : undefined;
  return diagnostics.length === 0 && node?.kind === 'number' ? node.text : undefined;
};

it('a number with a unit is the number that people mean, not its nearest product', () => {
  const values = ['4.1G', '0.9/m', '55%', '1.1s', '0.1k', '8.2T'].map((text) => parseQuantity(text));
  expect(values.map((quantity) => ('value' in quantity ? quantity.value : NaN))).toEqual([
    4.1e9, 0.015, 0.55, 1.1, 100, 8.2e12,
  ]);
});

describe('units', () => {
  it.each(Object.entries(durationUnits))('of time: %s is read and written, also of a rate', (unit, seconds) => {
    expect(parseQuantity(`1${unit}`)).toEqual({ kind: 'Duration', value: seconds });
    expect(parseQuantity(formatDuration(seconds))).toEqual({ kind: 'Duration', value: seconds });
    expect(parseQuantity(`1/${unit}`)).toEqual({ kind: 'Rate', value: Number((1 / seconds).toPrecision(15)) });
    expect(numberIn(`1/${unit}`)).toBe(`1/${unit}`);
  });

  it.each(Object.entries(byteUnits))('of bytes: %s is read and written', (unit, bytes) => {
    expect(parseQuantity(`1${unit}`)).toEqual({ kind: 'Bytes', value: bytes });
    expect(parseQuantity(formatBytes(bytes))).toMatchObject({ value: bytes });
  });

  it('are joined from the largest to the smallest', () => {
    expect(parseQuantity('1h30m250ms')).toEqual({ kind: 'Duration', value: 5400.25 });
    expect(formatDuration(5400.25)).toBe('1h30m250ms');
  });

  it.each([
    ['Hours', 'h'],
    ['milliseconds', 'ms'],
    ['MiB', 'Mi'],
    ['gibytes', 'Gi'],
    ['GB', 'G'],
    ['percent', '%'],
    ['rps', '/s'],
  ])('are meant by words: %s is %s', (word, unit) => {
    expect(unitMeant(word)).toBe(unit);
    expect(unitNames).toContain(unit);
  });
});
