import { isRecord } from '../base/values/plain.ts';
import { ask, type Access, type Reply } from './ask.ts';

export type { Access } from './ask.ts';

/** What was asked for, or why it is not known. */
export type Answer<T> = { readonly found: T } | { readonly problem: string };

/** A version of a model in the registry. */
export interface Version {
  readonly number: string;
  /** Where its files lie: no address of MLflow's own that stands for another one. */
  readonly address: string;
  /** The files and folders there, these with a slash behind; nothing where the tracker cannot tell. */
  readonly files?: readonly string[];
}

/** `latest` is no alias: it is the version with the highest number. */
const LATEST = 'latest';

/**
 * The version for which an alias stands, or which has a number; nothing where the registry has no such version, or not the model.
 * Source: mlflow/protos/model_registry.proto, and what is seen of 3.17.
 */
export async function versionOf(access: Access, model: string, alias: string): Promise<Answer<Version | undefined>> {
  const known = await numberOf(access, model, alias);
  if ('problem' in known) return known;
  const { found: number } = known;
  if (number === undefined) return { found: undefined };
  const reply = await ask(access, 'model-versions/get-download-uri', { name: model, version: number });
  const address = textIn(reply, 'artifact_uri');
  if ('problem' in address) return address;
  const files = await filesOf(access, { model, number, address: address.found });
  return { found: { number, address: address.found, ...(files ? { files } : {}) } };
}

async function numberOf(access: Access, model: string, alias: string): Promise<Answer<string | undefined>> {
  if (alias === LATEST) return latestOf(access, model);
  const reply = /^\d+$/.test(alias)
    ? await ask(access, 'model-versions/get', { name: model, version: alias })
    : await ask(access, 'registered-models/alias', { name: model, alias });
  return isAbsent(reply) ? { found: undefined } : textIn(versionIn(reply), 'version');
}

async function latestOf(access: Access, model: string): Promise<Answer<string | undefined>> {
  // Names are compared as they stand between quotation marks, of which there are two kinds and no escape.
  const mark = model.includes("'") ? '"' : "'";
  const filter = `name=${mark}${model}${mark}`;
  const query = { filter, order_by: 'version_number DESC', max_results: '1' };
  const reply = await ask(access, 'model-versions/search', query);
  if ('problem' in reply) return reply;
  // An empty list is left out.
  const { model_versions: versions = [] } = reply.fields;
  const first: unknown = Array.isArray(versions) ? versions[0] : undefined;
  return first === undefined ? { found: undefined } : textIn({ fields: isRecord(first) ? first : {} }, 'version');
}

/** An alias that is not set is an invalid parameter to MLflow; a model or a number that it does not have does not exist. */
const isAbsent = (reply: Reply): boolean =>
  'problem' in reply &&
  (reply.refused === 'RESOURCE_DOES_NOT_EXIST' ||
    (reply.refused === 'INVALID_PARAMETER_VALUE' && / not found\b/.test(reply.problem)));

function versionIn(reply: Reply): Reply {
  if ('problem' in reply) return reply;
  const version = reply.fields['model_version'];
  return { fields: isRecord(version) ? version : {} };
}

function textIn(reply: Reply, field: string): Answer<string> {
  if ('problem' in reply) return reply;
  const text = reply.fields[field];
  return typeof text === 'string' && text !== '' ? { found: text } : { problem: `answers without \`${field}\`` };
}

/** A text that may be missing. */
function maybeIn(reply: Reply, field: string): string {
  const text = textIn(reply, field);
  return 'found' in text ? text.found : '';
}

/** A copy of a version is of another one; nobody copies copies more often. */
const COPIES = 8;

/** Where files are listed: of a run or of a logged model, and below which folder of it. */
interface Listing {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** What stands before the names of files. */
  readonly before: string;
}

/** Only what a run or a logged model has can be listed, and only where the server reaches its store: else nothing is known. */
async function filesOf(
  access: Access,
  { model, number, address }: { readonly model: string; readonly number: string; readonly address: string },
): Promise<readonly string[] | undefined> {
  let of = { name: model, version: number };
  for (let copies = 0; copies <= COPIES; copies += 1) {
    const reply = versionIn(await ask(access, 'model-versions/get', of));
    const source = maybeIn(reply, 'source');
    const copied = /^models:\/([^/@]+)\/(\d+)$/.exec(source);
    if (!copied) {
      const listing = await listingOf(access, source, maybeIn(reply, 'run_id'), address);
      return listing && namesIn(access, listing);
    }
    of = { name: copied[1] ?? '', version: copied[2] ?? '' };
  }
  return undefined;
}

async function listingOf(access: Access, source: string, run: string, address: string): Promise<Listing | undefined> {
  const [, logged] = /^models:\/(m-[\w-]+)$/.exec(source) ?? [];
  if (logged !== undefined) return { path: `logged-models/${logged}/artifacts/directories`, query: {}, before: '' };
  if (run === '') return undefined;
  const reply = await ask(access, 'runs/get', { run_id: run });
  const found = 'fields' in reply ? reply.fields['run'] : undefined;
  const info = isRecord(found) ? found['info'] : undefined;
  const root = isRecord(info) ? info['artifact_uri'] : undefined;
  if (typeof root !== 'string' || !address.startsWith(`${root}/`)) return undefined;
  const folder = address.slice(root.length + 1);
  return { path: 'artifacts/list', query: { run_id: run, path: folder }, before: `${folder}/` };
}

async function namesIn(access: Access, { path, query, before }: Listing): Promise<readonly string[] | undefined> {
  const reply = await ask(access, path, query);
  if ('problem' in reply) return undefined;
  const { files = [] } = reply.fields;
  if (!Array.isArray(files)) return undefined;
  return (files as readonly unknown[]).flatMap((file) => {
    if (!isRecord(file) || typeof file['path'] !== 'string' || !file['path'].startsWith(before)) return [];
    return [`${file['path'].slice(before.length)}${file['is_dir'] === true ? '/' : ''}`];
  });
}
