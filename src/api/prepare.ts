import { defined } from '../base/values/defined.ts';
import type { Diagnostic as Found } from '../base/diagnostics/diagnostic.ts';
import type { Source } from '../base/source/source.ts';
import type { Options } from '../compiler/compile.ts';
import { libraryHost } from '../compiler/disk-host.ts';
import { layered, memoryHost } from '../compiler/host.ts';
import { libraryOf } from '../compiler/library.ts';
import { load } from '../compiler/load.ts';
import type { CompileOptions, Loaded } from './types.ts';

/** What `load` read, or texts and what they need of the library, as the compiler takes them. */
export function prepare(
  input: Loaded | readonly Source[],
  { entries, platform, lock, locked = false, values = {} }: CompileOptions,
): { readonly sources: readonly Source[]; readonly settings: Options; readonly found: readonly Found[] } {
  const loaded: Omit<Loaded, 'root'> =
    'sources' in input
      ? input
      : { sources: withImports(input), entries: input.map(({ path }) => path).filter(isOwn), diagnostics: [] };
  return {
    sources: loaded.sources,
    settings: defined({
      entries: new Set(entries ?? loaded.entries),
      library,
      values: new Map(Object.entries(values)),
      platform,
      lock: lock ?? loaded.lock,
      locked: locked ? (loaded.areAll === false ? 'some' : 'all') : undefined,
      isPartial: loaded.areAll === false,
    }),
    // `load` made them, whose names are all of the catalogue.
    found: loaded.diagnostics as readonly Found[],
  };
}

const library = libraryOf(libraryHost);

/** Adds what sources import and do not bring, of the standard library. */
export const withImports = (sources: readonly Source[]): readonly Source[] =>
  load(
    layered(memoryHost(sources), libraryHost),
    sources.map(({ path }) => path),
  ).sources;

const isOwn = (path: string): boolean => !path.startsWith('std/');
