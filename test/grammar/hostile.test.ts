import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CHAIN, MAX_DEPTH, MAX_SOURCE_BYTES } from '../../grammar/limits.ts';
import { parse } from '../../grammar/parse.ts';
import { createParser } from '../../grammar/parser.ts';
import { everything } from './fixture.ts';

const names = (text: string): string[] => parse({ path: 'main.sflow', text }).diagnostics.map(({ name }) => name);

/** The time that a text takes, in milliseconds. */
function timeOf(text: string): number {
  const start = performance.now();
  parse({ path: 'main.sflow', text });
  return performance.now() - start;
}

it('the grammar is sound: no rule is ambiguous, left-recursive or unreachable by its first token', () => {
  expect(() => createParser()).not.toThrow();
});

describe('depth', () => {
  const nested = (open: string, close: string, depth: number): string =>
    `sensor x = ${open.repeat(depth)}1${close.repeat(depth)}`;
  const shapes = [
    ['(', ')'],
    ['[', ']'],
    ['{ a: ', ' }'],
    ['f(', ')'],
    ['1 + 2 * f(a: ', ')'],
    ['not ', ''],
    ['- ', ''],
    ['"${', '}"'],
  ] as const;

  it('is read up to the limit, without exhausting the stack', () => {
    for (const [open, close] of shapes) expect(names(nested(open, close, MAX_DEPTH - 1)), open).toEqual([]);
    expect(names(`sensor x = a${' + 1'.repeat(MAX_CHAIN)}`)).toEqual([]);
    expect(names(`sensor x = a${'.b'.repeat(MAX_CHAIN)}`)).toEqual([]);
  });

  it('beyond the limit is one mistake', () => {
    for (const [open, close] of shapes) {
      expect(names(nested(open, close, MAX_DEPTH + 1)), open).toEqual(['too-deep']);
      expect(names(nested(open, close, 100_000)), open).toEqual(['too-deep']);
    }
    for (const link of [' + 1', '.b', '()', '@b', ' < 1', ' and b'])
      expect(names(`sensor x = a${link.repeat(MAX_CHAIN + 1)}`), link).toEqual(['too-deep']);
    expect(names(`param x : ${'List<'.repeat(100_000)}`)).toEqual(['too-deep']);
  });

  it('is counted through the holes of strings', () => {
    const half = MAX_DEPTH / 2;
    const text = `sensor x = ${'['.repeat(half)}"\${${'('.repeat(half)}1${')'.repeat(half)}}"${']'.repeat(half)}`;
    expect(names(text)).toEqual(['too-deep']);
    expect(names(`sensor x = [${'(1), '.repeat(1000)}"\${[[[1]]]}"]`)).toEqual([]);
  });
});

describe('size', () => {
  it('has a limit in bytes', () => {
    const text = (bytes: number): string => `//${'é'.repeat((bytes - 2) / 2)}`;
    expect(names(text(MAX_SOURCE_BYTES))).toEqual(['empty-file']);
    expect(names(text(MAX_SOURCE_BYTES + 2))).toEqual(['file-too-large']);
  });

  it('costs time in proportion, whatever stands in the text', () => {
    const fillers = [
      '{',
      '}',
      '"\n',
      '"${a{" x ',
      '§a',
      'a ',
      ';',
      "'",
      '#\n',
      'foo bar\n',
      'f(a b ',
      '{ a b ',
      ', ',
      '= ',
    ];
    const frames = [
      'sensor x = ',
      'sensor x = {',
      'sensor x = f(',
      'workflow w : batch {\n',
      'agent a { strategy s { IF ',
    ];
    for (const frame of frames)
      for (const filler of fillers) {
        const text = frame + filler.repeat(200_000 / filler.length);
        expect(timeOf(text), `${frame}${filler}`).toBeLessThan(2000);
      }
  });
});

describe('a mangled file', () => {
  const { tokens } = parse({ path: 'main.sflow', text: everything }).value;
  const textOf = (index: number): string => everything.slice(tokens[index]?.start, tokens[index]?.end);

  it('was whole before', () => {
    expect(names(everything)).toEqual([]);
  });

  it('gives at most one message where one token is lost, and always one where that is a bracket', () => {
    for (const [index, { start, end }] of tokens.entries()) {
      const found = names(everything.slice(0, start) + everything.slice(end));
      expect(found.length, `without ${textOf(index)} at ${String(start)}`).toBeLessThanOrEqual(1);
      if (/^[{}[\]()]$/.test(textOf(index))) expect(found.length).toBe(1);
    }
  });

  it('gives at most two messages where one token stands twice, or two have changed places', () => {
    for (const [index, { start, end }] of tokens.entries()) {
      const next = tokens[index + 1];
      expect(names(`${everything.slice(0, end)} ${everything.slice(start)}`).length).toBeLessThanOrEqual(2);
      if (!next) continue;
      const [before, between, after] = [
        everything.slice(0, start),
        everything.slice(end, next.start),
        everything.slice(next.end),
      ];
      const swapped = before + textOf(index + 1) + between + textOf(index) + after;
      expect(names(swapped).length, `${textOf(index)} ${textOf(index + 1)} at ${String(start)}`).toBeLessThanOrEqual(2);
    }
  });

  it('gives at most one message where it is cut off', () => {
    for (const { start } of tokens)
      expect(names(everything.slice(0, start)).length, String(start)).toBeLessThanOrEqual(1);
  });

  it('never makes the parser throw, hang, or lose a place', () => {
    const place = fc.integer({ min: 0, max: everything.length });
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('"', '"""', '${', '}', '{', '(', '//', '\\'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(place, noise, fc.nat(5)), { minLength: 1, maxLength: 4 }), (edits) => {
        let text = everything;
        for (const [at, added, lost] of edits) text = text.slice(0, at) + added + text.slice(at + lost);
        const { diagnostics } = parse({ path: 'main.sflow', text });
        for (const { span } of diagnostics) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
