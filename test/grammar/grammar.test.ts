import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withGrammar } from '../../grammar/ebnf.ts';
import { parse } from '../../grammar/parse.ts';
import { Word } from '../../grammar/tokens.ts';
import type { File } from '../../src/language/syntax/nodes.ts';

const sources = ['examples/mnist', 'stdlib'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sflow'))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
);

const read = (text: string): ReturnType<typeof parse> => parse({ path: 'main.sflow', text });

/** The tree without places and tokens: what it means. */
const bare = ({ imports, declarations }: File): unknown =>
  JSON.parse(JSON.stringify({ imports, declarations }, (key, value: unknown) => (key === 'span' ? undefined : value)));

/** Every character is in a token or is white space. */
function expectLossless(text: string): void {
  let at = 0;
  for (const { start, end } of read(text).value.tokens) {
    expect(start).toBeGreaterThanOrEqual(at);
    expect(text.slice(at, start)).toMatch(/^[\s\ufeff]*$/);
    at = end;
  }
  expect(text.slice(at)).toMatch(/^[\s\ufeff]*$/);
}

interface Shape {
  readonly kind: string;
  readonly operator: string;
  readonly left: unknown;
  readonly right: unknown;
  readonly operand: unknown;
  readonly text: string;
  readonly name: { readonly text: string };
}

describe('the parser', () => {
  it('takes all sources of the repository', () => {
    expect(sources.length).toBeGreaterThan(7);
    for (const text of sources) expect(read(text).diagnostics).toEqual([]);
  });

  it('takes other line ends and a byte order mark, with the same meaning', () => {
    for (const text of sources) {
      const other = read(`\ufeff${text.replaceAll('\n', '\r\n')}`);
      expect(other.diagnostics).toEqual([]);
      expect(bare(other.value)).toEqual(bare(read(text).value));
    }
  });

  it('loses nothing', () => {
    for (const text of sources) expectLossless(text);
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectLossless), { numRuns: 300 });
  });

  it('takes every soft keyword as a name', () => {
    for (const word of Object.keys(Word)) {
      const text = `import { ${word} } from "./x"
model ${word} { registered "m"  better ${word} }
param ${word} : Int = ${word}.${word}
workflow ${word} : batch { executor ${word} after ${word} { image "a:1"  args { ${word}: ${word} }  metric ${word} : Ratio } }
agent ${word} : ${word} { strategy ${word} { WHEN called ${word}(${word}: Int) THEN call ${word}.${word}(${word}: 1) } }`;
      expect(read(text).diagnostics, word).toEqual([]);
    }
  });

  it('knows where things are, also within texts', () => {
    const text = 'sensor x = "a ${  b.c } d"';
    const [sensor] = read(text).value.declarations;
    const value = sensor?.kind === 'sensor' ? sensor.value : undefined;
    const hole = value?.kind === 'string' ? value.parts[1] : undefined;
    const inner = hole?.kind === 'hole' ? hole.value.span : undefined;
    expect(text.slice(inner?.start, inner?.end)).toBe('b.c');
  });

  it('takes the indentation of long texts away, and resolves escapes', () => {
    const [sensor] = read('sensor x = """\n    one\n      two ${y}\n\n    three\\t\\"\n  """').value.declarations;
    const value = sensor?.kind === 'sensor' ? sensor.value : undefined;
    const parts =
      value?.kind === 'string' ? value.parts.map((part) => (part.kind === 'text' ? part.value : '<hole>')) : [];
    expect(parts.join('')).toBe('one\n  two <hole>\n\nthree\t"');
  });

  it('gives operators their strength', () => {
    const shape = (text: string): string => {
      const [sensor] = read(`sensor x = ${text}`).value.declarations;
      const told = (node: unknown): string => {
        const { kind, operator, left, right, operand, text: number, name } = node as Shape;
        if (kind === 'binary') return `(${told(left)} ${operator} ${told(right)})`;
        if (kind === 'unary') return `(${operator} ${told(operand)})`;
        return kind === 'reference' ? name.text : number;
      };
      return sensor?.kind === 'sensor' ? told(sensor.value) : '';
    };
    expect(shape('a or b and not c == d + e * f')).toBe('(a or (b and (not (c == (d + (e * f))))))');
    expect(shape('a - b - c / d')).toBe('((a - b) - (c / d))');
    expect(shape('(a or b) and c')).toBe('((a or b) and c)');
    expect(shape('a-b - 1')).toBe('(a-b - 1)');
  });
});

describe('mangled sources', () => {
  const [text = ''] = sources.filter((each) => each.includes('agent tracker-agent'));
  const { tokens } = read(text).value;
  const index = fc.integer({ min: 0, max: tokens.length - 2 });
  const cut = (start: number, end: number, by = ''): string => text.slice(0, start) + by + text.slice(end);
  const place = (at: number): { start: number; end: number } => tokens[at] ?? { start: 0, end: 0 };

  const mangled = fc.oneof(
    index.map((at) => cut(place(at).start, place(at).end)),
    index.map((at) => cut(place(at).end, place(at).end, ` ${text.slice(place(at).start, place(at).end)}`)),
    index.map((at) => {
      const [a, b] = [place(at), place(at + 1)];
      return (
        text.slice(0, a.start) +
        text.slice(b.start, b.end) +
        text.slice(a.end, b.start) +
        text.slice(a.start, a.end) +
        text.slice(b.end)
      );
    }),
    fc.integer({ min: 0, max: text.length }).map((at) => text.slice(0, at)),
    fc
      .tuple(fc.integer({ min: 0, max: text.length }), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }))
      .map(([at, noise]) => cut(at, at + 1, noise)),
  );

  it('never make it throw or hang, and what is lost is told', () => {
    fc.assert(
      fc.property(mangled, (broken) => {
        const start = performance.now();
        const { diagnostics } = read(broken);
        expect(performance.now() - start).toBeLessThan(1000);
        expectLossless(broken);
        expect(diagnostics.length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 400 },
    );
  });

  it('with garbage in one place are told of it once', () => {
    const at = text.indexOf('executor load-data {');
    const { diagnostics } = read(`${text.slice(0, at)}Ⰰ\u0000²¬é${text.slice(at)}`);
    expect(diagnostics.map(({ name }) => name)).toEqual(['stray-character']);
  });

  it('without one bracket always have a message', () => {
    for (const { start, end } of tokens.filter((token) => /^[{}()[\]]$/.test(text.slice(token.start, token.end)))) {
      expect(read(cut(start, end)).diagnostics.length, text.slice(start - 30, end + 10)).toBeGreaterThan(0);
    }
  });
});

describe('the README of the grammar', () => {
  it('has the grammar of today', () => {
    const readme = readFileSync('grammar/README.md', 'utf8');
    expect(withGrammar(readme)).toBe(readme);
  });
});
