import { defined } from '../base/values/defined.ts';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './usage.ts';

/**
 * Writes a file as a whole or not at all: beside its place, and by a rename. Of one that is there a link stays one, and its
 * file keeps its permissions. `shown` names it where it cannot be written.
 */
export async function replaceFile(path: string, text: string, shown = path): Promise<void> {
  try {
    const file = await realpath(path).catch(() => path);
    const mode = await stat(file).then(
      (there) => there.mode,
      () => undefined,
    );
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
