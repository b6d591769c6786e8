import { compile, type Compilation } from '../../src/compiler/compile.ts';
import { load } from '../../src/compiler/load.ts';

/** Compiles a folder of sources as the command line does. */
export async function compileFolder(path: string, values: Readonly<Record<string, string>> = {}): Promise<Compilation> {
  const { sources, entries, diagnostics } = await load(path);
  return compile(sources, { entries, values: new Map(Object.entries(values)) }, diagnostics);
}
