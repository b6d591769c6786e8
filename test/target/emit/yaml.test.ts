import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../../src/target/emit/yaml.ts';

const both = (data: unknown): void => {
  const text = toYaml(data);
  for (const version of ['1.1', '1.2'] as const) {
    expect(parse(text, { version, merge: false }), `${version}: ${text}`).toEqual(data);
  }
};

describe('the YAML writer', () => {
  it('is read back as the same data, whatever the strings hold', () => {
    const pitfalls = [
      'yes',
      'No',
      'on',
      'OFF',
      'y',
      'n',
      '~',
      'null',
      'true',
      '0x1',
      '0o7',
      '1e3',
      '1_000',
      '.5',
      '._1',
      '1:30',
      '12:30:45',
      '2026-01-01',
      '-',
      '--',
      '---',
      '...',
      '.',
      '..',
      '?',
      ':',
      'a:',
      'a: b',
      'a #b',
      '#a',
      'a b',
      ' a',
      'a ',
      '',
      '!tag',
      '&a',
      '*a',
      '%a',
      '@a',
      '`a',
      '{a}',
      '[a]',
      '"a"',
      "'a'",
      'a"b',
      '|',
      '>',
      '=',
      '<<',
      '.inf',
      '.NaN',
      'nan',
      '--x',
      '--a: b',
      '/a:',
      'a\tb',
      'a\u2028b',
      '\ufeffa',
      '\u0000',
      '\ud800',
      'é',
      '💥',
      'a\nb',
      'a\n',
      '\na',
      'a\n\n',
      'a \nb',
      ' a\nb',
      '\n',
      'a\r\nb',
      'a\n  b\n',
      '{"a": 1}\n',
      '-1',
      '+1',
      '1.',
      '0777',
      'a, b',
      'a,b: c',
      "it's",
      'http://x:80/y',
      'a:b',
      'a :b',
      'e3',
      '_1',
      '_',
      '.e1',
    ];
    both({ list: pitfalls, record: Object.fromEntries(pitfalls.map((text) => [text, text])) });
  });

  it('is read back as the same data, for any data', () => {
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, (data) => {
        both(data);
      }),
      { numRuns: 500 },
    );
  });

  it('sorts keys, drops what is undefined and writes empty things inline', () => {
    expect(toYaml({ b: 1, a: undefined, c: {}, d: [], f: [[1], { y: 1, x: [] }] })).toBe(
      'b: 1\nc: {}\nd: []\nf:\n-\n  - 1\n- x: []\n  "y": 1\n',
    );
  });

  it('leaves ordinary texts bare', () => {
    for (const text of [
      '--epochs=1',
      'http://mlflow.scanflow:5000',
      'datascience.sflow:7',
      'a && b',
      'strategic merge patch',
    ]) {
      expect(toYaml(text)).toBe(`${text}\n`);
    }
  });
});
