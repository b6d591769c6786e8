import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fingerprint } from '../base/values/fingerprint.ts';
import { UsageError } from './usage.ts';

export interface OutputFile {
  /** Relative to the output folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Lists what a build wrote, each with its digest, so that the next one may remove it, and knows what was edited since. */
const INDEX = '.sflow-build';

/**
 * Writes a build: first all of it into a folder beside, then each file by a rename into its place, and last away with what
 * an earlier build wrote and this one did not. A file that is not from a build is never touched, and one that was edited since
 * only by `force`.
 */
export function writeOutput(folder: string, files: readonly OutputFile[], force = false): void {
  const target = resolve(folder);
  const earlier = attempt(folder, () => readIndex(target));
  const fresh = new Map(files.map(({ path, text }) => [path, text]));
  for (const path of fresh.keys()) {
    if (earlier.has(path) || !existsSync(join(target, path))) continue;
    throw new UsageError(
      `${join(folder, path)} is there already, and no build of sflow wrote it; take another folder, or remove it`,
    );
  }
  if (!force) refuseEdited(folder, target, earlier, fresh);
  attempt(folder, () => {
    mkdirSync(dirname(target), { recursive: true });
    const scratch = mkdtempSync(`${target}.part-`);
    try {
      fill(scratch, files, fresh);
      putInPlace(scratch, target, fresh, earlier);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}

/** A folder that holds sources is none for a build, which would write and remove files among them. */
export function refuseAmongSources(folder: string, sources: readonly string[]): void {
  if (!existsSync(folder)) return;
  const target = realpathSync(folder);
  const held = sources.find((path) => existsSync(path) && realpathSync(path).startsWith(`${target}${sep}`));
  if (held === undefined) return;
  throw new UsageError(
    `${folder} holds the source ${held}; take a folder of its own, as in: -o ${join(folder, 'dist')}`,
  );
}

/** Git may give files other ends of lines than they were written with. */
const digestOf = (text: string): string => fingerprint(text.replaceAll('\r\n', '\n'));

const SHOWN = 5;

/** What somebody edited would be lost; unless it is now what the sources say. */
function refuseEdited(folder: string, target: string, earlier: Index, fresh: ReadonlyMap<string, string>): void {
  const edited = [...earlier].flatMap(([path, digest]) => {
    const file = join(target, path);
    if (digest === undefined || !existsSync(file)) return [];
    const found = attempt(folder, () => readFileSync(file, 'utf8'));
    return found === fresh.get(path) || digestOf(found) === digest ? [] : [join(folder, path)];
  });
  if (edited.length === 0) return;
  const more = edited.length > SHOWN ? [`and ${String(edited.length - SHOWN)} more`] : [];
  throw new UsageError(
    `edited since sflow wrote it, which a build would undo: ${[...edited.slice(0, SHOWN), ...more].join(', ')}; bring that into the sources, and then build with --force`,
  );
}

function fill(scratch: string, files: readonly OutputFile[], paths: Paths): void {
  for (const path of foldersOf(paths)) mkdirSync(join(scratch, path), { recursive: true });
  for (const { path, text } of files) writeFileSync(join(scratch, path), text);
  const lines = files.map(({ path, text }) => `${path} ${digestOf(text)}\n`);
  writeFileSync(join(scratch, INDEX), lines.sort().join(''));
}

type Paths = ReadonlyMap<string, unknown>;
/** By path; without a digest where the index has none. */
type Index = ReadonlyMap<string, string | undefined>;

const foldersOf = (paths: Paths): Set<string> => new Set([...paths.keys()].map((path) => dirname(path)));

function putInPlace(scratch: string, target: string, fresh: Paths, earlier: Paths): void {
  if (!existsSync(target)) {
    renameSync(scratch, target);
    return;
  }
  for (const path of foldersOf(fresh)) mkdirSync(join(target, path), { recursive: true });
  for (const path of [...fresh.keys(), INDEX]) renameSync(join(scratch, path), join(target, path));
  removeStale(
    target,
    [...earlier.keys()].filter((path) => !fresh.has(path)),
  );
}

function attempt<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
    throw new UsageError(`${folder} cannot be written${code}`);
  }
}

/** The index is a file that anybody may have changed: it never leads out of the folder. */
function readIndex(target: string): Index {
  const index = join(target, INDEX);
  const lines = (existsSync(index) ? readFileSync(index, 'utf8') : '').split(/\r?\n/);
  const entries = lines.map((line): [string, string | undefined] => {
    const [, path = line, digest] = /^(.+) ([0-9a-f]{16})$/.exec(line) ?? [];
    return [path, digest];
  });
  return new Map(entries.filter(([path]) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..')));
}

function removeStale(target: string, paths: readonly string[]): void {
  for (const path of paths) rmSync(join(target, path), { force: true });
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    const at = join(target, folder);
    if (folder !== '.' && existsSync(at) && readdirSync(at).length === 0) rmdirSync(at);
  }
}
