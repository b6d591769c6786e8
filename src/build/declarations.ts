import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const IMPORT = /\bfrom '(\.[^']+)\.ts'/g;

/**
 * Writes the types of a module and of all that its types refer to, and no other. Each file is done by itself, without
 * checking (`npm run types` has done that), which takes a fraction of the time; so what is exported has its type written out.
 */
export async function writeDeclarations(entry: string, from: string, to: string): Promise<void> {
  const open = [entry];
  const done = new Set<string>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(await readFile(file, 'utf8'), {
      fileName: file,
      reportDiagnostics: true,
      compilerOptions: { isolatedDeclarations: true, declaration: true },
    });
    const [first] = diagnostics;
    if (first) throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(first.messageText, '\n')}`);
    for (const [, path = ''] of outputText.matchAll(IMPORT)) open.push(join(dirname(file), `${path}.ts`));
    const out = join(to, relative(from, file)).replace(/\.ts$/, '.d.ts');
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, outputText.replaceAll(IMPORT, "from '$1.js'"));
  }
}
