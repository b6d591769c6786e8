import { fieldOf } from '../base/values/plain.ts';
import { isLockedVersion, type LockedVersion, type NamedVersion } from '../target/outline/lock.ts';
import { always, type Authorization } from '../base/http/identity.ts';
import { authorizationOf } from '../tracker/credentials.ts';
import { versionOf, type Access, type Version } from '../tracker/mlflow.ts';
import type { LockOptions } from './types.ts';

/** A version that sources name, of a registry that can be asked. */
export interface Asked extends Required<NamedVersion> {
  /** As it is written: `fraud@production`. */
  readonly text: string;
}

/** What a tracker said of it. */
export interface Told extends Asked {
  readonly entry: LockedVersion | 'absent';
  /** The names in its folder, where they are known. */
  readonly files?: Version['files'];
}

/** Asks one after the other, and each tracker no further once it gave no answer. Problems are sentences. */
export async function askTrackers(
  asked: readonly Asked[],
  { trackers = {}, credentials = {}, timeout }: LockOptions,
): Promise<{ readonly told: readonly Told[]; readonly problems: readonly string[] }> {
  const named = [...new Set(asked.map(({ tracker }) => tracker))];
  const places = placesOf(named, trackers);
  const authorization = authorizationOf(credentials);
  const wrong = [places, authorization].filter((each) => typeof each === 'string');
  if (typeof places === 'string' || typeof authorization === 'string') return { told: [], problems: wrong };
  const told: Told[] = [];
  const problems = new Map<string, string>();
  for (const one of asked) {
    const { tracker } = one;
    if (problems.has(tracker)) continue;
    const access = accessTo(places.get(tracker) ?? tracker, authorization, timeout);
    const answer = await versionOf(access, one.model, one.alias);
    const found = 'found' in answer ? toldOf(one, answer.found) : answer.problem;
    if (typeof found === 'string') problems.set(tracker, `${nameOf(tracker, access.address)} ${found}`);
    else told.push(found);
  }
  return { told, problems: [...problems.values()] };
}

const accessTo = (address: string, authorization: Authorization | undefined, timeout: number | undefined): Access => ({
  address,
  identify: always({ authorization }),
  ...(timeout === undefined ? {} : { timeout }),
});

const nameOf = (tracker: string, address: string): string =>
  tracker === address ? `the tracker ${tracker}` : `the tracker ${tracker}, at ${address},`;

/** Where trackers are reached that are not reached at the address that sources have. */
function placesOf(
  named: readonly string[],
  trackers: NonNullable<LockOptions['trackers']>,
): ReadonlyMap<string, string> | string {
  const [only = '', second] = named;
  if (typeof trackers === 'string' && second !== undefined)
    return `the sources have several trackers: which of ${named.join(', ')} is at ${shown(trackers)}?`;
  const given = typeof trackers === 'string' ? { [only]: trackers } : trackers;
  const places = new Map<string, string>();
  for (const tracker of named) {
    const place = fieldOf(given, tracker);
    if (place === undefined) continue;
    if (!isAddress(place)) return `${shown(place)} is no address of a tracker: http:// or https://, without a password`;
    places.set(tracker, place.replace(/\/+$/, ''));
  }
  const odd = Object.keys(given).find((tracker) => named.length > 0 && !named.includes(tracker));
  return odd === undefined ? places : `no source has the tracker ${shown(odd)}; they have ${named.join(', ')}`;
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}

/** A text of the user's that may have a password in it. */
const shown = (text: string): string => text.replace(/\/\/[^/]*@/, '//…@');

function toldOf(asked: Asked, version: Version | undefined): Told | string {
  if (!version) return { ...asked, entry: 'absent' };
  const { number, address, files } = version;
  const entry = { version: number, address };
  if (!isLockedVersion(entry)) return `gives ${asked.text} a version that is no number, or an address that is none`;
  return { ...asked, entry, ...(files ? { files } : {}) };
}
