import { openPath } from '../compiler/disk-host.ts';
import { LoadError } from '../compiler/load-error.ts';
import * as compiler from '../compiler/load.ts';
import type { Loaded } from './types.ts';

export { LoadError };

/**
 * Reads the sources of a folder, or one source, with all that they import. Rejects with a `LoadError` where the path cannot
 * be read or holds no source; a mistake in a file that can be read is a diagnostic.
 */
export const load = (path: string): Promise<Loaded> => loadBy(compiler.load, path);

/** Reads the sources of a folder, or one source, without what they import. */
export const loadAlone = (path: string): Promise<Loaded> => loadBy(compiler.loadAlone, path);

const loadBy = (read: typeof compiler.load, path: string): Promise<Loaded> =>
  new Promise((resolve, reject) => {
    const opened = openPath(path);
    if (opened instanceof LoadError) {
      reject(opened);
      return;
    }
    const { root, entries, host } = opened;
    const { sources, diagnostics, failure } = read(host, entries);
    if (failure) reject(failure);
    else resolve({ root, sources, entries, diagnostics });
  });
