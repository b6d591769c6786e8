import { primitives } from '../../contract/primitives/primitives.ts';
import { aliasesOf, newestVersions, type Entry } from '../../tracker/registry.ts';
import type { Access } from '../../tracker/ask.ts';
import type { Answer } from '../../tracker/answer.ts';
import type { Sighting } from '../host/batch.ts';
import type { Host } from '../host/host.ts';
import { reachTracker, type TrackerOptions } from './source-access.ts';

/** A model whose changes an agent waits for, as a `ModelSubject` names it. */
export interface WatchedModel {
  readonly name: string;
  readonly tracker: string;
}

export interface ChangeOptions extends TrackerOptions {
  /** What the journal has: a model that was looked at before is compared with that, and what happened meanwhile is news. */
  readonly seen?: readonly Sighting[];
  /** Is told why a model could not be looked at; it is tried again. */
  readonly failed?: (model: string, reason: string) => void;
  /** Milliseconds between two looks. */
  readonly period?: number;
}

const PERIOD = 30_000;

/**
 * Tells a host of versions that were registered and of aliases that were moved, by looking at the registry again and again: MLflow tells
 * nobody. What comes and goes between two looks is not seen, as an alias that is moved and moved back. Ends with what it gives.
 */
export function watchModels(
  models: readonly WatchedModel[],
  host: Pick<Host, 'changed' | 'known'>,
  options: ChangeOptions = {},
): () => void {
  const { period = PERIOD, seen = [], failed } = options;
  const end = new AbortController();
  const timers = new Map<string, NodeJS.Timeout>();
  for (const { name, tracker } of models) {
    const access = { ...reachTracker(tracker, options), signal: end.signal, ...timeoutOf(options) };
    let memory = remembered(name, seen);
    const look = async (): Promise<void> => {
      const answer = await lookAt(access, name, memory);
      if (end.signal.aborted) return;
      if ('problem' in answer) failed?.(name, `the tracker ${answer.problem}`);
      else {
        memory = answer.found.memory;
        tell(host, name, answer.found);
      }
      timers.set(
        name,
        setTimeout(() => void look(), period),
      );
    };
    void look();
  }
  return () => {
    end.abort();
    for (const timer of timers.values()) clearTimeout(timer);
  };
}

const timeoutOf = ({ timeout }: TrackerOptions): { timeout?: number } => (timeout === undefined ? {} : { timeout });

function tell(host: Pick<Host, 'changed' | 'known'>, name: string, { known, changes }: Look): void {
  const object = objectOf(name);
  if (known.length > 0) host.known(known.map((change) => ({ object, change })));
  for (const { id, state } of changes) host.changed(object, { id, subject: { kind: 'model', name }, state });
}

/** A registered model has no uid; one that was deleted and made anew goes on as it was. */
const objectOf = (model: string): string => `model ${model}`;

// ------------------------------------------------------------------------------------------------- what is known of a model

/** What a look found out. */
interface Memory {
  /** Versions that were registered when the newest one was, or after the first look. */
  readonly versions: ReadonlySet<string>;
  /** When the newest of them was registered, in milliseconds since 1970 UTC. */
  readonly newest: number;
  /** By alias: for which version it stands, none if it is not set, and how often it was moved. */
  readonly aliases: ReadonlyMap<string, Place>;
}

interface Place {
  readonly version: string;
  readonly moves: number;
}

const UNSET = '';
const NOWHERE: Place = { version: UNSET, moves: 0 };

/** What a look has found: `known` are ids without news, `changes` are news, in their order. */
interface Look {
  readonly memory: Memory;
  readonly known: readonly string[];
  readonly changes: readonly { readonly id: string; readonly state: 'registered' | 'promoted' }[];
}

const LOOKED = 'looked';
const VERSION = /^(\d+) of (\d+)\/registered$/;
const MOVE = /^(.+)=(\d*) #(\d+)\/promoted$/;

/** Numbers are given again when the highest version was deleted, so that the instant belongs to the id. */
const versionId = ({ number, created }: Entry): string => `${number} of ${String(created)}/registered`;
const moveId = (alias: string, { version, moves }: Place): string => `${alias}=${version} #${String(moves)}/promoted`;

/** What the ids of a model that were seen say of it. */
function remembered(model: string, seen: readonly Sighting[]): Memory | undefined {
  const ids = seen.filter(({ object }) => object === objectOf(model)).map(({ change }) => change);
  if (!ids.includes(LOOKED)) return undefined;
  const aliases = new Map<string, Place>();
  for (const id of ids) {
    const [, alias = '', version = '', moves = ''] = MOVE.exec(id) ?? [];
    if (alias !== '' && Number(moves) >= (aliases.get(alias)?.moves ?? 0))
      aliases.set(alias, { version, moves: Number(moves) });
  }
  const versions = ids.filter((id) => VERSION.test(id));
  const newest = Math.max(-Infinity, ...versions.map((id) => Number(VERSION.exec(id)?.[2])));
  return { versions: new Set(versions), newest, aliases };
}

/** Looks at a model once, and compares it with what was known. */
async function lookAt(access: Access, model: string, before: Memory | undefined): Promise<Answer<Look>> {
  const versions = await versionsSince(access, model, before?.newest);
  if ('problem' in versions) return versions;
  const aliases = await aliasesOf(access, model);
  if ('problem' in aliases) return aliases;
  const newer = versions.found.map((entry) => versionId(entry)).filter((id) => before?.versions.has(id) !== true);
  const known = before?.aliases ?? new Map<string, Place>();
  const moved = movedIn(aliases.found ?? {}, known);
  const memory = {
    versions: new Set([...(before?.versions ?? []), ...newer]),
    newest: Math.max(before?.newest ?? -Infinity, ...versions.found.map(({ created }) => created)),
    aliases: new Map([...known, ...moved]),
  };
  const promoted = [...moved]
    .filter(([alias, place]) => isPromotion(alias, place, known))
    .map((move) => moveId(...move));
  const others = [...moved]
    .filter(([alias, place]) => !isPromotion(alias, place, known))
    .map((move) => moveId(...move));
  if (!before) return { found: { memory, known: [LOOKED, ...newer, ...promoted, ...others], changes: [] } };
  const changes = [
    ...newer.map((id) => ({ id, state: 'registered' as const })),
    ...promoted.map((id) => ({ id, state: 'promoted' as const })),
  ];
  return { found: { memory, known: others, changes } };
}

const { leaves } = primitives.promote;

/** A promotion moves `previous` to where `production` was, first, and that is no promotion of its own; nor is an alias that is taken away. */
const isPromotion = (alias: string, { version }: Place, before: ReadonlyMap<string, Place>): boolean =>
  version !== UNSET && !(alias === leaves?.as && version === before.get(leaves.under)?.version);

/** In the order in which they were registered: those from an instant on; at a first look the newest alone. */
async function versionsSince(
  access: Access,
  model: string,
  since: number | undefined,
): Promise<Answer<readonly Entry[]>> {
  const found: Entry[] = [];
  for (let from = ''; ;) {
    const page = await newestVersions(access, model, from);
    if ('problem' in page) return page;
    const { entries, next } = page.found;
    const bound = since ?? (found[0] ?? entries[0])?.created ?? 0;
    const recent = entries.filter(({ created }) => created >= bound);
    found.push(...recent);
    if (next === undefined || recent.length < entries.length) return { found: found.reverse() };
    from = next;
  }
}

/** The aliases that stand for another version than before, or for none. */
function movedIn(
  now: Readonly<Record<string, string>>,
  before: ReadonlyMap<string, Place>,
): ReadonlyMap<string, Place> {
  const all = new Set([...Object.keys(now), ...before.keys()]);
  return new Map(
    [...all].flatMap((alias): [string, Place][] => {
      const last = before.get(alias) ?? NOWHERE;
      const version = (Object.hasOwn(now, alias) ? now[alias] : undefined) ?? UNSET;
      return version === last.version ? [] : [[alias, { version, moves: last.moves + 1 }]];
    }),
  );
}
