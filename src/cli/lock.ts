import { join } from 'node:path';
import { LOCK_FILE, lock as ask, type Locked, type LockOptions } from '../api/index.ts';
import { counted } from '../base/values/words.ts';
import { loadPath, print, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { replaceFile } from './replace-file.ts';
import { UsageError } from './usage.ts';

export interface LockCommandOptions extends CompileOptions {
  readonly check?: boolean;
  readonly trackerUrl?: readonly string[];
}

/** Writes which version each name of a model stands for beside the sources; or, with --check, says what has changed since. */
export async function lock(path: string, options: LockCommandOptions): Promise<number> {
  const { loaded, settings } = await loadPath(path, options);
  const { env } = process;
  const credentials = {
    username: env['MLFLOW_TRACKING_USERNAME'],
    password: env['MLFLOW_TRACKING_PASSWORD'],
    token: env['MLFLOW_TRACKING_TOKEN'],
  };
  const locked = await ask(loaded, { ...settings, credentials, trackers: trackersOf(options.trackerUrl ?? []) });
  const isCheck = options.check === true;
  // What becomes of what the trackers say now is told by the lock that is written.
  if (!isCheck || locked.text === undefined) print(locked.diagnostics, loaded, options.format ?? 'text');
  if (locked.problems.length > 0) throw new UsageError(`${locked.problems.join('\nsflow: ')}\n${ADVICE}`);
  if (locked.text === undefined) return EXIT.errors;
  const file = join(loaded.root, LOCK_FILE);
  if (!isCheck) await replaceFile(file, locked.text);
  if ((options.format ?? 'text') === 'text') tell(locked, file, isCheck);
  return !isCheck && locked.diagnostics.some(({ severity }) => severity === 'error') ? EXIT.errors : EXIT.ok;
}

const ADVICE =
  'where it is reached from here is said by --tracker-url; who asks by MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN';

function tell({ versions, notes, changes }: Locked, file: string, isCheck: boolean): void {
  for (const line of isCheck ? changes : versions) process.stdout.write(`${line}\n`);
  for (const line of notes) process.stderr.write(`${line}\n`);
  if (!isCheck) process.stderr.write(`${file}: ${counted(versions.length, 'version')}\n`);
  else if (changes.length === 0) process.stdout.write(`${file} says what the trackers say\n`);
}

/** `http://localhost:5000`, or `http://mlflow.ml:5000=http://localhost:5000` for each of several. */
function trackersOf(given: readonly string[]): NonNullable<LockOptions['trackers']> {
  const pairs = given.map((text) => text.split(/=(?=https?:)/));
  const [first, second] = pairs;
  if (first?.length === 1 && !second) return first[0] ?? '';
  return Object.fromEntries(
    pairs.map(([tracker = '', place]) => {
      if (place === undefined)
        throw new UsageError('of several --tracker-url each names its tracker: ADDRESS-IN-SOURCES=ADDRESS');
      return [tracker, place];
    }),
  );
}
