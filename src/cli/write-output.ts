import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
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
export function writeOutput(folder: string, files: readonly OutputFile[]): void {
  const target = resolve(folder);
  const earlier = new Set(attempt(folder, () => readIndex(target)));
  const fresh = new Set(files.map(({ path }) => path));
  for (const path of fresh) {
    if (earlier.has(path) || !existsSync(join(target, path))) continue;
    throw new UsageError(
      `${join(folder, path)} is there already, and no build of sflow wrote it; take another folder, or remove it`,
    );
  }
  attempt(folder, () => {
    mkdirSync(dirname(target), { recursive: true });
    const scratch = mkdtempSync(`${target}.part-`);
    try {
      fill(scratch, files, fresh);
      putInPlace(scratch, target, fresh, earlier);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}

function fill(scratch: string, files: readonly OutputFile[], paths: ReadonlySet<string>): void {
  for (const path of foldersOf(paths)) mkdirSync(join(scratch, path), { recursive: true });
  for (const { path, text } of files) writeFileSync(join(scratch, path), text);
  writeFileSync(join(scratch, INDEX), `${[...paths].sort().join('\n')}\n`);
}

const foldersOf = (paths: ReadonlySet<string>): Set<string> => new Set([...paths].map((path) => dirname(path)));

function putInPlace(scratch: string, target: string, fresh: ReadonlySet<string>, earlier: ReadonlySet<string>): void {
  if (!existsSync(target)) {
    renameSync(scratch, target);
    return;
  }
  for (const path of foldersOf(fresh)) mkdirSync(join(target, path), { recursive: true });
  for (const path of [...fresh, INDEX]) renameSync(join(scratch, path), join(target, path));
  removeStale(
    target,
    [...earlier].filter((path) => !fresh.has(path)),
  );
}

function attempt<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
    throw new UsageError(`${folder} cannot be written${code}`);
  }
}

/** The index is a file that anybody may have changed: it never leads out of the folder. */
function readIndex(target: string): string[] {
  const index = join(target, INDEX);
  return (existsSync(index) ? readFileSync(index, 'utf8') : '')
    .split('\n')
    .filter((path) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..'));
}

function removeStale(target: string, paths: readonly string[]): void {
  for (const path of paths) rmSync(join(target, path), { force: true });
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    const at = join(target, folder);
    if (folder !== '.' && existsSync(at) && readdirSync(at).length === 0) rmdirSync(at);
  }
}
