import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path/posix';
import ts from 'typescript';
import { type BuiltFile } from './replace-folder.ts';

const IMPORT = /\bfrom '(\.[^']+)\.ts'/g;

/**
 * The types of modules and of all that their types refer to, and no other; their paths are relative to `from`. Each file is
 * done by itself, without checking (`npm run types` has done that), which takes a fraction of the time; so what is exported
 * has its type written out.
 */
export async function declarations(entries: readonly string[], from: string): Promise<BuiltFile[]> {
  const open = [...entries];
  const done = new Map<string, BuiltFile>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (done.has(file)) continue;
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(await readFile(file, 'utf8'), {
      fileName: file,
      reportDiagnostics: true,
      compilerOptions: { isolatedDeclarations: true, declaration: true },
    });
    const [first] = diagnostics;
    if (first) throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(first.messageText, '\n')}`);
    for (const [, path = ''] of outputText.matchAll(IMPORT)) open.push(join(dirname(file), `${path}.ts`));
    const path = relative(from, file).replace(/\.ts$/, '.d.ts');
    done.set(file, { path, content: outputText.replaceAll(IMPORT, "from '$1.js'") });
  }
  return [...done.values()];
}
