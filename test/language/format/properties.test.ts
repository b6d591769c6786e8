import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../grammar/parse.ts';
import { format } from '../../../src/language/format/format.ts';
import type { Source } from '../../../src/base/source/source.ts';
import { contentOf, sources, treeOf } from './sources.ts';

/** The text that a source is given; and what must hold of it, whatever the layout was. */
function check({ path, text }: Source, width?: number): string {
  const formatted = format({ path, text }, width).text;
  if (formatted === undefined) throw new Error(`${path} was refused`);
  const again = format({ path, text: formatted }, width).text;
  expect(again, 'formatted twice').toBe(formatted);
  expect(treeOf(formatted), 'the tree').toEqual(treeOf(text));
  const before = contentOf(text);
  const after = contentOf(formatted);
  expect(after.comments, 'comments').toEqual(before.comments);
  const said = (tokens: readonly string[]): string[] => tokens.filter((token) => token !== ',');
  expect(said(after.tokens), 'tokens').toEqual(said(before.tokens));
  expect(formatted.split('\n').filter((line) => / $/.test(line))).toEqual(
    text.split('\n').filter((line) => / $/.test(line) && formatted.includes(`\n${line}\n`)),
  );
  expect(formatted).not.toMatch(/^\n|\n\n$|[^\n]$/);
  return formatted;
}

/** The tokens of a source with something else between them. */
function laidOut({ path, text }: Source, between: (at: number) => string): Source {
  const tokens = parse({ path, text }).value.tokens.filter(({ kind }) => kind !== 'comment');
  return { path, text: tokens.map(({ start, end }, at) => between(at) + text.slice(start, end)).join('') };
}

const isRead = (source: Source): boolean => parse(source).diagnostics.length === 0;

const RUNS = Number(process.env['RUNS'] ?? 150);
const paths = fc.constantFrom(...sources.map(({ path }) => path));
const spaces = [' ', ' ', '  ', '\n', '\n\n', '\n\n\n', '\t', '\r\n'];
const comments = [' // a\n', '\n// b\n', '\n\n//c\n\n', ' // d\n // e\n', '\n  // f  \n\n\n// g\n'];
/** What stands between tokens, over and over. */
const between = (texts: readonly string[]): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 40 });
const sourceAt = (path: string): Source => sources.find((one) => one.path === path) ?? { path, text: '' };

describe('every source of the repository', () => {
  it.each(sources.map((one) => [one.path, one] as const))('%s', (_, one) => {
    const formatted = check(one);
    for (const width of [40, 80, 200]) check({ ...one, text: formatted }, width);
  });

  it.each(sources.map((one) => [one.path, one] as const))('keeps a comment at each place: %s', (_, one) => {
    for (const text of [' // here\n', '\n// here\n']) {
      const all = laidOut(one, (at) => (at === 0 ? '' : text));
      if (isRead(all)) check(all);
    }
    // One after the other would take long: each run has many, far from each other, and the kinds take turns.
    const apart = 17;
    const { length } = contentOf(one.text).tokens;
    for (let offset = 0; offset < Math.min(apart, length); offset += 1) {
      const some = laidOut(one, (at) => {
        if (at % apart !== offset) return at > 0 ? ' ' : '';
        return (at - offset) % 2 === 0 && at > 0 ? ' // here\n' : '\n\n// here\n';
      });
      if (isRead(some)) check(some);
    }
  });
});

describe('any layout', () => {
  const holds = (path: string, texts: readonly string[], width: number): void => {
    const mangled = laidOut(sourceAt(path), (at) => (at === 0 ? '' : (texts[at % texts.length] ?? ' ')));
    fc.pre(isRead(mangled));
    check(mangled, width);
  };

  it('of white space says the same, and is laid out once', () => {
    fc.assert(fc.property(paths, between(spaces), fc.constantFrom(30, 60, 120), holds), { numRuns: RUNS });
  });

  it('with comments anywhere keeps them', () => {
    const any = [...spaces, ...spaces, ...spaces, ...comments];
    fc.assert(fc.property(paths, between(any), fc.constantFrom(40, 120), holds), { numRuns: RUNS });
  });
});
