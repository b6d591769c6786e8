import { definedWithin } from '../../../src/base/values/defined.ts';
import { compile, type Compilation } from '../../../src/compiler/compile.ts';
import { load } from '../../../src/api/load.ts';
import type { KubernetesObject, ManifestFile } from '../../../src/target/emit/manifest.ts';
import type { Source } from '../../../src/base/source/source.ts';

/** Compiles a folder as the command line does; the sources may be changed on the way. */
export async function compileFolder(
  folder: string,
  change: (sources: readonly Source[]) => readonly Source[] = (sources) => sources,
): Promise<Compilation> {
  const { sources, entries, lock = {} } = await load(folder);
  return compile(change(sources), { values: new Map(), entries: new Set(entries), lock });
}

/** The same sources with nothing left to agents, so that what these deploy is among the manifests. */
export const withAllShipped = (sources: readonly Source[]): readonly Source[] =>
  sources.map((source) => ({ ...source, text: source.text.replaceAll(/^ *deployed by [a-z-]+$/gm, '') }));

/** As they are written, which is without fields that are undefined. */
export const objectsOf = (files: readonly ManifestFile[] = []): KubernetesObject[] =>
  files.flatMap(({ objects }) => definedWithin(objects));
