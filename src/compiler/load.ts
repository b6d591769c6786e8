import type { Diagnostic } from '../base/diagnostics/diagnostic.ts';
import type { Source } from '../base/source/source.ts';
import { importedPath } from '../language/names/imports.ts';
import { PRELUDE } from '../language/names/resolve.ts';
import type { Host } from './host.ts';
import { LoadError } from './load-error.ts';
import { treeOf } from './tree-of.ts';

export interface Loaded {
  /** In the order in which they were asked for: what is imported comes later. */
  readonly sources: readonly Source[];
  /** What is wrong with the bytes of files. */
  readonly diagnostics: readonly Diagnostic[];
  /** Why the first that the host has and cannot give is not among the sources. */
  readonly failure?: LoadError;
}

/** Reads files with all that they import. One that is not there is left out; an import of it is reported later. */
export const load = (host: Host, paths: readonly string[]): Loaded => read(host, [...paths, PRELUDE], importsOf);

/** Reads files without what they import. */
export const loadAlone = (host: Host, paths: readonly string[]): Loaded => read(host, paths, () => []);

function read(host: Host, paths: readonly string[], more: (source: Source) => readonly string[]): Loaded {
  const sources: Source[] = [];
  const diagnostics: Diagnostic[] = [];
  // It grows while it is gone through, and has each path once.
  const open = new Set(paths);
  for (const path of open) {
    const found = host.read(path);
    if (found instanceof LoadError) return { sources, diagnostics, failure: found };
    if (found === undefined) continue;
    if ('code' in found) diagnostics.push(found);
    else {
      sources.push(found);
      for (const next of more(found)) open.add(next);
    }
  }
  return { sources, diagnostics };
}

const importsOf = (source: Source): string[] =>
  treeOf(source).value.imports.flatMap((each) => importedPath(source.path, each) ?? []);

/** All sources below a folder, in order. Hidden folders and installed packages hold none of the user's. */
export function sourcesIn(host: Host, folder = ''): readonly string[] | LoadError {
  const names = host.list(folder) ?? [];
  if (names instanceof LoadError) return names;
  const found: string[] = [];
  for (const name of names) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (name.endsWith('/')) {
      if (name.startsWith('.') || name === 'node_modules/') continue;
      const below = sourcesIn(host, path.slice(0, -1));
      if (below instanceof LoadError) return below;
      found.push(...below);
    } else if (name.endsWith('.sflow')) found.push(path);
  }
  return found.sort();
}
