import { isUtf8 } from 'node:buffer';
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { PRELUDE } from '../names/resolve.ts';
import type { Source } from '../source/source.ts';
import { MAX_SOURCE_BYTES } from '../../grammar/limits.ts';
import { importsOf } from './imports-of.ts';
import { libraryFolder } from './library.ts';
import { LoadError } from './load-error.ts';

export interface Loaded {
  /** Paths are relative to `root`, with forward slashes; those of the library begin with `std/`. */
  readonly sources: readonly Source[];
  readonly entries: ReadonlySet<string>;
  /** The folder that was named, or that holds the file that was. */
  readonly root: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the sources of a folder, or one source, with all that they import. */
export async function load(path: string): Promise<Loaded> {
  const { root, entries } = await findEntries(path);
  const loading = new Loading(root);
  const first = await Promise.all([...entries, PRELUDE].map((entry) => loading.read(entry)));
  let open = first.flatMap((source) => (source ? importsOf(source) : []));
  while (open.length > 0) {
    const wave = [...new Set(open)].filter((entry) => !loading.known(entry));
    const read = await Promise.all(wave.map((entry) => loading.read(entry)));
    open = read.flatMap((source) => (source ? importsOf(source) : []));
  }
  return { sources: loading.sources, entries: new Set(entries), root, diagnostics: loading.diagnostics };
}

async function findEntries(path: string): Promise<{ root: string; entries: string[] }> {
  const found = await stat(path).catch((error: unknown) => {
    throw new LoadError(reasonOf(error, path));
  });
  if (!found.isDirectory()) {
    if (!path.endsWith('.sflow')) throw new LoadError(`${path} is no source: sources end in .sflow`);
    return { root: dirname(path), entries: [basename(path)] };
  }
  const entries = (await list(path, '')).sort();
  if (entries.length === 0) throw new LoadError(`${path} holds no source: there is no file that ends in .sflow`);
  return { root: path, entries };
}

/** All sources below a folder. Hidden folders and installed packages hold none of the user's. */
async function list(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    throw new LoadError(reasonOf(error, join(root, folder)));
  });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory())
        return entry.name.startsWith('.') || entry.name === 'node_modules' ? [] : list(root, path);
      return entry.isFile() && entry.name.endsWith('.sflow') ? [path] : [];
    }),
  );
  return found.flat();
}

function reasonOf(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `there is no ${path}`;
  if (code === 'EACCES') return `${path} may not be read`;
  return `${path} cannot be read${typeof code === 'string' ? ` (${code})` : ''}`;
}

class Loading {
  readonly sources: Source[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #known = new Set<string>();
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  known(path: string): boolean {
    return this.#known.has(path);
  }

  /** A file that is not there is left out; the import that names it is reported later. */
  async read(path: string): Promise<Source | undefined> {
    this.#known.add(path);
    const file = path.startsWith('std/') ? join(libraryFolder(), path.slice('std/'.length)) : join(this.#root, path);
    const span = { path, start: 0, end: 0 };
    const size = await stat(file).then(
      (found) => (found.isFile() ? found.size : undefined),
      () => undefined,
    );
    if (size === undefined) return undefined;
    if (size > MAX_SOURCE_BYTES) {
      this.diagnostics.push(diagnostic('file-too-large', span, { bytes: size, limit: MAX_SOURCE_BYTES }));
      return undefined;
    }
    const bytes = await readFile(file).catch((error: unknown) => {
      throw new LoadError(reasonOf(error, relative('.', file).split(sep).join('/')));
    });
    const source = sourceOf(path, bytes);
    if ('code' in source) {
      this.diagnostics.push(source);
      return undefined;
    }
    this.sources.push(source);
    return source;
  }
}

/** The text of a file; or, of bytes that are not UTF-8, what to say of the first of them. */
export function sourceOf(path: string, bytes: Uint8Array): Source | Diagnostic {
  const text = Buffer.from(bytes).toString('utf8');
  if (isUtf8(bytes)) return { path, text };
  const [before = ''] = text.split('\ufffd');
  const [byte, line] = [Buffer.byteLength(before) + 1, before.split('\n').length];
  const help = `the first byte that is no text is number ${String(byte)}, in line ${String(line)}`;
  return diagnostic('not-utf8', { path, start: 0, end: 0 }, {}, { help });
}
