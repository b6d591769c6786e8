import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What is behind the name of a workflow in that of a run: by `generateName` (its letters make no words), by a schedule (seconds since
 * 1970), and by an agent (a digest).
 */
const RUN = /^(?:[bcdfghjklmnpqrstvwxz2456789]{5}|[0-9]{10}|[0-9a-f]{16})$/;

/** A folder that is younger may belong to a run that is about to be there. Milliseconds. */
const YOUNG = 3_600_000;

export interface Cleaned {
  readonly removed: readonly string[];
  /** Folders that could not be removed, as those that a step with root left. */
  readonly failed: readonly string[];
}

/**
 * Removes folders of runs that are gone. Only what is named as a run of one of these workflows is looked at, since people may keep
 * folders of their own beside them. Folders are listed before
 * `inUse` says which names stand for runs that are there, or folders in which one goes on, so that none is taken from a run that
 * begins meanwhile. Rejects where the folder cannot be read; then nothing was removed. `now`: milliseconds since 1970 UTC.
 */
export async function cleanFolders(
  root: string,
  workflows: readonly string[],
  inUse: () => Promise<ReadonlySet<string>>,
  now: number,
): Promise<Cleaned> {
  const isRun = (name: string): boolean =>
    workflows.some((workflow) => name.startsWith(`${workflow}-`) && RUN.test(name.slice(workflow.length + 1)));
  const entries = await readdir(root, { withFileTypes: true });
  const found = entries.flatMap((entry) => (entry.isDirectory() && isRun(entry.name) ? [entry.name] : []));
  const used = await inUse();
  const [removed, failed]: [string[], string[]] = [[], []];
  for (const name of found) {
    const path = join(root, name);
    if (used.has(name) || (await isYoung(path, now))) continue;
    try {
      // A link is removed, and not what it leads to.
      await rm(path, { recursive: true });
      removed.push(name);
    } catch {
      failed.push(name);
    }
  }
  return { removed, failed };
}

async function isYoung(path: string, now: number): Promise<boolean> {
  try {
    const { mtimeMs, birthtimeMs } = await lstat(path);
    return now - Math.max(mtimeMs, birthtimeMs) < YOUNG;
  } catch {
    return true;
  }
}
