import { defined } from '../base/values/defined.ts';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './usage.ts';

/**
 * Writes a file as a whole or not at all: beside its place, and by a rename. Of one that is there a link stays one, and its
 * file keeps its permissions. A device is written to. `shown` names it where it cannot be written.
 */
export async function replaceFile(path: string, text: string, shown = path): Promise<void> {
  try {
    const there = await stat(path).catch(() => undefined);
    // A device or a pipe, as /dev/null, is written to: a file in its place would end what it is for everybody.
    if (there && !there.isFile()) {
      await writeFile(path, text);
      return;
    }
    const file = await realpath(path).catch(() => path);
    const mode = there?.mode;
    const scratch = join(dirname(file), `.${basename(file)}.part-${String(process.pid)}`);
    // One that is there is not ours: it is neither written through nor removed.
    await writeFile(scratch, '', defined({ mode, flag: 'wx' }));
    try {
      await writeFile(scratch, text);
      await rename(scratch, file);
    } finally {
      await rm(scratch, { force: true });
    }
  } catch (error) {
    refuseWrite(shown)(error);
  }
}

/** Says why a file cannot be written, as in a `catch`. */
export function refuseWrite(shown: string): (error: unknown) => never {
  return (error) => {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
    throw new UsageError(`${shown} cannot be written${code}`);
  };
}
