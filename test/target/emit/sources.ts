import { compile, type Compilation } from '../../../src/compiler/compile.ts';
import { load, type Loaded } from '../../../src/compiler/load.ts';
import type { KubernetesObject, ManifestFile } from '../../../src/target/emit/manifest.ts';
import type { Source } from '../../../src/base/source/source.ts';

/** Compiles a folder as the command line does; the sources may be changed on the way. */
export async function compileFolder(
  folder: string,
  change: (sources: readonly Source[]) => readonly Source[] = (sources) => sources,
): Promise<Compilation> {
  const loaded: Loaded = await load(folder);
  return compile(change(loaded.sources), { values: new Map(), entries: loaded.entries }, loaded.diagnostics);
}

export const objectsOf = (files: readonly ManifestFile[] = []): KubernetesObject[] =>
  files.flatMap(({ objects }) => objects);
