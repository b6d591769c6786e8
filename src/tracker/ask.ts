import { nobody, sendAs, withoutSecrets, type Identify } from '../base/http/identity.ts';
import { codeOf, parseJson, readBody } from '../base/http/response.ts';
import { isRecord } from '../base/values/plain.ts';
import { onOneLine } from '../base/values/words.ts';

/** How a tracker is reached. */
export interface Access {
  /** Without a user, a password, and a slash at its end. */
  readonly address: string;
  /** With what each request is sent. */
  readonly identify?: Identify | undefined;
  /** Milliseconds until an answer has to be there, whole. */
  readonly timeout?: number;
  /** Nobody waits any more when it ends. */
  readonly signal?: AbortSignal;
  /** Is told of each answer what its clock says, in milliseconds since 1970 UTC. */
  readonly dated?: (instant: number) => void;
}

/**
 * What MLflow answers; or why it does not, to stand behind the name of who was asked: `cannot be reached (ECONNREFUSED)`. Where it
 * refuses it gives a code as well.
 */
export type Reply = { readonly fields: Readonly<Record<string, unknown>> } | Problem;

export interface Problem {
  readonly problem: string;
  readonly refused?: string;
}

/** A name may stand several times, as that of runs does. */
export type Query = Readonly<Record<string, string>> | [string, string][];

const TIMEOUT = 10_000;
/** Of an answer, in bytes. One version has some hundred, a folder of files some thousand. */
const LIMIT = 2 ** 20;
/** Of a text that came from outside, this many characters are shown. */
const SHOWN = 200;

/** Asks by GET, and takes a JSON object. Redirects are not followed: credentials are for one place. Never rejects. */
export const ask = (access: Access, path: string, query: Query, limit = LIMIT): Promise<Reply> =>
  request(access, `${path}?${new URLSearchParams(query).toString()}`, undefined, limit);

/** The same by POST, which is how MLflow is told, and how it is asked for runs. */
export const tell = (access: Access, path: string, body: object, limit = LIMIT): Promise<Reply> =>
  request(access, path, JSON.stringify(body), limit);

async function request(access: Access, path: string, body: string | undefined, limit: number): Promise<Reply> {
  const { address, identify = nobody, timeout = TIMEOUT, signal: given } = access;
  const headers = {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const late = AbortSignal.timeout(timeout);
  const signal = given ? AbortSignal.any([late, given]) : late;
  const how = body === undefined ? ({ method: 'GET' } as const) : ({ method: 'POST', body } as const);
  try {
    const sent = await sendAs(`${address}/api/2.0/mlflow/${path}`, { ...how, headers, signal }, identify);
    if ('problem' in sent) return sent;
    const { response, secrets } = sent;
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) access.dated?.(date);
    const text = await readBody(response, limit);
    if (text === undefined) return { problem: `answers with more than ${String(limit)} bytes` };
    return replyOf(response, text, secrets);
  } catch (error) {
    if (late.aborted) return { problem: `gave no answer within ${String(timeout / 1000)} s` };
    if (signal.aborted) return { problem: 'was not waited for' };
    return { problem: `cannot be reached (${codeOf(error) ?? 'no connection'})` };
  }
}

function replyOf({ status, headers }: Response, body: string, secrets: readonly string[]): Reply {
  const shown = (text: string): string => onOneLine(withoutSecrets(text, secrets), SHOWN);
  const code = `HTTP ${String(status)}`;
  const type = headers.get('content-type') ?? '';
  const json = /^application\/json\b/i.test(type) ? parseJson(body) : undefined;
  if (isRecord(json)) {
    if (status === 200) return { fields: json };
    const { error_code: refused, message } = json;
    const said = typeof message === 'string' && message !== '' ? `: ${shown(message)}` : '';
    const problem = `${STATUS[status] ?? 'refuses'} (${code})${said}`;
    return typeof refused === 'string' ? { refused, problem } : { problem };
  }
  if (status >= 300 && status < 400) return { problem: `leads to another address (${code}), which is not followed` };
  if (status === 200) return { problem: `answers with something that is no JSON (${code}); is it an MLflow?` };
  // The host check of MLflow, and most proxies, say in a line of text what is wrong; a page says it to people.
  const line = /^text\/plain\b/i.test(type) ? shown(body) : '';
  const hint = /^Invalid Host header\b/.test(line)
    ? '; its server has to allow the name and port by which it is asked (MLFLOW_SERVER_ALLOWED_HOSTS)'
    : '';
  if (line !== '') return { problem: `${STATUS[status] ?? 'refuses'} (${code}): ${line}${hint}` };
  return { problem: `${STATUS[status] ?? 'answers without a reason'} (${code})` };
}

/** What people are told of a status that says more than that there is no answer. */
const STATUS: Readonly<Record<number, string>> = {
  401: 'does not know who asks',
  429: 'is asked too often',
  502: 'is not there, by a proxy before it',
  503: 'is not ready',
  504: 'is too slow, by a proxy before it',
};
