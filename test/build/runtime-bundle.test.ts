import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { runtimeBundle } from '../../src/build/runtime-bundle.ts';
import { flags, PROGRAM } from '../../src/contract/process/command.ts';
import { encodeGraph } from '../../src/contract/strategy-graph/codec.ts';
import { graphOf } from '../agent/engine/driver.ts';

let folder = '';
let metafile: Metafile;
const program = (): string => join(folder, PROGRAM);
const run = (...words: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [program(), ...words], { encoding: 'utf8', cwd: folder });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sflow-runtime-'));
  const { entryPoints, options } = runtimeBundle;
  const built = await build({
    entryPoints,
    outdir: folder,
    bundle: true,
    platform: 'node',
    ...options,
    write: false,
    metafile: true,
  });
  ({ metafile } = built);
  // In the image its name has no ending, and no package says that it is a module.
  for (const { contents } of built.outputFiles) writeFileSync(program(), contents, { mode: 0o555 });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the bundle of the runtime', () => {
  it('is one module, with no code of the compiler and its parser', () => {
    const [output, ...others] = Object.values(metafile.outputs);
    expect(others).toEqual([]);
    expect(output?.entryPoint).toBe('src/agent/runtime/main.ts');
    const foreign = /^(?:grammar|src\/(?:language|target|compiler|api|cli))\/|chevrotain|prettier|kubernetes-models/;
    expect(Object.keys(metafile.inputs).filter((path) => foreign.test(path))).toEqual([]);
    // Packages would take faster or more colourful parts, where somebody has installed them.
    const missing = output?.imports.filter(({ path }) => !isBuiltin(path)).map(({ path }) => path);
    expect(missing?.sort()).toEqual(['bufferutil', 'pg-native', 'supports-color', 'utf-8-validate']);
  });

  it('tells its release and its processes', () => {
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${packageFile.version}\n`, stderr: '' });
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    for (const name of Object.keys(flags)) expect(stdout).toContain(`  ${name} `);
    for (const words of [[], ['agnet']]) expect(run(...words)).toMatchObject({ status: 2, stdout: '', stderr: stdout });
  });

  it('says of each process which flags are missing, wrong or unknown', () => {
    for (const [name, own] of Object.entries(flags)) {
      const wanted = Object.entries(own).flatMap(([flag, given]) =>
        given === 'once' ? [`${PROGRAM} ${name}: --${flag} is missing\n`] : [],
      );
      expect(run(name)).toMatchObject({ status: 2, stdout: '', stderr: wanted.join('') });
    }
    expect(run('notify', '--workflow=a', '--workflow=b', '--run=r', '--status=s', '--x=1', 'y').stderr).toBe(
      [
        'there is no flag --x',
        'a flag is given as --NAME=VALUE, and this is none: y',
        '--workflow is given more than once',
      ]
        .map((line) => `${PROGRAM} notify: ${line}\n`)
        .join(''),
    );
  });

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['on a laptop, where whoever has it may call', {}, 202],
    ['in a pod without an account, which nobody may call', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 403],
  ])('runs an agent, in which all is one file, until it is told to end: %s', async (_, environment, status) => {
    const graph = join(folder, 'strategies.json');
    writeFileSync(graph, encodeGraph(graphOf('strategy s { WHEN called go() THEN runWorkflow(train) }')));
    const own = mkdtempSync(join(folder, 'agent-'));
    const given = [`--graph=${graph}`, `--journal=${join(own, 'journal.db')}`, '--port=0', '--people=0'];
    const child = spawn(process.execPath, [program(), 'agent', ...given], { env: { ...process.env, ...environment } });
    const begun = await new Promise<string>((resolve) =>
      child.stdout.once('data', (text: Buffer) => {
        resolve(String(text));
      }),
    );
    const { msg, port, people } = JSON.parse(begun) as { msg: string; port: number; people: number };
    expect(msg).toBe('begins');
    for (const each of [port, people]) {
      const response = await fetch(`http://127.0.0.1:${String(each)}/readyz`);
      expect([response.status, await response.json()]).toEqual([200, { status: 'ready' }]);
    }
    const headers = { 'content-type': 'application/json' };
    const call = await fetch(`http://127.0.0.1:${String(port)}/v1/calls/go`, { method: 'POST', body: '{}', headers });
    expect(call.status).toBe(status);
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  });

  it('says in a line why an agent cannot begin', () => {
    const [graph, other] = [join(folder, 'none.json'), join(folder, 'no-graph.json')];
    writeFileSync(other, '{}');
    const rest = ['--port=0', '--people=0'];
    expect(run('agent', `--graph=${graph}`, ...rest)).toMatchObject({
      status: 2,
      stderr: `${graph}: there is no file that can be read\n`,
    });
    expect(run('agent', `--graph=${other}`, ...rest).stderr).toMatch(/no-graph\.json: .*version/);
  });
});
