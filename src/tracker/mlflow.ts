import { isRecord } from '../base/values/plain.ts';
import { isAbsent, quoted, recordOf, recordsIn, textIn, type Answer } from './answer.ts';
import { ask, type Access, type Reply } from './ask.ts';

export type { Answer } from './answer.ts';
export type { Access } from './ask.ts';

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
  const place = await addressOf(access, model, number);
  if ('problem' in place) return place;
  const { found: address } = place;
  if (address === undefined) return { found: undefined };
  const files = await filesOf(access, { model, number, address });
  return { found: { number, address, ...(files ? { files } : {}) } };
}

/** Where the files of a version lie; nothing where the registry has no such version. */
export async function addressOf(access: Access, model: string, number: string): Promise<Answer<string | undefined>> {
  const reply = await ask(access, 'model-versions/get-download-uri', { name: model, version: number });
  if (isAbsent(reply)) return { found: undefined };
  const text = textIn(reply, 'artifact_uri');
  if ('problem' in text) return text;
  const address = whole(text.found);
  if (URL.canParse(address) && new URL(address).password !== '')
    return { problem: `gives version ${number} of ${model} an address with a password, which is written nowhere` };
  return { found: address };
}

/** A path is a folder of the tracker's own machine. */
const whole = (address: string): string => (address.startsWith('/') ? `file://${address}` : address);

async function numberOf(access: Access, model: string, alias: string): Promise<Answer<string | undefined>> {
  const reply = await entryOf(access, model, alias);
  return isAbsent(reply) ? { found: undefined } : textIn(reply, 'version');
}

/** What the registry has on a version by its number or an alias. */
export async function entryOf(access: Access, model: string, alias: string): Promise<Reply> {
  if (alias === LATEST) return latestOf(access, model);
  const reply = /^\d+$/.test(alias)
    ? await ask(access, 'model-versions/get', { name: model, version: alias })
    : await ask(access, 'registered-models/alias', { name: model, alias });
  return versionIn(reply);
}

async function latestOf(access: Access, model: string): Promise<Reply> {
  const query = { filter: `name=${quoted(model)}`, order_by: 'version_number DESC', max_results: '1' };
  const reply = await ask(access, 'model-versions/search', query);
  if ('problem' in reply) return reply;
  const [first] = recordsIn(reply.fields, 'model_versions');
  return first ? { fields: first } : { problem: `has no version of ${model}`, refused: 'RESOURCE_DOES_NOT_EXIST' };
}

const versionIn = (reply: Reply): Reply =>
  'problem' in reply ? reply : { fields: recordOf(reply.fields['model_version']) };

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
  const given = isRecord(info) ? info['artifact_uri'] : undefined;
  if (typeof given !== 'string') return undefined;
  const root = whole(given);
  if (!address.startsWith(`${root}/`)) return undefined;
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
