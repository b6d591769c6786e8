import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { rooms } from '../src/layers.ts';

interface Import {
  readonly file: string;
  readonly to: string;
}

const files = ['grammar', 'src'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts')),
);

/** Static and dynamic imports, those of types too. */
const imports: readonly Import[] = files.flatMap((file) =>
  [...withoutComments(file).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([@\w./:-]+)'/g)].map((match) => {
    const to = match[1] ?? '';
    return { file, to: to.startsWith('.') ? normalize(join(dirname(file), to)) : to };
  }),
);

const roomOf = (path: string): string | undefined =>
  rooms
    .map((room) => room.path)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

const isOwn = (to: string): boolean => to.startsWith('src/') || to.startsWith('grammar/');

describe('the rooms of the house', () => {
  it('finds the imports that it judges', () => {
    expect(imports).toContainEqual({ file: 'src/compiler/compile.ts', to: 'src/target/lower/lower.ts' });
    expect(imports).toContainEqual({ file: 'src/cli/main.ts', to: 'src/cli/build.ts' });
    expect(imports).toContainEqual({ file: 'src/target/lower/promql-shape.ts', to: '@prometheus-io/lezer-promql' });
  });

  it('hold every file', () => {
    const outside = files.filter((file) => roomOf(file) === undefined && !file.startsWith('src/build/'));
    expect(outside).toEqual(['src/layers.ts']);
    const empty = rooms.filter(({ path }) => !files.some((file) => roomOf(file) === path));
    expect(empty).toEqual([]);
  });

  it('have files of one subject, which are short', () => {
    const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length - 1 > 400);
    expect(long).toEqual([]);
  });

  it('import only what the table allows', () => {
    const wrong = imports.filter(({ file, to }) => {
      const room = rooms.find(({ path }) => path === roomOf(file));
      if (!room || (to.startsWith('node:') && !/^node:(fs|sqlite)\b/.test(to))) return false;
      if (isOwn(to))
        return (
          roomOf(to) !== room.path && !room.rooms.some((allowed) => to.startsWith(`${allowed}/`) || to === allowed)
        );
      return !room.packages.some((allowed) => to === allowed || to.startsWith(`${allowed}/`));
    });
    expect(wrong).toEqual([]);
  });

  it('keep emitters of one target away from those of another', () => {
    const folder = (path: string): string | undefined => /^src\/target\/emit\/([^/]+)\//.exec(path)?.[1];
    const wrong = imports.filter(
      ({ file, to }) => folder(file) !== undefined && folder(to) !== undefined && folder(file) !== folder(to),
    );
    expect(wrong).toEqual([]);
    expect(imports.some(({ file, to }) => folder(file) !== undefined && folder(file) === folder(to))).toBe(true);
  });

  it('keep the text of the user out of the model', () => {
    const seen = new Set(files.filter((file) => file.startsWith('src/language/model/')));
    for (const file of seen) for (const each of imports) if (each.file === file && isOwn(each.to)) seen.add(each.to);
    expect(seen).toContain('src/language/types/term.ts');
    expect([...seen].filter((file) => file.startsWith('src/language/syntax/'))).toEqual([]);
  });

  it('keep clocks, timers, chance and promises out of the engine', () => {
    const wrong = files
      .filter((file) => file.startsWith('src/agent/engine/'))
      .filter((file) =>
        /\bDate\b|\bsetTimeout\b|\bsetInterval\b|Math\.random|\bprocess\b|\bPromise\b|\basync\b|\bawait\b|performance/.test(
          withoutComments(file),
        ),
      );
    expect(wrong).toEqual([]);
  });

  it('have no circle of imports', () => {
    const next = new Map(
      files.map((file) => [file, imports.filter((one) => one.file === file && isOwn(one.to)).map(({ to }) => to)]),
    );
    const done = new Set<string>();
    const circles: string[][] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file]);
      else if (!done.has(file)) {
        for (const to of next.get(file) ?? []) visit(to, [...trail, file]);
        done.add(file);
      }
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});

function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '');
}
