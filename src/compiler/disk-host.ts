import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { normalize } from 'node:path/posix';
import { MAX_SOURCE_BYTES } from '../../grammar/limits.ts';
import { diagnostic } from '../base/diagnostics/diagnostic.ts';
import { layered, type Host } from './host.ts';
import { LoadError } from './load-error.ts';
import { sourcesIn } from './load.ts';
import { sourceOf } from './source-of.ts';

/** What a path on the disk names: a folder of sources, or one source. */
export interface Opened {
  /** The folder that was named, or that holds the file that was. */
  readonly root: string;
  /** The sources that are meant, below `root`. */
  readonly entries: readonly string[];
  /** Whether there are no others in that folder. */
  readonly areAll: boolean;
  readonly host: Host;
}

export function openPath(path: string): Opened | LoadError {
  const status = attempt(path, () => statSync(path));
  if (status instanceof LoadError) return status;
  const opened = (root: string, entries: readonly string[], areAll: boolean): Opened => ({
    root,
    entries,
    areAll,
    host: layered(libraryHost, diskHost(root)),
  });
  if (!status.isDirectory()) {
    if (!path.endsWith('.sflow')) return new LoadError(`${path} is no source: sources end in .sflow`);
    return opened(dirname(path), [basename(path)], isAlone(path));
  }
  const entries = sourcesIn(diskHost(path));
  if (entries instanceof LoadError) return entries;
  if (entries.length === 0) return new LoadError(`${path} holds no source: there is no file that ends in .sflow`);
  return opened(path, entries, true);
}

/** Whether a source is the only one in its own folder. */
function isAlone(path: string): boolean {
  const names = listFolder(dirname(path));
  return Array.isArray(names) && names.filter((name: string) => name.endsWith('.sflow')).length === 1;
}

const diskHost = (root: string): Host => ({
  // Names of the library lead to no other file, so that each file has one path.
  read: (path) =>
    path.startsWith('std/') && normalize(path) !== path ? undefined : readSource(path, join(root, path)),
  list: (folder) => listFolder(join(root, folder)),
});

const library = new Map<string, ReturnType<Host['read']>>();

/** The standard library: a folder beside the package.json of this package. It is a part of this program, and read once. */
export const libraryHost: Host = {
  read(path) {
    const [, name] = /^std\/([\w-]+\.sflow)$/.exec(path) ?? [];
    if (name !== undefined && !library.has(path)) library.set(path, readSource(path, join(libraryFolder(), name)));
    return library.get(path);
  },
  list: (folder) => (folder === 'std' ? listFolder(libraryFolder()) : undefined),
};

let folder: string | undefined;

/** Above this file, be it bundled or not. */
const libraryFolder = (): string => (folder ??= findLibrary());

function findLibrary(): string {
  let at = import.meta.dirname;
  while (!existsSync(join(at, 'stdlib', 'primitives.sflow')) && dirname(at) !== at) at = dirname(at);
  return join(at, 'stdlib');
}

function readSource(path: string, file: string): ReturnType<Host['read']> {
  const size = sizeOf(file);
  if (size === undefined) return undefined;
  if (size > MAX_SOURCE_BYTES)
    return diagnostic('file-too-large', { path, start: 0, end: 0 }, { bytes: size, limit: MAX_SOURCE_BYTES });
  const bytes = attempt(relative('.', file).split(sep).join('/'), () => readFileSync(file));
  return bytes instanceof LoadError ? bytes : sourceOf(path, bytes);
}

function sizeOf(file: string): number | undefined {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    return found?.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

function listFolder(folder: string): ReturnType<Host['list']> {
  return attempt(folder, () => {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [`${entry.name}/`] : entry.isFile() ? [entry.name] : []));
  });
}

function attempt<T>(path: string, read: () => T): T | LoadError {
  try {
    return read();
  } catch (error) {
    return new LoadError(reasonOf(error, path));
  }
}

function reasonOf(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `there is no ${path}`;
  if (code === 'EACCES') return `${path} may not be read`;
  return `${path} cannot be read${typeof code === 'string' ? ` (${code})` : ''}`;
}
