import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { Script, constants } from 'node:vm';

/** Of a run: it did all that was asked, or it found mistakes. */
export type Outcome = 'whole' | 'part';

export interface Program {
  readonly exports: unknown;
  /** To be called at the end, with how the run came out: keeps the code for the next one, unless it came from a run as good. */
  keep(outcome: Outcome): void;
}

/** In days. What is older is removed, and made anew if it is still used. */
const LIFE = 30;
/** How files with code are named, and those that become one. */
const OURS = /-v\d+\.\d+\.\d+.*-(?:whole|part)(?:\.part-.+)?$/;

/** Bytes of the digest that stands behind the code in a file. */
const SUM = 32;
const sumOf = (code: Buffer): Buffer => createHash('sha256').update(code).digest();

const PREFIX = '(function (exports, require, module, __filename, __dirname) {';

/**
 * Loads a CommonJS file with the code that an earlier run compiled of it. Node's own compile cache holds what is compiled
 * while a file is loaded, which of a bundle is next to nothing; this one holds all functions that a run has called. V8 refuses
 * code of other versions and flags, but knows a source by its length alone: so `digest` names the file's content. `purpose`
 * tells runs apart that call different functions. Without a folder to keep code in, nothing is kept.
 */
export function loadProgram(
  file: string,
  {
    folder,
    digest,
    purpose,
  }: { readonly folder: string | undefined; readonly digest: string; readonly purpose: string },
): Program {
  const name = [digest, process.version, process.arch, purpose].join('-');
  const kept = folder === undefined ? undefined : readKept(folder, name);
  // A bundle is ASCII, which one byte a character holds.
  const script = new Script(`${PREFIX}${readFileSync(file, 'latin1')}\n})`, {
    filename: file,
    columnOffset: -PREFIX.length,
    ...(kept === undefined ? {} : { cachedData: kept.code }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...parameters: readonly unknown[]) => void;
  run(module.exports, createRequire(file), module, file, dirname(file));
  return {
    exports: module.exports,
    keep(outcome) {
      const isKept = kept !== undefined && script.cachedDataRejected !== true;
      if (folder === undefined || (isKept && (kept.outcome === 'whole' || outcome === 'part'))) return;
      writeKept(folder, `${name}-${outcome}`, script.createCachedData());
    },
  };
}

function readKept(folder: string, name: string): { readonly code: Buffer; readonly outcome: Outcome } | undefined {
  for (const outcome of ['whole', 'part'] as const) {
    try {
      const file = join(folder, `${name}-${outcome}`);
      const found = statSync(file);
      // It is run: nobody else may have written it. A pipe or a device would be read without end.
      if (!found.isFile() || found.uid !== (process.getuid?.() ?? 0)) continue;
      const content = readFileSync(file);
      const code = content.subarray(0, -SUM);
      // V8 looks at a code's length and not at the rest, and a process ends on one that a disk has spoilt.
      if (content.length > SUM && sumOf(code).equals(content.subarray(-SUM))) return { code, outcome };
    } catch {
      // There is none, or it may not be read.
    }
  }
  return undefined;
}

/** A folder that cannot be written to costs time, and nothing else. */
function writeKept(folder: string, name: string, code: Buffer): void {
  try {
    makeFolder(dirname(folder));
    makeFolder(folder);
    replace(join(folder, name), Buffer.concat([code, sumOf(code)]));
    removeOld(folder);
  } catch {
    // The next run tries it again.
  }
}

/** Not those above it: a home that is not there is none to be made. */
function makeFolder(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
}

/** The name of the file beside is nobody else's: threads, and containers that share a folder, have the same process id. */
function replace(file: string, content: Buffer): void {
  const scratch = `${file}.part-${randomUUID()}`;
  try {
    writeFileSync(scratch, content, { mode: 0o600, flag: 'wx' });
    renameSync(scratch, file);
  } catch (error) {
    rmSync(scratch, { force: true });
    throw error;
  }
}

/** What a run left which was stopped while it wrote, too; but nothing that another program keeps in a folder of this name. */
function removeOld(folder: string): void {
  const oldest = Date.now() - LIFE * 24 * 60 * 60 * 1000;
  for (const name of readdirSync(folder)) {
    if (!OURS.test(name)) continue;
    const file = join(folder, name);
    if (statSync(file).mtimeMs < oldest) rmSync(file);
  }
}

/** Where the user's programs keep what they can make anew; nowhere where Node's variables say so. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  if (environment['NODE_DISABLE_COMPILE_CACHE'] === '1') return undefined;
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = environment;
  const home = HOME === undefined ? undefined : join(HOME, '.cache');
  const base = [NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, home].find((folder) => isAbsolute(folder ?? ''));
  return base === undefined ? undefined : join(base, 'sflow');
}
