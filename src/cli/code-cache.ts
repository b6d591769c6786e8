import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
      // It is run: nobody else may have written it.
      if (statSync(file).uid === (process.getuid?.() ?? 0)) return { code: readFileSync(file), outcome };
    } catch {
      // There is none, or it may not be read.
    }
  }
  return undefined;
}

/** A folder that cannot be written to costs time, and nothing else. */
function writeKept(folder: string, name: string, code: Buffer): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // One that a run left which was stopped while it wrote goes with what is old.
    const scratch = join(folder, `${name}.part-${String(process.pid)}`);
    writeFileSync(scratch, code, { mode: 0o600 });
    renameSync(scratch, join(folder, name));
    const oldest = Date.now() - LIFE * 24 * 60 * 60 * 1000;
    for (const other of readdirSync(folder)) {
      const file = join(folder, other);
      if (statSync(file).mtimeMs < oldest) rmSync(file);
    }
  } catch {
    // The next run tries it again.
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
