import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load as loadPath } from '../../src/api/load.ts';
import { layered, memoryHost } from '../../src/compiler/host.ts';
import { libraryHost } from '../../src/compiler/disk-host.ts';
import { libraryOf } from '../../src/compiler/library.ts';
import { LoadError } from '../../src/compiler/load-error.ts';
import { load, loadAlone, sourcesIn } from '../../src/compiler/load.ts';
import { treeOf } from '../../src/compiler/tree-of.ts';

const host = (files: Readonly<Record<string, string>>): ReturnType<typeof memoryHost> =>
  memoryHost(Object.entries(files).map(([path, text]) => ({ path, text })));

const pathsOf = (files: Readonly<Record<string, string>>, ...paths: string[]): string[] =>
  load(host(files), paths).sources.map(({ path }) => path);

describe('loading', () => {
  it('follows imports, each file once, in the order in which they are met', () => {
    const files = {
      'a.sflow': 'import { x } from "./sub/b"\nimport { y } from "./c"\n',
      'sub/b.sflow': 'import { y } from "../c"\nimport { z } from "../a"\nsensor x = 1\n',
      'c.sflow': 'sensor y = 1\n',
      'd.sflow': 'sensor z = 1\n',
    };
    expect(pathsOf(files, 'a.sflow')).toEqual(['a.sflow', 'sub/b.sflow', 'c.sflow']);
    expect(loadAlone(host(files), ['a.sflow']).sources.map(({ path }) => path)).toEqual(['a.sflow']);
    expect(pathsOf({ 'a.sflow': 'import { x } from "./nothing"' }, 'a.sflow')).toEqual(['a.sflow']);
  });

  it('takes for imports what the grammar takes for them', () => {
    const other = { 'other.sflow': 'sensor x = 1\n' };
    for (const text of [
      '// This was copied from "other".\nsensor y = 1\n',
      'sensor y : Number from prometheus { query: """\nimport { x } from "other"\n""" }\n',
      'sensor y : Number from "other"\n',
    ])
      expect(pathsOf({ ...other, 'main.sflow': text }, 'main.sflow')).toEqual(['main.sflow']);
    expect(pathsOf({ ...other, 'main.sflow': 'import {\n  x, // of\n} from\n  "other"\n' }, 'main.sflow')).toContain(
      'other.sflow',
    );
  });

  it('tells what the host has and cannot give', () => {
    const failure = new LoadError('locked.sflow may not be read');
    const locked = { ...host({}), read: (path: string) => (path === 'locked.sflow' ? failure : undefined) };
    const open = host({ 'main.sflow': 'import { x } from "locked"' });
    expect(load(layered(open, locked), ['main.sflow']).failure).toBe(failure);
  });

  it('parses a source once, and again where somebody wrote into it', () => {
    const source = { path: 'main.sflow', text: 'sensor x = 1\n' };
    const { value } = treeOf(source);
    expect(treeOf(load(memoryHost([source]), ['main.sflow']).sources[0] ?? source).value).toBe(value);
    source.text = 'sensor y = 1\n';
    expect(treeOf(source).value.declarations[0]).toMatchObject({ name: { text: 'y' } });
  });
});

describe('a folder', () => {
  it('has sources, but not where they are hidden or installed', () => {
    const files = { 'b.sflow': '', 'a/c.sflow': '', 'README.md': '', '.git/x.sflow': '', 'node_modules/p/y.sflow': '' };
    expect(sourcesIn(host(files))).toEqual(['a/c.sflow', 'b.sflow']);
    expect(host(files).list('a')).toEqual(['c.sflow']);
    expect(host(files).list('c')).toBeUndefined();
  });
});

describe('the library', () => {
  it('is found whatever is asked for, and nothing outside of it', () => {
    expect(sourcesIn(libraryHost, 'std')).toContain('std/primitives.sflow');
    expect(libraryHost.read('std/primitives.sflow')).toBe(libraryHost.read('std/primitives.sflow'));
    expect(libraryHost.read('std/../examples/alert/texts.sflow')).toBeUndefined();
    expect(libraryHost.read('std/nothing.sflow')).toBeUndefined();
  });

  it('is searched by what it declares, and not by the begins of its lines', () => {
    const library = libraryOf(
      host({
        'std/long.sflow': '  sensor indented = 1\ntemplate one { }\n',
        'std/a.sflow': 'sensor twice = 1\nsensor long : Number from prometheus { query: """\nsensor no = 1\n""" }\n',
        'std/b.sflow': 'sensor twice = 2\n',
        'own.sflow': 'sensor own = 1\n',
      }),
    );
    expect(library('sensor', 'indented')).toEqual(['std/long']);
    expect(library('template', 'one')).toEqual(['std/long']);
    expect(library('sensor', 'one')).toEqual([]);
    expect(library('sensor', 'twice')).toEqual(['std/a', 'std/b']);
    expect(library('sensor', 'no')).toEqual([]);
    expect(library('sensor', 'own')).toEqual([]);
  });
});

it('finds nothing behind a name of the library that leads elsewhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sflow-load-'));
  try {
    writeFileSync(join(folder, 'y.sflow'), 'model q { registered "q"  better auc }\n');
    writeFileSync(join(folder, 'main.sflow'), 'import { q } from "std/../y"\n');
    const { sources } = await loadPath(folder);
    expect(sources.map(({ path }) => path).filter((path) => path.includes('y'))).toEqual(['y.sflow']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
