import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };

const INSTALLED = 'node_modules/sflow-lang';

/** The package as it would be published, in a project of its own that has its dependencies. */
let folder = '';
beforeAll(() => {
  if (!existsSync('.build/api.js')) throw new Error('there is no bundle: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'sflow-package-'));
  mkdirSync(join(folder, INSTALLED), { recursive: true });
  const npm = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  execFileSync('npm', npm, { encoding: 'utf8' });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('tar', ['-xzf', join(folder, archive), '-C', join(folder, INSTALLED), '--strip-components=1']);
  for (const name of Object.keys(packageFile.dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(resolve('node_modules', name), link);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const packed = (): string[] => readdirSync(join(folder, INSTALLED), { recursive: true, encoding: 'utf8' });
const read = (path: string): string => readFileSync(join(folder, INSTALLED, path), 'utf8');

const PROGRAM = `
import { compile, draw, format, load, manifestFiles, play, renderText, replay, LoadError, STRATEGY_GRAPH_VERSION } from 'sflow-lang';
import type { Compilation, Diagnostic, Manifest, PlayEntry, Replayed, Source, Span, StrategyGraph, TriggerNode } from 'sflow-lang';
import { analyse, type Analysis } from 'sflow-lang/editor';
import schema from 'sflow-lang/strategy-graph.schema.json' with { type: 'json' };
import world from 'sflow-lang/world.schema.json' with { type: 'json' };

const loaded = await load(process.argv[2] ?? '');
const compilation: Compilation = compile(loaded, { values: {} });
const graphs: readonly StrategyGraph[] = compilation.graphs;
const triggers: TriggerNode['kind'][] = graphs.flatMap(({ strategies }) => strategies.map(({ trigger }) => trigger.kind));
const source: Source = { path: 'main.sflow', text: 'workflow' };
const found: readonly Diagnostic[] = compile([source]).diagnostics;
const span: Span | undefined = found[0]?.span;
const manifests: readonly Manifest[] = compilation.manifests;
const analysis: Analysis = analyse([{ path: 'main.sflow', text: 'sensor x = 1' }]);
const script: Source = { path: 'world.yaml', text: 'start: 2026-12-01T09:00Z\\nlength: 3h' };
const entries: readonly PlayEntry[] = (await play(compilation, script)).entries;
const replayed: Replayed = await replay('nowhere.db');
export const change = (): void => {
  // @ts-expect-error manifests are not there to be changed
  manifests[0].path = '';
};
console.log(
  JSON.stringify({
    ok: compilation.ok,
    triggers: [...new Set(triggers)].sort(),
    files: manifestFiles(compilation.manifests).length,
    drawn: (await draw(compilation, { only: 'workflows' }))?.startsWith('<svg'),
    path: span?.path,
    formatted: (await format({ path: 'main.sflow', text: 'sensor   x=1' })).text,
    declared: analysis.at('main.sflow', 8)?.declaration?.what,
    decided: entries.some((entry) => entry.kind === 'trace' && entry.trace.kind === 'decision'),
    said: renderText(found, [source]).includes('error['),
    worlds: Object.keys(world.properties).includes('expect'),
    sameVersion: JSON.stringify(schema).includes(STRATEGY_GRAPH_VERSION),
    problem: replayed.problem?.includes('nowhere.db cannot be reached'),
    rejects: await load('nowhere').catch((error: unknown) => error instanceof LoadError),
  }),
);
`;

describe('the package', () => {
  it('is used by a program in TypeScript that is checked strictly', () => {
    writeFileSync(join(folder, 'program.ts'), PROGRAM);
    writeFileSync(
      join(folder, 'process.d.ts'),
      'declare const process: { argv: string[] }; declare const console: { log(text: string): void };',
    );
    const compilerOptions = {
      target: 'es2024',
      lib: ['es2024'],
      module: 'nodenext',
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      resolveJsonModule: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const checked = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    });
    expect(checked.stdout).toBe('');

    const { stdout, stderr } = spawnSync(process.execPath, ['program.ts', resolve('examples/mnist')], {
      encoding: 'utf8',
      cwd: folder,
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      triggers: ['called', 'every'],
      files: 17,
      drawn: true,
      path: 'main.sflow',
      formatted: 'sensor x = 1\n',
      declared: 'sensor',
      decided: true,
      said: true,
      worlds: true,
      sameVersion: true,
      problem: true,
      rejects: true,
    });
  });

  it('holds the examples, the references and the notices that its user needs', () => {
    const examples = readdirSync('examples', { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.split('/').includes('dist'))
      .map((path) => `examples/${path}`);
    const texts = ['grammar/README.md', 'grammar/strategies.md', 'stdlib/README.md', 'src/agent/simulate/worlds.md'];
    const notices = '.build/THIRD-PARTY-NOTICES.txt';
    expect(packed()).toEqual(expect.arrayContaining([...examples, ...texts, notices, '.github/CHANGELOG.md']));
    const bundled = [...read(notices).matchAll(/^(\S+) \d\S* \(/gm)].map(([, name]) => name);
    expect(bundled).toEqual(expect.arrayContaining(['@prometheus-io/lezer-promql', 'commander', 'prettier', 'yaml']));
  });

  it('holds no sources and no tests, and keeps its inner parts to itself', () => {
    expect(packed().filter((path) => /\.ts$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
    expect(packed().filter((path) => path.startsWith('test'))).toEqual([]);
    writeFileSync(join(folder, 'inner.mjs'), "await import('sflow-lang/.build/api.js');");
    expect(spawnSync(process.execPath, ['inner.mjs'], { encoding: 'utf8', cwd: folder }).stderr).toContain(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });

  it('publishes no type of the model, of the plan or of the catalogue', () => {
    const types = readdirSync('.build/types', { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.ts'),
    );
    const published =
      /^(api|agent\/engine|base\/source|base\/values|contract\/strategy-graph|target\/outline)\/|^(compiler\/load-error|contract\/primitives\/(?:budget-kinds|layer)|language\/analyse\/told-reversals)/;
    expect(types.filter((path) => !published.test(path))).toEqual([]);
    expect(types.filter((path) => /plan/.test(path))).toEqual([]);
  });
});
