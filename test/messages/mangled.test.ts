import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import { compile, type Diagnostic, type Source } from '../../src/api/index.ts';
import { sourceOf } from '../../src/compiler/source-of.ts';
import { lineIndex, lineStarts } from '../../src/base/source/source.ts';

interface Program {
  readonly files: readonly Source[];
  /** Places of words, numbers, strings and signs in each file. */
  readonly tokens: readonly (readonly { readonly start: number; readonly end: number }[])[];
}

const programOf = (files: readonly Source[]): Program => ({
  files,
  tokens: files.map((file) => parse(file).value.tokens.filter(({ kind }) => kind !== 'comment')),
});
const sourcesIn = (folder: string, prefix = ''): Source[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sflow'))
    .map((name) => ({ path: `${prefix}${name}`, text: readFileSync(`${folder}/${name}`, 'utf8') }));

const examples = readdirSync('examples').map((name) => programOf(sourcesIn(`examples/${name}`)));
const library = sourcesIn('stdlib', 'std/').map((file) =>
  programOf([file, { path: 'main.sflow', text: 'param epochs : Int = 10\n' }]),
);

/** A file of a program, written otherwise, and where it begins to differ. */
interface Mangled {
  readonly program: Program;
  readonly file: number;
  readonly text: string;
  readonly at: number;
}

type Edit = (text: string, tokens: Program['tokens'][number], index: number) => string;

const slice = (text: string, token: { start: number; end: number } | undefined): string =>
  token ? text.slice(token.start, token.end) : '';
const edits: Readonly<Record<'deleted' | 'doubled' | 'swapped' | 'cut', Edit>> = {
  deleted: (text, tokens, index) => text.slice(0, tokens[index]?.start) + text.slice(tokens[index]?.end),
  doubled: (text, tokens, index) =>
    `${text.slice(0, tokens[index]?.end)} ${slice(text, tokens[index])}${text.slice(tokens[index]?.end)}`,
  swapped: (text, tokens, index) => {
    const [one, next] = [tokens[index], tokens[index + 1]];
    if (!one || !next) return text;
    return `${text.slice(0, one.start)}${slice(text, next)}${text.slice(one.end, next.start)}${slice(text, one)}${text.slice(next.end)}`;
  },
  cut: (text, tokens, index) => text.slice(0, tokens[index]?.start),
};

const compiled = ({ program: { files }, file, text }: Mangled): readonly Diagnostic[] =>
  compile(files.map((source, index) => (index === file ? { path: source.path, text } : source))).diagnostics;

/** Compiles, in a second at most; a busy machine gets a second chance. */
function compiledInTime(mangled: Mangled): readonly Diagnostic[] {
  for (let chance = 1; ; chance += 1) {
    const start = performance.now();
    const diagnostics = compiled(mangled);
    const time = performance.now() - start;
    if (time < 1000) return diagnostics;
    if (chance === 3) expect(time).toBeLessThan(1000);
  }
}

/** Lines between the place of the edit and the nearest place that a message shows. */
function linesAway({ program, file, text, at }: Mangled, diagnostics: readonly Diagnostic[]): number {
  const starts = lineStarts(text);
  const path = program.files[file]?.path;
  const lines = diagnostics
    .flatMap(({ span, labels }) => [span, ...labels.map((label) => label.span)])
    .filter((span) => span.path === path)
    .map(({ start }) => Math.abs(lineIndex(starts, start) - lineIndex(starts, at)));
  return Math.min(...lines);
}

describe('a file of an example in which a token is', () => {
  /** Every seventh token of every file. */
  const places = examples.flatMap((program) =>
    program.tokens.flatMap((tokens, file) =>
      tokens.flatMap((_, index) => (index % 7 === 3 ? [{ program, file, index }] : [])),
    ),
  );
  const mangledBy = (edit: Edit): Mangled[] =>
    places.flatMap(({ program, file, index }) => {
      const tokens = program.tokens[file] ?? [];
      const before = program.files[file]?.text ?? '';
      const text = edit(before, tokens, index);
      return text === before ? [] : [{ program, file, text, at: tokens[index]?.start ?? 0 }];
    });

  // Not all of these are wrong: what is left may be another program. An import that is lost shows where its name is used.
  it.each([
    ['deleted', 0.9, 0.96],
    ['doubled', 0.99, 0.99],
    ['swapped', 0.98, 0.98],
    ['cut', 0.9, 0.96],
  ] as const)(
    '%s is told in at least %d of the cases, and there within three lines in at least %d',
    (kind, told, near) => {
      const found = mangledBy(edits[kind]).map((mangled) => ({ mangled, diagnostics: compiledInTime(mangled) }));
      const wrong = found.filter(({ diagnostics }) => diagnostics.length > 0);
      const close = wrong.filter(({ mangled, diagnostics }) => linesAway(mangled, diagnostics) <= 3);
      expect(found.length).toBeGreaterThan(200);
      expect(wrong.length / found.length).toBeGreaterThanOrEqual(told);
      expect(close.length / wrong.length).toBeGreaterThanOrEqual(near);
    },
  );
});

describe('any file', () => {
  const programs = [...examples, ...library];
  const place = fc.tuple(fc.nat(programs.length - 1), fc.nat(20), fc.nat());

  it('with several edits of tokens compiles in time, and every message has a place in it', () => {
    const kind = fc.constantFrom<Edit>(...Object.values(edits));
    fc.assert(
      fc.property(place, fc.array(fc.tuple(kind, fc.nat()), { minLength: 1, maxLength: 4 }), ([which, some], steps) => {
        const program = programs[which] ?? programOf([]);
        const file = some % program.files.length;
        let text = program.files[file]?.text ?? '';
        for (const [edit, number] of steps) {
          const { tokens } = parse({ path: 'main.sflow', text }).value;
          if (tokens.length > 0) text = edit(text, tokens, number % tokens.length);
        }
        for (const { span } of compiledInTime({ program, file, text, at: 0 })) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          if (span.path === program.files[file]?.path) expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('with bits of its bytes flipped compiles in time, or is told to be no text', () => {
    fc.assert(
      fc.property(
        place,
        fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 3 }),
        ([which, some], bits) => {
          const program = programs[which] ?? programOf([]);
          const file = some % program.files.length;
          const bytes = Buffer.from(program.files[file]?.text ?? '');
          for (const [number, bit] of bits) {
            const at = number % bytes.length;
            bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
          }
          const source = sourceOf('main.sflow', bytes);
          if ('code' in source) expect(source.name).toBe('not-utf8');
          else compiledInTime({ program, file, text: source.text, at: 0 });
        },
      ),
      { numRuns: 250 },
    );
  });
});
