import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import type { Expression, StringPart } from '../../src/language/syntax/nodes.ts';

/** The value of a sensor, as the source has it behind `=`. */
function valueOf(source: string): { value: Expression; text: string; told: string[] } {
  const text = `sensor x = ${source}\n`;
  const { value, diagnostics } = parse({ path: 'main.sflow', text });
  const [sensor] = value.declarations;
  if (sensor?.kind !== 'sensor' || !sensor.value) throw new Error('no value');
  return { value: sensor.value, text, told: diagnostics.map(({ message }) => message) };
}

const partsOf = (source: string): readonly StringPart[] => {
  const { value } = valueOf(source);
  return value.kind === 'string' ? value.parts : [];
};
const written = (source: string): string =>
  partsOf(source)
    .map((part) => (part.kind === 'text' ? part.value : '<hole>'))
    .join('');

describe('strings', () => {
  it('have escapes', () => {
    expect(written(String.raw`"a\tb\n\"\\\$\${c}"`)).toBe('a\tb\n"\\$${c}');
    expect(valueOf(String.raw`"a\d"`).told).toEqual([String.raw`\d is not an escape`]);
  });

  it('have holes, whose places are those in the file', () => {
    const { value, text } = valueOf('"a ${  b.c } d ${[1]}"');
    const parts = value.kind === 'string' ? value.parts : [];
    expect(parts.map(({ span }) => text.slice(span.start, span.end))).toEqual(['a ', '${  b.c }', ' d ', '${[1]}']);
    const inner = parts.map((part) =>
      part.kind === 'hole' ? text.slice(part.value.span.start, part.value.span.end) : '',
    );
    expect(inner).toEqual(['', 'b.c', '', '[1]']);
  });

  it('may stand in the holes of strings, with quotation marks and braces of their own', () => {
    const { value, text, told } = valueOf('"${f("}${g({ a: "b" })}")}/x"');
    expect(told).toEqual([]);
    const [hole, rest] = value.kind === 'string' ? value.parts : [];
    expect(rest?.kind === 'text' && rest.value).toBe('/x');
    const call = hole?.kind === 'hole' && hole.value.kind === 'call' ? hole.value : undefined;
    const inner = call?.arguments[0]?.value;
    const last = inner?.kind === 'string' ? inner.parts[1] : undefined;
    expect(last?.kind === 'hole' && text.slice(last.value.span.start, last.value.span.end)).toBe('g({ a: "b" })');
  });

  it('say where a hole is wrong', () => {
    const wrong = (source: string): string[] => {
      const text = `sensor x = ${source}\nsensor y = 1\n`;
      const { diagnostics, value } = parse({ path: 'main.sflow', text });
      expect(value.declarations).toHaveLength(2);
      return diagnostics.map(({ message, span }) => `${message} @ ${text.slice(span.start, span.end)}`);
    };
    expect(wrong('"a ${b +} c"')).toEqual(['expected a value after `+`, found `}` @ }']);
    expect(wrong('"${a b}"')).toEqual(['expected `}`, found `b` @ b']);
    expect(wrong('"${a § b}"')).toEqual(['the character `§` has no meaning here @ §']);
    expect(wrong('"${a"')).toEqual(['this `${` has no end @ ${']);
  });
});

describe('long strings', () => {
  it('lose the indentation that all lines share, and the first and the last line break', () => {
    expect(written('"""\n    one\n      two\n\n    three\n  """')).toBe('one\n  two\n\nthree');
    expect(written('"""\r\n    one\r\n    two\r\n  """')).toBe('one\ntwo');
    expect(written('"""\n\tone\n\t\ttwo\n"""')).toBe('one\n\ttwo');
    expect(written('"""\n\tone\n  two\n"""')).toBe('\tone\n  two');
  });

  it('keep what stands on the line of the quotation marks', () => {
    expect(written('"""one "two" three"""')).toBe('one "two" three');
    expect(written('"""one\n    two\n  three"""')).toBe('one\n  two\nthree');
    expect(written('""""""')).toBe('');
  });

  it('count the lines of a hole as one', () => {
    expect(written('"""\n    a ${f(\n1,\n2\n)} b\n      c\n    """')).toBe('a <hole> b\n  c');
  });
});

describe('raw strings', () => {
  it('have neither escapes nor holes, and lose the indentation that all lines share', () => {
    expect(written("'''\\d \"a\" ${b} \\'''")).toBe('\\d "a" ${b} \\');
    expect(written("'''\n    print(\"a\\n\", '')\n      x \\\n\n    ${HOST:-y}\n  '''")).toBe(
      'print("a\\n", \'\')\n  x \\\n\n${HOST:-y}',
    );
    expect(written("'''\r\n    one\r\n    two\r\n  '''")).toBe('one\ntwo');
    expect(written("''''''")).toBe('');
  });

  it('may stand in the holes of strings', () => {
    const { value, text, told } = valueOf(`"\${f('''}"\\d''')}/x"`);
    expect(told).toEqual([]);
    const [hole] = value.kind === 'string' ? value.parts : [];
    expect(hole?.kind === 'hole' && text.slice(hole.value.span.start, hole.value.span.end)).toBe(`f('''}"\\d''')`);
  });

  it('end', () => {
    expect(valueOf("'''a\n").told).toEqual(['this string has no end']);
    expect(valueOf(`"\${f('''a\n''')}"`).told).toContain('this string has no end');
  });
});

describe('numbers and names', () => {
  const kinds = (text: string): string[] =>
    parse({ path: 'main.sflow', text }).value.tokens.map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

  it('have a unit behind them, as one token', () => {
    for (const number of ['20/s', '1h', '1h30m', '4Gi', '90%', '0.5', '1e-3', '500m', '5parsecs', '1_000', '100/ms'])
      expect(kinds(number)).toEqual([`number ${number}`]);
    expect(kinds('3..10')).toEqual(['number 3', 'symbol ..', 'number 10']);
    expect(kinds('30s..5m')).toEqual(['number 30s', 'symbol ..', 'number 5m']);
    expect(kinds('20/rate')).toEqual(['number 20', 'symbol /', 'word rate']);
    expect(kinds('20 / s')).toEqual(['number 20', 'symbol /', 'word s']);
  });

  it('have hyphens within names only', () => {
    expect(kinds('a-b2-c')).toEqual(['word a-b2-c']);
    expect(kinds('a->b')).toEqual(['word a', 'symbol ->', 'word b']);
    expect(kinds('a - b')).toEqual(['word a', 'symbol -', 'word b']);
    expect(kinds('or-else WHEN-now or')).toEqual(['word or-else', 'word WHEN-now', 'keyword or']);
  });
});
