import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { replaceFolder } from '../../src/build/replace-folder.ts';

it('leaves what was built and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sflow-folder-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  mkdirSync(join(folder, 'types/old/deep'), { recursive: true });
  for (const path of ['a.js', 'gone.js', 'b.js.part', 'types/old/deep/x.d.ts'])
    writeFileSync(join(folder, path), 'old');

  await replaceFolder(folder, [
    { path: 'a.js', content: 'new' },
    { path: 'types/new/a.d.ts', content: 'types' },
    { path: 'start.cjs', content: new TextEncoder().encode('start'), mode: 0o755 },
  ]);

  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
  expect(left.sort()).toEqual(['a.js', 'start.cjs', 'types', 'types/new', 'types/new/a.d.ts']);
  expect(readFileSync(join(folder, 'a.js'), 'utf8')).toBe('new');
  expect(statSync(join(folder, 'start.cjs')).mode & 0o111).not.toBe(0);
});
