import { globSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadWorld } from '../../../src/agent/simulate/world-file.ts';

const schema = JSON.parse(readFileSync('src/agent/simulate/world.schema.json', 'utf8')) as object;
const complain = (text: string): never => {
  throw new Error(text);
};
const logger = { log: complain, warn: complain, error: complain };
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, logger }).compile(schema);

const reference = /```yaml\n([\s\S]*?)```/.exec(readFileSync('src/agent/simulate/worlds.md', 'utf8'))?.[1] ?? '';
const worlds = new Map([
  ['worlds.md', reference],
  ...globSync(['examples/*/world.yaml', 'test/cases/**/world.yaml']).map(
    (file) => [file, readFileSync(file, 'utf8')] as const,
  ),
]);

/** Each mistake is a sentence, is said once, and stands at a place of the text. */
function judge(text: string): void {
  const { problems } = loadWorld(text, 'world.yaml');
  const lines = text.split('\n');
  for (const { line, column, message } of problems) {
    expect(message).toMatch(/^[\x20-\ud7ff\ue000-\uffff]+$/u);
    expect(message).not.toMatch(/undefined|\[object|[;:] ?$/);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
  }
  const told = problems.map((problem) => JSON.stringify(problem));
  expect(new Set(told).size, told.join('\n')).toBe(told.length);
}

describe('the published schema of worlds', () => {
  it('takes every world of the examples, of the cases and of the reference', () => {
    expect(worlds.size).toBeGreaterThan(8);
    for (const [file, text] of worlds) expect(validate(parse(text)), file + JSON.stringify(validate.errors)).toBe(true);
  });
});

type Data = Readonly<Record<string, unknown>>;

/** Data with one part, found by a walk of `steps`, made another; a record may lose or misspell a field instead. */
function changed(data: unknown, steps: readonly number[], change: Change): unknown {
  const [step, ...rest] = steps;
  if (typeof data !== 'object' || data === null || step === undefined) return change.other;
  if (Array.isArray(data)) {
    const items = data as readonly unknown[];
    return items.map((item, index) => (index === step % items.length ? changed(item, rest, change) : item));
  }
  const fields = Object.entries(data as Data);
  return Object.fromEntries(
    fields.flatMap(([name, value], index): [string, unknown][] => {
      if (index !== step % fields.length) return [[name, value]];
      if (rest.length > 0) return [[name, changed(value, rest, change)]];
      return change.name === undefined ? [] : [[name + change.name, value]];
    }),
  );
}

interface Change {
  readonly other: unknown;
  readonly name: string | undefined;
}

describe('a world that was changed', () => {
  const text = fc.constantFrom(...worlds.values());
  const steps = fc.array(fc.nat(12), { minLength: 1, maxLength: 6 });
  const change: fc.Arbitrary<Change> = fc.record({
    other: fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('5m', '20/s', 'unknown', 'never', Number.NaN, -1)),
    name: fc.option(fc.constantFrom('s', '~/', ' ', '0'), { nil: undefined }),
  });

  it('in its data is refused where the schema refuses it, with each mistake once and at a place', () => {
    let refused = 0;
    fc.assert(
      fc.property(text, steps, change, (world, way, to) => {
        const data = changed(parse(world), way, to);
        const written = stringify(data, { aliasDuplicateObjects: false });
        judge(written);
        if (validate(parse(written))) return;
        refused += 1;
        expect(loadWorld(written, 'world.yaml').problems).not.toEqual([]);
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('in its letters never throws, and has each mistake once and at a place', () => {
    const letters = fc.constantFrom(
      '',
      ' ',
      '\n',
      '{',
      '}',
      '[',
      ']',
      ':',
      '- ',
      '*a',
      '&a',
      '"',
      "'",
      '#',
      '!!set ',
      '%',
      '\t',
      '<<: ',
    );
    fc.assert(
      fc.property(
        text,
        fc.array(fc.tuple(fc.nat(), letters, fc.nat(3)), { minLength: 1, maxLength: 4 }),
        (world, edits) => {
          let mangled = world;
          for (const [at, fresh, old] of edits) {
            const start = at % mangled.length;
            mangled = mangled.slice(0, start) + fresh + mangled.slice(start + old);
          }
          judge(mangled);
        },
      ),
      { numRuns: 400 },
    );
  });
});
