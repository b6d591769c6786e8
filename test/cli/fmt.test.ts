import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The bundle, run as a user runs it. */

const bundle = resolve('.build/sflow.cjs');
const LOOSE = 'model   m { registered "m" }';
const NEAT = 'model m { registered "m" }\n';
const WRONG = 'model m {';

let folder = '';
beforeEach(() => {
  if (!existsSync(bundle)) throw new Error('there is no bundle: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'sflow-fmt-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = (args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [bundle, 'fmt', ...args], { encoding: 'utf8', cwd: folder, input });
const write = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
};
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('sflow fmt', () => {
  it('lays out the sources of this folder, and prints which it changed', () => {
    mkdirSync(join(folder, 'sub'));
    mkdirSync(join(folder, '.hidden'));
    write('a.sflow', NEAT);
    write('sub/b.sflow', LOOSE);
    write('.hidden/c.sflow', LOOSE);
    write('d.txt', LOOSE);
    expect(run([])).toMatchObject({ status: 0, stdout: 'sub/b.sflow\n', stderr: '' });
    expect([read('a.sflow'), read('sub/b.sflow')]).toEqual([NEAT, NEAT]);
    expect([read('.hidden/c.sflow'), read('d.txt')]).toEqual([LOOSE, LOOSE]);
    expect(readdirSync(folder).sort()).toEqual(['.hidden', 'a.sflow', 'd.txt', 'sub']);
    expect(run([])).toMatchObject({ status: 0, stdout: '' });
  });

  it('lays out what it is given, each once', () => {
    write('a.sflow', LOOSE);
    write('b.sflow', LOOSE);
    expect(run(['a.sflow', './a.sflow'])).toMatchObject({ status: 0, stdout: 'a.sflow\n' });
    expect([read('a.sflow'), read('b.sflow')]).toEqual([NEAT, LOOSE]);
  });

  it('refuses what cannot be read, leaves it alone, and does the rest', () => {
    write('a.sflow', WRONG);
    write('b.sflow', LOOSE);
    write('c.sflow', 'not utf-8');
    writeFileSync(join(folder, 'c.sflow'), Buffer.from([0x66, 0xff]));
    const { status, stdout, stderr } = run([]);
    expect([status, stdout]).toEqual([1, 'b.sflow\n']);
    expect(stderr).toMatch(/expected `}`, found the end of the file\n --> a.sflow:1:10/);
    expect(stderr).toContain('--> c.sflow');
    expect([read('a.sflow'), read('b.sflow')]).toEqual([WRONG, NEAT]);
  });

  it('with --check changes nothing, and ends with 1 where something would change', () => {
    write('a.sflow', LOOSE);
    write('b.sflow', NEAT);
    expect(run(['--check'])).toMatchObject({ status: 1, stdout: 'a.sflow\n', stderr: '' });
    expect(read('a.sflow')).toBe(LOOSE);
    expect(run(['--check', 'b.sflow'])).toMatchObject({ status: 0, stdout: '' });
  });

  it('reads the standard input and writes the standard output', () => {
    expect(run(['-'], LOOSE)).toMatchObject({ status: 0, stdout: NEAT, stderr: '' });
    expect(run(['-', '--check'], LOOSE)).toMatchObject({ status: 1, stdout: '' });
    expect(run(['-', '--check'], NEAT)).toMatchObject({ status: 0, stdout: '' });
    const { status, stdout, stderr } = run(['-'], WRONG);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('--> standard input:1:10');
  });

  it('takes the width of lines', () => {
    expect(run(['-', '--width', '40'], 'model digits { registered "digits"  better accuracy }').stdout).toBe(
      'model digits {\n  registered "digits"\n  better     accuracy\n}\n',
    );
    for (const width of ['wide', '39', '1001', '-80', '8e1'])
      expect(run(['-', `--width=${width}`], NEAT)).toMatchObject({
        status: 2,
        stderr: `sflow: --width wants a number of characters from 40 to 1000, not ${width}\n`,
      });
  });

  it('keeps permissions and links', () => {
    write('a.sflow', LOOSE);
    chmodSync(join(folder, 'a.sflow'), 0o640);
    symlinkSync('a.sflow', join(folder, 'link.sflow'));
    expect(run(['link.sflow'])).toMatchObject({ status: 0, stdout: 'link.sflow\n' });
    expect(lstatSync(join(folder, 'link.sflow')).isSymbolicLink()).toBe(true);
    expect(read('a.sflow')).toBe(NEAT);
    expect(statSync(join(folder, 'a.sflow')).mode & 0o777).toBe(0o640);
  });

  it('ends with 2 where a path cannot be read', () => {
    for (const [path, said] of [
      ['none', 'there is no none'],
      ['-', '- is the standard input, and stands alone'],
    ] as const)
      expect(run([path, '.'])).toMatchObject({ status: 2, stderr: `sflow: ${said}\n` });
    expect(run([])).toMatchObject({ status: 2, stderr: expect.stringContaining('holds no source') as unknown });
  });
});
