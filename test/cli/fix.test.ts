import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const bundle = resolve('.build/sflow.cjs');
const wrong = `platform cluster { registry "r"  command ["run"] }
application app { team t  on clster }
workflow w : batch { executor step { imag "a:1"  timeout 90 } }
`;
const right = wrong.replace('clster', 'cluster').replace('imag ', 'image ');

let folder = '';
beforeAll(() => {
  if (!existsSync(bundle)) throw new Error('there is no bundle: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'sflow-fix-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function made(name: string, text: string): string {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'main.sflow'), text);
  return name;
}
const textOf = (name: string): string => readFileSync(join(folder, name, 'main.sflow'), 'utf8');
const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [bundle, 'check', ...args], { encoding: 'utf8', cwd: folder });

it('makes the edits, says which, and then what is left', () => {
  const name = made('some', wrong);
  chmodSync(join(folder, name, 'main.sflow'), 0o640);
  const { status, stderr } = run(name, '--fix');
  expect(textOf(name)).toBe(right);
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    'some/main.sflow:3: replace `imag` by `image` (SF1010: an executor has no `imag`)',
    'some/main.sflow:2: replace `clster` by `cluster` (SF2001: there is no platform clster here)',
    '2 edits in 1 file were made',
  ]);
  expect(stderr).toContain('error[SF3002]: expected a Duration, found an Int');
  expect(status).toBe(1);
  expect(readdirSync(join(folder, name))).toEqual(['main.sflow']);
  expect(statSync(join(folder, name, 'main.sflow')).mode & 0o777).toBe(0o640);
});

it('ends with 0 where nothing is left, and says so where nothing can be mended', () => {
  const name = made('all', wrong.replace('90', '90s'));
  expect(run(name, '--fix').status).toBe(0);
  const again = run(name, '--fix');
  expect([again.status, again.stderr]).toEqual([0, 'there is nothing that can be mended without asking\n']);
});

it('shows what would change, and writes nothing', () => {
  const name = made('dry', wrong);
  const { status, stdout, stderr } = run(name, '--fix', '--dry-run');
  expect(textOf(name)).toBe(wrong);
  expect(stdout).toContain('--- dry/main.sflow\n+++ dry/main.sflow\n@@ -1,3 +1,3 @@');
  expect(stdout).toContain('-application app { team t  on clster }');
  expect(stdout).toContain('+application app { team t  on cluster }');
  expect(stderr).toContain('2 edits in 1 file would be made');
  expect(status).toBe(1);
});

it('leaves what only other files have, and links that lead elsewhere', () => {
  const name = made('one', `import { x } from "./other"\n${wrong.replace('imag ', 'image ')}`);
  writeFileSync(join(folder, name, 'other.sflow'), 'sensor x = 1 = 2\n');
  run(join(name, 'main.sflow'), '--fix');
  expect(readFileSync(join(folder, name, 'other.sflow'), 'utf8')).toBe('sensor x = 1 = 2\n');
  const target = join(folder, 'elsewhere.sflow');
  writeFileSync(target, wrong);
  mkdirSync(join(folder, 'linked'));
  symlinkSync(target, join(folder, 'linked', 'main.sflow'));
  const { status, stderr } = run('linked/main.sflow', '--fix');
  expect([status, readFileSync(target, 'utf8')]).toEqual([2, wrong]);
  expect(stderr).toContain('leads out of the folder');
});

it('tells programs what is left', () => {
  const { stdout } = run(made('json', wrong), '--fix', '--format', 'json');
  expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ code: 'SF3002', fix: { text: '90s', unsure: true } }] });
});

it('refuses flags that do not go together', () => {
  const name = made('flags', wrong);
  expect(run(name, '--dry-run')).toMatchObject({ status: 2, stderr: 'sflow: --dry-run goes with --fix\n' });
  expect(run(name, '--fix', '--dry-run', '--format', 'json').status).toBe(2);
});
