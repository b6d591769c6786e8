import { join } from 'node:path';
import { openPath, type Opened } from '../compiler/disk-host.ts';
import { LoadError } from '../compiler/load-error.ts';
import * as compiler from '../compiler/load.ts';
import { LOCK_FILE, type Lock } from '../target/outline/lock.ts';
import type { Loaded } from './types.ts';

export { LoadError };

/**
 * Reads the sources of a folder, or one source, with all that they import. Rejects with a `LoadError` where the path cannot
 * be read or holds no source, or where the lock beside it is none; a mistake in a source that can be read is a diagnostic.
 */
export const load = async (path: string): Promise<Loaded> => {
  const { opened, loaded } = await loadBy(compiler.load, path);
  const lock = await lockIn(opened);
  return lock ? { ...loaded, lock } : loaded;
};

/** Reads the sources of a folder, or one source, without what they import. */
export const loadAlone = async (path: string): Promise<Loaded> => (await loadBy(compiler.loadAlone, path)).loaded;

const loadBy = (read: typeof compiler.load, path: string): Promise<{ opened: Opened; loaded: Loaded }> =>
  new Promise((resolve, reject) => {
    const opened = openPath(path);
    if (opened instanceof LoadError) {
      reject(opened);
      return;
    }
    const { root, entries, areAll, host } = opened;
    const { sources, diagnostics, failure } = read(host, entries);
    if (failure) reject(failure);
    else resolve({ opened, loaded: { root, sources, entries, areAll, diagnostics } });
  });

/** The lock beside the sources, if there is one. What reads it is only loaded then. */
async function lockIn({ root, host }: Opened): Promise<Lock | undefined> {
  const found = host.read(LOCK_FILE);
  if (found === undefined) return undefined;
  if (found instanceof LoadError) throw found;
  const path = join(root, LOCK_FILE);
  if ('code' in found) throw new LoadError(`${path} cannot be read: ${found.message}`);
  const { readLock } = await import('../compiler/lock-file.ts');
  const lock = readLock(found.text, path);
  if (lock instanceof LoadError) throw lock;
  return lock;
}
