import { fieldOf, isRecord } from '../../base/values/plain.ts';

/** Stands beside the sources. */
export const LOCK_FILE = 'models.lock.yaml';

/** A version of a model, and where the registry says that its files lie. */
export interface LockedVersion {
  /** A number. */
  readonly version: string;
  readonly address: string;
}

/**
 * What trackers said of the versions that sources name: by the tracker's address as the sources have it, the model's name in the
 * registry, and the alias or number. `absent`: the registry had no such version.
 */
export type Lock = Readonly<Record<string, LockedModels>>;
export type LockedModels = Readonly<Record<string, LockedVersions>>;
export type LockedVersions = Readonly<Record<string, LockedVersion | 'absent'>>;

/** A version as sources name it. */
export interface NamedVersion {
  readonly tracker?: string;
  readonly model: string;
  readonly alias: string;
}

/** A number; and a scheme with what stands behind it, on one line. */
const [VERSION, ADDRESS] = [/^\d{1,15}$/, /^[a-z][a-z0-9+.-]*:[^\p{C}]+$/u];

/** Whether what came from outside is an entry. */
export function isLockedVersion(entry: unknown): entry is LockedVersion {
  if (!isRecord(entry) || Object.keys(entry).length !== 2) return false;
  const { version, address } = entry;
  return typeof version === 'string' && VERSION.test(version) && typeof address === 'string' && ADDRESS.test(address);
}

/** The entry of a version; undefined where there is none. */
export function lockedAs(lock: Lock, { tracker, model, alias }: NamedVersion): LockedVersion | 'absent' | undefined {
  const models = tracker === undefined ? undefined : fieldOf(lock, tracker);
  const versions = models && fieldOf(models, model);
  return versions && fieldOf(versions, alias);
}

/** An entry of a lock with what it is of. */
export interface LockEntry extends Required<NamedVersion> {
  readonly entry: LockedVersion | 'absent';
}

/** The entries of a lock, one by one. */
export const entriesOf = (lock: Lock): readonly LockEntry[] =>
  Object.entries(lock).flatMap(([tracker, models]) =>
    Object.entries(models).flatMap(([model, versions]) =>
      Object.entries(versions).map(([alias, entry]) => ({ tracker, model, alias, entry })),
    ),
  );

/** The lock with these entries; of two of one version the later counts. */
export function lockOf(entries: readonly LockEntry[]): Lock {
  const trackers = new Map<string, Map<string, Map<string, LockEntry['entry']>>>();
  for (const { tracker, model, alias, entry } of entries) {
    const models = trackers.get(tracker) ?? new Map<string, Map<string, LockEntry['entry']>>();
    const versions = models.get(model) ?? new Map<string, LockEntry['entry']>();
    trackers.set(tracker, models.set(model, versions.set(alias, entry)));
  }
  // fromEntries defines own fields, so that a model called __proto__ stays one.
  return Object.fromEntries(
    [...trackers].map(([tracker, models]) => [
      tracker,
      Object.fromEntries([...models].map(([model, versions]) => [model, Object.fromEntries(versions)])),
    ]),
  );
}

/**
 * The entries that sources have no use for, which name these versions. An entry of a tracker that these sources do not speak of
 * may be of another platform, if its version is named.
 */
export function needless(lock: Lock, named: readonly NamedVersion[]): readonly LockEntry[] {
  const trackers = new Set(named.map(({ tracker }) => tracker));
  return entriesOf(lock).filter(
    (entry) =>
      !named.some(
        ({ tracker, model, alias }) =>
          model === entry.model && alias === entry.alias && (tracker === entry.tracker || !trackers.has(entry.tracker)),
      ),
  );
}
