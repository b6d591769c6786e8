import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { rooms } from '../src/layers.ts';

/** The grammar's README is the reference of the language; it has tests of its own. */
const folders = [...rooms.map(({ path }) => path).filter((path) => /^src\/.*(?<!\.ts)$/.test(path)), 'src/build'];
const readmes = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('/README.md'));

/** Paths from the top of the house. */
const FROM_TOP = /^(src|test|grammar|stdlib|examples)\//;

/** Files and folders that a text names between backticks: `a.ts`, `check-*.ts`, `examples/`, `../lower`, `src/layers.ts`. */
const namedIn = (text: string): string[] =>
  [...text.matchAll(/`([\w./*-]+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => FROM_TOP.test(name) || /\.(ts|json|md)$|\/$|^\.\.\//.test(name));

function isThere(readme: string, name: string): boolean {
  const path = FROM_TOP.test(name) ? name : join(dirname(readme), name);
  if (!name.includes('*')) return existsSync(path);
  const form = new RegExp(`^${basename(path).replaceAll('.', '\\.').replaceAll('*', '.+')}$`);
  return readdirSync(dirname(path)).some((file) => form.test(file));
}

describe('the README of a room', () => {
  it.each(folders)('of %s says what the room holds, what goes in and out, and what it must not know', (folder) => {
    const text = readFileSync(`${folder}/README.md`, 'utf8');
    expect(text.split('\n', 1)[0]).toBe(`# ${basename(folder)}`);
    for (const part of [/\bIn: /, /\bOut: /, /\bMust not know: /]) expect(text).toMatch(part);
  });

  it.each(readmes)('%s has 25 lines at most, and names what there is', (readme) => {
    const text = readFileSync(readme, 'utf8');
    if (readme !== 'src/decisions/README.md') expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
    expect(namedIn(text).filter((name) => !isThere(readme, name))).toEqual([]);
  });
});

it.each(['README.md', '.github/CONTRIBUTING.md'])('%s names what there is', (file) => {
  const names = namedIn(readFileSync(file, 'utf8')).filter((name) => FROM_TOP.test(name));
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !isThere(file, name))).toEqual([]);
});
