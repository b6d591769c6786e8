import { load as read } from '../compiler/load.ts';
import type { Loaded } from './types.ts';

export { LoadError } from '../compiler/load-error.ts';

/**
 * Reads the sources of a folder, or one source, with all that they import. Rejects with a `LoadError` where the path cannot
 * be read or holds no source; a mistake in a file that can be read is a diagnostic.
 */
export async function load(path: string): Promise<Loaded> {
  const { entries, ...loaded } = await read(path);
  return { ...loaded, entries: [...entries] };
}
