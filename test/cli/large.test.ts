import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

/** Run as a user runs it, since the stack of a test is larger. */
const folder = mkdtempSync(join(tmpdir(), 'sflow-large-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function check(text: string): { readonly status: number | null; readonly stderr: string } {
  const file = join(folder, 'main.sflow');
  writeFileSync(file, text);
  return spawnSync(process.execPath, [resolve('.build/sflow.cjs'), 'check', file], { encoding: 'utf8' });
}

test('a hole may hold more strings with holes than a function takes arguments', () => {
  const { status, stderr } = check(`sensor x = "\${[${'"${a}", '.repeat(150_000)}a}"`);
  expect([status, stderr.slice(0, 13)]).toEqual([1, 'error[SF2001]']);
});

test('a file may hold more mistakes than a function takes arguments', () => {
  const { status, stderr } = check(`param x : List<Int> = [${'b, '.repeat(150_000)}1]`);
  expect([status, stderr.slice(0, 13)]).toEqual([1, 'error[SF2001]']);
});
