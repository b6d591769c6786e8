import { isUtf8 } from 'node:buffer';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { diagnostic, type Diagnostic } from '../base/diagnostics/diagnostic.ts';
import { PRELUDE } from '../language/names/resolve.ts';
import type { Source } from '../base/source/source.ts';
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

/**
 * Reads the sources of a folder, or one source, with all that they import. Files are read one after the other: hundreds of
 * small ones take less time so than as many promises.
 */
export const load = (path: string): Promise<Loaded> =>
  new Promise((resolve) => {
    const { root, entries } = findEntries(path);
    const loading = new Loading(root);
    const open = [...entries, PRELUDE];
    for (let next = open.pop(); next !== undefined; next = open.pop()) open.push(...loading.read(next));
    resolve({ sources: loading.sources, entries: new Set(entries), root, diagnostics: loading.diagnostics });
  });

/** Reads the sources of a folder, or one source, without what they import. */
export const loadAlone = (path: string): Promise<Omit<Loaded, 'entries'>> =>
  new Promise((resolve) => {
    const { root, entries } = findEntries(path);
    const loading = new Loading(root);
    for (const entry of entries) loading.read(entry);
    resolve({ sources: loading.sources, root, diagnostics: loading.diagnostics });
  });

function findEntries(path: string): { root: string; entries: string[] } {
  if (!attempt(path, () => statSync(path)).isDirectory()) {
    if (!path.endsWith('.sflow')) throw new LoadError(`${path} is no source: sources end in .sflow`);
    return { root: dirname(path), entries: [basename(path)] };
  }
  const entries = list(path, '').sort();
  if (entries.length === 0) throw new LoadError(`${path} holds no source: there is no file that ends in .sflow`);
  return { root: path, entries };
}

/** All sources below a folder. Hidden folders and installed packages hold none of the user's. */
function list(root: string, folder: string): string[] {
  const at = join(root, folder);
  return attempt(at, () => readdirSync(at, { withFileTypes: true })).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name.startsWith('.') || entry.name === 'node_modules' ? [] : list(root, path);
    return entry.isFile() && entry.name.endsWith('.sflow') ? [path] : [];
  });
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new LoadError(reasonOf(error, path));
  }
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

  /** Reads a file, and tells what it imports. One that is not there is left out; an import of it is reported later. */
  read(path: string): string[] {
    if (this.#known.has(path)) return [];
    this.#known.add(path);
    const file = path.startsWith('std/') ? join(libraryFolder(), path.slice('std/'.length)) : join(this.#root, path);
    const size = sizeOf(file);
    if (size === undefined) return [];
    if (size > MAX_SOURCE_BYTES) {
      const start = { path, start: 0, end: 0 };
      this.diagnostics.push(diagnostic('file-too-large', start, { bytes: size, limit: MAX_SOURCE_BYTES }));
      return [];
    }
    const shown = relative('.', file).split(sep).join('/');
    const source = sourceOf(
      path,
      attempt(shown, () => readFileSync(file)),
    );
    if ('code' in source) {
      this.diagnostics.push(source);
      return [];
    }
    this.sources.push(source);
    return importsOf(source);
  }
}

function sizeOf(file: string): number | undefined {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    return found?.isFile() ? found.size : undefined;
  } catch {
    return undefined;
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
