import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, Cluster } from '../../../../src/agent/runtime/cluster/client.ts';
import { cleanFolders } from '../../../../src/agent/runtime/commands/clean-folders.ts';
import { clean } from '../../../../src/agent/runtime/commands/clean.ts';

const LATER = Date.now() + 2 * 3_600_000;
const GONE = ['training-b4xz9', 'training-1796000000', 'training-0123456789abcdef'];

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const make = (...names: readonly string[]): void => {
  for (const name of names) {
    mkdirSync(join(folder, name, 'data'), { recursive: true });
    writeFileSync(join(folder, name, 'data', 'model.bin'), 'x');
  }
};

const left = (): readonly string[] => readdirSync(folder).sort();
const inUse =
  (...names: readonly string[]) =>
  (): Promise<ReadonlySet<string>> =>
    Promise.resolve(new Set(names));

describe('folders of runs', () => {
  it('go where the run is gone, whoever gave it its name', async () => {
    make(...GONE);
    expect((await cleanFolders(folder, ['training'], inUse(), LATER)).removed.toSorted()).toEqual(GONE.toSorted());
    expect(left()).toEqual([]);
  });

  it('stay where the run is there, where another run goes on in one, and while they are young', async () => {
    make(...GONE);
    expect(await cleanFolders(folder, ['training'], inUse(...GONE), LATER)).toEqual({ removed: [], failed: [] });
    expect(await cleanFolders(folder, ['training'], inUse(), Date.now() + 60_000)).toEqual({ removed: [], failed: [] });
    expect(left()).toEqual(GONE.toSorted());
  });

  it('are nothing else that lies there: files, folders of people, runs of others, and what a link leads to', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    make(
      'training-data',
      'training-input',
      'training',
      'training-2026',
      'other-b4xz9',
      'my-training-b4xz9',
      GONE[0] ?? '',
    );
    writeFileSync(join(folder, 'training-z9z9z'), 'a file');
    writeFileSync(join(elsewhere, 'kept'), 'x');
    symlinkSync(elsewhere, join(folder, GONE[0] ?? '', 'link'));
    const before = left();
    await cleanFolders(folder, ['training'], inUse(), LATER);
    expect(left()).toEqual(before.filter((name) => name !== GONE[0]));
    expect(readdirSync(elsewhere)).toEqual(['kept']);
    rmSync(elsewhere, { recursive: true });
  });

  it('are listed before runs are, so that a run that begins meanwhile keeps its own', async () => {
    const began = (): Promise<ReadonlySet<string>> => {
      make(GONE[0] ?? '');
      return inUse()();
    };
    expect((await cleanFolders(folder, ['training'], began, LATER)).removed).toEqual([]);
    expect(left()).toEqual([GONE[0]]);
  });
});

describe('the process', () => {
  const asked: string[] = [];
  const said: string[] = [];
  const io = { say: (line: string) => void said.push(line), complain: (line: string) => void said.push(line) };
  const given = { folder: '', namespace: 'ml', workflow: ['training'] };
  const answering = (...pages: readonly Answer[]): Cluster => {
    let page = 0;
    return {
      ask: (_, path, options) => {
        asked.push(`${path}?${new URLSearchParams(options?.query).toString()}`);
        return Promise.resolve(pages[page++] ?? { problem: 'was asked too often' });
      },
      watch: () => Promise.resolve(undefined),
    };
  };
  const old = (): void => {
    for (const name of left()) utimesSync(join(folder, name), new Date(0), new Date(0));
  };

  beforeEach(() => {
    asked.length = 0;
    said.length = 0;
  });

  it('asks for all pages of runs, and says what it removed', async () => {
    make(...GONE);
    old();
    const folders = [{ name: 'sflow-folder', value: GONE[1] }, { name: 'rows' }];
    const cluster = answering(
      { object: { items: [{ metadata: { name: GONE[0] } }, {}], metadata: { continue: 'next' } } },
      { object: { items: [{ metadata: { name: 'x' }, spec: { arguments: { parameters: folders } } }], metadata: {} } },
    );
    // A folder's birth cannot be set back: what is young stays.
    expect(await clean({ ...given, folder }, io, cluster)).toBe(0);
    expect(asked).toEqual([
      '/apis/argoproj.io/v1alpha1/namespaces/ml/workflows?limit=500',
      '/apis/argoproj.io/v1alpha1/namespaces/ml/workflows?limit=500&continue=next',
    ]);
    expect(said.at(-1)).toMatch(/^removed \d folders? of runs that are gone$/);
  });

  it('removes nothing where it does not know the runs, and says why', async () => {
    make(...GONE);
    expect(await clean({ ...given, folder }, io, answering({ problem: 'answered 403', status: 403 }))).toBe(1);
    expect(await clean({ ...given, folder }, io, answering({ object: {} }))).toBe(1);
    expect(said).toEqual(['the API server answered 403', 'the API server answered with no list of runs']);
    expect(left()).toEqual(GONE.toSorted());
  });
});
