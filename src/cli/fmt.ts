import { join, resolve } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { LoadError, format, type Diagnostic, type FormatOptions, type Source } from '../api/index.ts';
import { loadAlone } from '../api/load.ts';
import { print } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { replaceFile } from './replace-file.ts';
import { UsageError } from './usage.ts';

export interface FmtOptions {
  readonly check?: boolean;
  readonly width?: string;
}

/** Narrower lines have no room for what cannot be broken. */
const MIN_WIDTH = 40;
const MAX_WIDTH = 1000;

/** Lays sources out, in place; what cannot be read is told and left alone. Prints what was changed, or would be. */
export async function fmt(paths: readonly string[], { check = false, width }: FmtOptions): Promise<number> {
  const layout = layoutOf(width);
  if (paths.includes('-')) {
    if (paths.length > 1) throw new UsageError('- is the standard input, and stands alone');
    return fmtInput(check, layout);
  }
  const done = new Set<string>();
  let code: number = EXIT.ok;
  for (const path of paths) {
    const { sources, diagnostics, root } = await loadAlone(path).catch((error: unknown) => {
      throw error instanceof LoadError ? new UsageError(error.message) : error;
    });
    const found: Diagnostic[] = [...diagnostics];
    for (const source of sources) {
      const file = join(root, source.path);
      if (done.has(resolve(file))) continue;
      done.add(resolve(file));
      const { text, diagnostics: problems } = await format(source, layout);
      found.push(...problems);
      if (text === undefined || text === source.text) continue;
      if (check) code = EXIT.errors;
      else await replaceFile(file, text);
      process.stdout.write(`${file}\n`);
    }
    if (found.length > 0) code = EXIT.errors;
    print(found, { sources, root }, 'text');
  }
  return code;
}

async function fmtInput(check: boolean, layout: FormatOptions): Promise<number> {
  const source: Source = { path: 'standard input', text: await readText(process.stdin) };
  const { text, diagnostics } = await format(source, layout);
  print(diagnostics, { sources: [source], root: '.' }, 'text');
  if (text === undefined) return EXIT.errors;
  if (check) return text === source.text ? EXIT.ok : EXIT.errors;
  process.stdout.write(text);
  return EXIT.ok;
}

function layoutOf(width: string | undefined): FormatOptions {
  if (width === undefined) return {};
  const columns = /^\d{1,4}$/.test(width) ? Number(width) : Number.NaN;
  if (!(columns >= MIN_WIDTH && columns <= MAX_WIDTH))
    throw new UsageError(`--width wants a number of characters from ${MIN_WIDTH} to ${MAX_WIDTH}, not ${width}`);
  return { width: columns };
}
