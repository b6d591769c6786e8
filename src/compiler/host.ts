import type { Diagnostic } from '../base/diagnostics/diagnostic.ts';
import type { Source } from '../base/source/source.ts';
import type { LoadError } from './load-error.ts';

/**
 * Where sources come from: a disk, a program that holds texts, an editor. Paths are relative to the root of the host, with
 * forward slashes; those of the standard library begin with `std/`. Synchronous, since hundreds of small files take less time
 * so than as many promises.
 */
export interface Host {
  /** A file; what is wrong with its bytes; why it cannot be read. Undefined where there is none. */
  readonly read: (path: string) => Source | Diagnostic | LoadError | undefined;
  /** The names in a folder ('' is the root), those of folders with a slash behind. Undefined where there is none. */
  readonly list: (folder: string) => readonly string[] | LoadError | undefined;
}

/** Sources that are there already. What is read are these very objects, of which each is parsed once. */
export function memoryHost(sources: readonly Source[]): Host {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return {
    read: (path) => byPath.get(path),
    list(folder) {
      const prefix = folder === '' ? '' : `${folder}/`;
      const below = [...byPath.keys()].filter((path) => path.startsWith(prefix));
      const names = new Set(below.map((path) => /^[^/]+\/?/.exec(path.slice(prefix.length))?.[0] ?? ''));
      return names.size === 0 && folder !== '' ? undefined : [...names];
    },
  };
}

/** Two hosts as one: what the first does not have is the second's. */
export const layered = (first: Host, second: Host): Host => ({
  read: (path) => first.read(path) ?? second.read(path),
  list: (folder) => first.list(folder) ?? second.list(folder),
});
