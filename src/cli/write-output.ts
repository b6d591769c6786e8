import { mkdir, mkdtemp, readFile, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from './usage.ts';

export interface OutputFile {
  /** Relative to the output folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Lists what a build wrote, so that the next one may remove it. */
const INDEX = '.sflow-build';

/**
 * Writes a build: first all of it into a folder beside, then each file by a rename into its place, and last away with what
 * an earlier build wrote and this one did not. A file that is not from a build is never touched.
 */
export async function writeOutput(folder: string, files: readonly OutputFile[]): Promise<void> {
  const target = resolve(folder);
  await mkdir(dirname(target), { recursive: true }).catch(refuse(folder));
  const earlier = new Set(await readIndex(target));
  const fresh = new Set(files.map(({ path }) => path));
  for (const path of fresh) {
    if (!earlier.has(path) && (await exists(join(target, path)))) {
      throw new UsageError(
        `${join(folder, path)} is there already, and no build of sflow wrote it; take another folder, or remove it`,
      );
    }
  }
  const scratch = await mkdtemp(`${target}.part-`).catch(refuse(folder));
  try {
    const folders = new Set(files.map(({ path }) => dirname(path)));
    for (const path of folders) await mkdir(join(scratch, path), { recursive: true });
    const index = [...fresh].sort().join('\n');
    await Promise.all(
      [...files, { path: INDEX, text: `${index}\n` }].map(({ path, text }) => writeFile(join(scratch, path), text)),
    );
    if (!(await exists(target))) {
      await rename(scratch, target);
      return;
    }
    for (const path of folders) await mkdir(join(target, path), { recursive: true });
    for (const path of [...fresh, INDEX]) await rename(join(scratch, path), join(target, path));
    await removeStale(
      target,
      [...earlier].filter((path) => !fresh.has(path)),
    );
  } catch (error) {
    refuse(folder)(error);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function refuse(folder: string): (error: unknown) => never {
  return (error) => {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
    throw new UsageError(`${folder} cannot be written${code}`);
  };
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function readIndex(target: string): Promise<string[]> {
  const text = await readFile(join(target, INDEX), 'utf8').catch(() => '');
  // The index is a file that anybody may have changed: it never leads out of the folder.
  return text.split('\n').filter((path) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..'));
}

async function removeStale(target: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(join(target, path), { force: true });
  for (const folder of new Set(paths.map(dirname))) {
    if (folder === '.') continue;
    const left = await readdir(join(target, folder)).catch(() => ['']);
    if (left.length === 0) await rmdir(join(target, folder));
  }
}
