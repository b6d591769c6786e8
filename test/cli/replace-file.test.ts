import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
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
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFile } from '../../src/cli/replace-file.ts';
import { UsageError } from '../../src/cli/usage.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sflow-replace-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('writes the text, keeps the permissions, and leaves nothing else', async () => {
  const path = join(folder, 'main.sflow');
  writeFileSync(path, 'old');
  chmodSync(path, 0o640);
  await replaceFile(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(['main.sflow']);
});

it('writes one that is not there yet', async () => {
  await replaceFile(join(folder, 'new.sflow'), 'new');
  expect(readFileSync(join(folder, 'new.sflow'), 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['new.sflow']);
});

it('writes the file that a link leads to, and leaves the link', async () => {
  const [path, link] = [join(folder, 'main.sflow'), join(folder, 'link.sflow')];
  writeFileSync(path, 'old');
  symlinkSync(path, link);
  await replaceFile(link, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

it('replaces: whoever has the old file open goes on reading the old text', async () => {
  const path = join(folder, 'main.sflow');
  writeFileSync(path, 'old');
  const before = statSync(path).ino;
  await replaceFile(path, 'new');
  expect(statSync(path).ino).not.toBe(before);
});

it('says which file cannot be written, and leaves no scratch behind', async () => {
  await expect(replaceFile(join(folder, 'no', 'file'), 'new', 'file')).rejects.toThrow(
    new UsageError('file cannot be written (ENOENT)'),
  );
  mkdirSync(join(folder, 'a'));
  await expect(replaceFile(join(folder, 'a'), 'new', 'a')).rejects.toThrow(UsageError);
  expect(readdirSync(folder)).toEqual(['a']);
});

it('neither writes through nor removes a file of the scratch name that is there', async () => {
  const [path, other] = [join(folder, 'main.sflow'), join(folder, 'other')];
  const scratch = join(folder, `.main.sflow.part-${String(process.pid)}`);
  writeFileSync(path, 'old');
  writeFileSync(other, 'kept');
  symlinkSync(other, scratch);
  await expect(replaceFile(path, 'new')).rejects.toThrow('EEXIST');
  expect([readFileSync(path, 'utf8'), readFileSync(other, 'utf8')]).toEqual(['old', 'kept']);
});

it('writes into what is no file, as a pipe or a device, and leaves it what it is', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const read = new Promise((resolve) => {
    execFile('cat', [pipe], (_, stdout) => {
      resolve(stdout);
    });
  });
  await replaceFile(pipe, 'text');
  expect(await read).toBe('text');
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(readdirSync(folder)).toEqual(['pipe']);
});
