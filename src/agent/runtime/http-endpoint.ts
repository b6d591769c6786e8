import { createHash } from 'node:crypto';
import type { ConcreteHttp, SensorRequest } from '../engine/effect.ts';
import type { Outcome } from '../engine/event.ts';
import { MAX_KEY } from '../../contract/process/endpoint.ts';
import type { EndpointAddress } from '../../contract/strategy-graph/strategy-graph.ts';
import { conforms } from '../../base/values/conform.ts';
import { formatInstant } from '../../base/values/format.ts';
import { isRecord, plainValue, type RecordValue } from '../../base/values/plain.ts';
import { known, unknown, type Observation, type Value } from '../../base/values/value.ts';
import { onOneLine } from '../../base/values/words.ts';
import { postJson } from './post-json.ts';

/** How the runtime asks endpoints. */
export interface EndpointAccess {
  /** The bearer token for an endpoint by its name, read anew for each request: the cluster replaces it. Undefined if there is none. */
  readonly token: (endpoint: string) => Promise<string | undefined>;
  /** Ends all requests. */
  readonly signal?: AbortSignal;
}

/** Reads a custom sensor as of the instant `at`, in milliseconds since 1970 UTC. Never rejects: what goes wrong is unknown. */
export async function readHttpSensor(request: SensorRequest, at: number, access: EndpointAccess): Promise<Observation> {
  const { fields, window } = request;
  const endpoint = addressOf(fields['endpoint']);
  if (!endpoint) return unknown('the graph does not say where its endpoint is');
  const span = window && { from: formatInstant(window.from), to: formatInstant(window.to) };
  const body = { arguments: given(fields['arguments']), at: formatInstant(at), ...(span ? { window: span } : {}) };
  const answer = await ask(endpoint, body, {}, access);
  if ('reason' in answer) return unknown(answer.reason);
  const { value, unknown: why } = answer.record;
  const odd = (what: string): Observation => unknown(`the endpoint ${endpoint.name} ${what}`);
  if (value !== undefined && why !== undefined) return odd('answered with a value and says that it is unknown');
  if (why !== undefined) return unknown(typeof why === 'string' ? onOneLine(why, MAX_REASON) || NO_REASON : NO_REASON);
  return value === undefined ? odd('answered with neither value nor unknown') : known(value);
}

const NO_REASON = 'the endpoint does not say why';

/**
 * Has a custom action done. `id` is the effect's: under the same one nothing is done twice. Never rejects. In a dry run the
 * endpoint only says what would come of it.
 */
export async function doHttpAction(
  action: ConcreteHttp,
  id: string,
  access: EndpointAccess & { readonly dryRun?: boolean },
): Promise<Outcome> {
  const { endpoint, result: type } = action;
  const key = idempotencyKey(id);
  const dryRun = access.dryRun === true ? { dryRun: true } : {};
  const body = { arguments: given(action.arguments), key, ...dryRun };
  const answer = await ask(endpoint, body, { 'idempotency-key': `"${key}"` }, access);
  if ('reason' in answer) return { failed: answer.reason };
  if (type === undefined) return { ok: null };
  const { result } = answer.record;
  if (result !== undefined && conforms(result, type)) return { ok: result };
  const problem = result === undefined ? 'answered without a result' : `answered with a result that is no ${type}`;
  return { failed: `the endpoint ${endpoint.name} ${problem}` };
}

/** Ids are plain and short, unless a caller outside chose a part of them; then a digest stands for it. */
export const idempotencyKey = (id: string): string =>
  /^[!#-[\]-~]+$/.test(id) && id.length <= MAX_KEY ? id : `sha256-${createHash('sha256').update(id).digest('hex')}`;

function addressOf(value: Value | undefined): EndpointAddress | undefined {
  if (!isRecord(value)) return undefined;
  const { name, url, token, timeoutSeconds } = value;
  return typeof name === 'string' &&
    typeof url === 'string' &&
    typeof token === 'boolean' &&
    typeof timeoutSeconds === 'number'
    ? { name, url, token, timeoutSeconds }
    : undefined;
}

/** An optional argument that is absent is left out. */
const given = (values: Value | undefined): RecordValue =>
  isRecord(values) ? Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) : {};

type Answer = { readonly record: RecordValue } | { readonly reason: string };

async function ask(
  endpoint: EndpointAddress,
  body: RecordValue,
  headers: Readonly<Record<string, string>>,
  access: EndpointAccess,
): Promise<Answer> {
  const { name, url, timeoutSeconds } = endpoint;
  const failure = (what: string): Answer => ({ reason: `the endpoint ${name} ${what}` });
  const token = endpoint.token ? await access.token(name).catch(() => undefined) : undefined;
  if (endpoint.token && !TOKEN.test(token ?? '')) return { reason: `there is no token for the endpoint ${name}` };
  const answer = await postJson(url, JSON.stringify(body), {
    headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
    timeoutSeconds,
    ...(access.signal ? { signal: access.signal } : {}),
  });
  if ('problem' in answer) return failure(answer.problem);
  const plain = plainValue(answer.json);
  const record = token === undefined || plain === undefined ? plain : without(plain, token);
  if (answer.status !== 200) {
    const why = isRecord(record) ? problemText(record) : '';
    return failure(`answered ${String(answer.status)}${why === '' ? '' : `: ${why}`}`);
  }
  if (answer.json === undefined) return failure('answered with something that is not JSON');
  return isRecord(record) ? { record } : failure('answered with something that is not a JSON object');
}

/** What RFC 6750 lets stand in a header; a token with anything else would be told in an error. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/** What an endpoint tells of the token that it was shown is not told on. */
function without(json: Value, token: string): Value {
  if (typeof json === 'string') return json.replaceAll(token, '…');
  if (Array.isArray(json)) return json.map((item: Value) => without(item, token));
  return isRecord(json)
    ? Object.fromEntries(Object.entries(json).map(([name, field]) => [name, without(field, token)]))
    : json;
}

/** RFC 9457. */
function problemText({ title, detail }: RecordValue): string {
  const parts = [title, detail].flatMap((part) => (typeof part === 'string' ? [onOneLine(part, MAX_REASON)] : []));
  return onOneLine(parts.filter((part) => part !== '').join(': '), MAX_REASON);
}

const MAX_REASON = 300;
