import { load } from '../../src/api/load.ts';
import type { Diagnostic } from '../../src/base/diagnostics/diagnostic.ts';
import { compile, type Compilation } from '../../src/compiler/compile.ts';

/** Compiles a folder of sources as the command line does. */
export async function compileFolder(path: string, values: Readonly<Record<string, string>> = {}): Promise<Compilation> {
  const { sources, entries, diagnostics, lock = {} } = await load(path);
  const settings = { entries: new Set(entries), values: new Map(Object.entries(values)), lock };
  return compile(sources, settings, diagnostics as readonly Diagnostic[]);
}
