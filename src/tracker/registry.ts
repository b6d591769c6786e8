import {
  isAbsent,
  numberIn,
  quoted,
  recordOf,
  recordsIn,
  stringIn,
  textIn,
  type Answer,
  type Fields,
} from './answer.ts';
import { ask, tell, type Access, type Reply } from './ask.ts';
import { entryOf } from './mlflow.ts';

/** What the registry has on a version of a model. */
export interface Entry {
  readonly number: string;
  /** Milliseconds since 1970 UTC. */
  readonly created: number;
  /** The run that it is of; empty where it is of none. */
  readonly run: string;
}

/** By a number, an alias or `latest`; nothing where the registry has no such version, or not the model. */
export async function versionEntry(access: Access, model: string, alias: string): Promise<Answer<Entry | undefined>> {
  const reply = await entryOf(access, model, alias);
  if (isAbsent(reply)) return { found: undefined };
  return 'problem' in reply ? reply : entryIn(reply.fields);
}

function entryIn(fields: Fields): Answer<Entry> {
  const number = textIn({ fields }, 'version');
  if ('problem' in number) return number;
  const created = numberIn(fields, 'creation_timestamp');
  if (Number.isNaN(created)) return { problem: 'answers without `creation_timestamp`' };
  return { found: { number: number.found, created, run: stringIn(fields, 'run_id') } };
}

/** The versions for which the aliases of a model stand; nothing where the registry does not have the model. */
export async function aliasesOf(
  access: Access,
  model: string,
): Promise<Answer<Readonly<Record<string, string>> | undefined>> {
  const reply = await ask(access, 'registered-models/get', { name: model });
  if (isAbsent(reply)) return { found: undefined };
  if ('problem' in reply) return reply;
  const fields = recordOf(reply.fields['registered_model']);
  if (stringIn(fields, 'name') !== model) return { problem: 'answers without `registered_model`' };
  const aliases = recordsIn(fields, 'aliases');
  return { found: Object.fromEntries(aliases.map((each) => [stringIn(each, 'alias'), stringIn(each, 'version')])) };
}

const PAGE = '100';

export interface EntryPage {
  readonly entries: readonly Entry[];
  /** Where the next page begins, if there is one. */
  readonly next?: string;
}

/** A page of the versions of a model, the newest first. None where the registry does not have the model. */
export async function newestVersions(access: Access, model: string, from = ''): Promise<Answer<EntryPage>> {
  const reply = await ask(access, 'model-versions/search', {
    filter: `name=${quoted(model)}`,
    order_by: 'creation_timestamp DESC',
    max_results: PAGE,
    ...(from === '' ? {} : { page_token: from }),
  });
  if ('problem' in reply) return reply;
  const entries: Entry[] = [];
  for (const fields of recordsIn(reply.fields, 'model_versions')) {
    const entry = entryIn(fields);
    if ('problem' in entry) return entry;
    entries.push(entry.found);
  }
  const next = stringIn(reply.fields, 'next_page_token');
  return { found: next === '' ? { entries } : { entries, next } };
}

/** MLflow moves an alias whatever it stands for: it has no compare-and-set. */
export async function setAlias(access: Access, model: string, alias: string, version: string): Promise<Answer<null>> {
  return done(await tell(access, 'registered-models/alias', { name: model, alias, version }));
}

/** The tag by which what is done again finds what was done. */
const KEY = 'sflow.dev/key';

export interface NewVersion {
  readonly model: string;
  readonly key: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly source: string;
  readonly run: string;
  /** The logged model that it is, if it is one. */
  readonly logged?: string;
}

/** Makes a version, once under its key, and the model if the registry does not have it. Gives the number. */
export async function registerOnce(access: Access, version: NewVersion): Promise<Answer<string>> {
  const before = await registeredUnder(access, version.model, version.key);
  if ('problem' in before) return before;
  if (before.found !== undefined) return { found: before.found };
  const { model: name, source, run, logged, tags = {} } = version;
  const made = await tell(access, 'registered-models/create', { name });
  if ('problem' in made && made.refused !== 'RESOURCE_ALREADY_EXISTS') return made;
  const all = Object.entries({ ...tags, [KEY]: version.key }).map(([key, value]) => ({ key, value }));
  const more = logged === undefined ? {} : { model_id: logged };
  const reply = await tell(access, 'model-versions/create', { name, source, run_id: run, tags: all, ...more });
  return 'problem' in reply ? reply : textIn({ fields: recordOf(reply.fields['model_version']) }, 'version');
}

/** The number of the version that was made under a key: of several, which two at one instant make, the first. */
export async function registeredUnder(access: Access, model: string, key: string): Promise<Answer<string | undefined>> {
  const reply = await ask(access, 'model-versions/search', {
    filter: `name=${quoted(model)} and tags.\`${KEY}\`=${quoted(key)}`,
    order_by: 'version_number ASC',
    max_results: '1',
  });
  if ('problem' in reply) return reply;
  const [first] = recordsIn(reply.fields, 'model_versions');
  return first ? textIn({ fields: first }, 'version') : { found: undefined };
}

const done = (reply: Reply): Answer<null> => ('problem' in reply ? reply : { found: null });
