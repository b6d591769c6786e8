import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface BuiltFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly mode?: number;
}

/**
 * Makes these files, and no other, the content of a folder. Each takes the place of its forerunner by a rename, so that
 * programs that load one meanwhile (Prettier its plugin) get the old one or the new one as a whole.
 */
export async function replaceFolder(folder: string, files: readonly BuiltFile[]): Promise<void> {
  for (const { path, content, mode = 0o644 } of files) {
    const file = join(folder, path);
    const part = `${file}.part`;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(part, content, { mode });
    await rename(part, file);
  }
  const kept = new Set(files.flatMap(({ path }) => withFolders(path)));
  const found = (await readdir(folder, { recursive: true })).map((path) => path.replaceAll('\\', '/'));
  for (const path of found.filter((each) => !kept.has(each))) {
    await rm(join(folder, path), { recursive: true, force: true });
  }
}

/** `a/b/c`: `a`, `a/b` and `a/b/c`. */
const withFolders = (path: string): string[] =>
  path.split('/').map((_, index, names) => names.slice(0, index + 1).join('/'));
