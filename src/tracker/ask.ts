import { codeOf, parseJson, readBody } from '../base/http/response.ts';
import { isRecord } from '../base/values/plain.ts';
import { onOneLine } from '../base/values/words.ts';
import type { Authorization } from './credentials.ts';

/** How a tracker is reached. */
export interface Access {
  /** Without a user, a password, and a slash at its end. */
  readonly address: string;
  readonly authorization?: Authorization | undefined;
  /** Milliseconds until an answer has to be there, whole. */
  readonly timeout?: number;
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

const TIMEOUT = 10_000;
/** Of an answer, in bytes. One version has some hundred, a folder of files some thousand. */
const LIMIT = 2 ** 20;
/** Of a text that came from outside, this many characters are shown. */
const SHOWN = 200;

/** Asks by GET, and takes a JSON object. Redirects are not followed: credentials are for one place. Never rejects. */
export async function ask(
  { address, authorization, timeout = TIMEOUT }: Access,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Reply> {
  const headers = { accept: 'application/json', ...(authorization ? { authorization: authorization.header } : {}) };
  const signal = AbortSignal.timeout(timeout);
  const url = `${address}/api/2.0/mlflow/${path}?${new URLSearchParams(query).toString()}`;
  try {
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    const body = await readBody(response, LIMIT);
    if (body === undefined) return { problem: `answers with more than ${String(LIMIT)} bytes` };
    return replyOf(response, body, authorization?.secrets ?? []);
  } catch (error) {
    if (signal.aborted) return { problem: `gave no answer within ${String(timeout / 1000)} s` };
    return { problem: `cannot be reached (${codeOf(error) ?? 'no connection'})` };
  }
}

function replyOf({ status, headers }: Response, body: string, secrets: readonly string[]): Reply {
  const shown = (text: string): string =>
    onOneLine(
      secrets.reduce((left, secret) => left.replaceAll(secret, '…'), text),
      SHOWN,
    );
  const code = `HTTP ${String(status)}`;
  const type = headers.get('content-type') ?? '';
  const json = /^application\/json\b/i.test(type) ? parseJson(body) : undefined;
  if (isRecord(json)) {
    if (status === 200) return { fields: json };
    const { error_code: refused, message } = json;
    const said = typeof message === 'string' && message !== '' ? `: ${shown(message)}` : '';
    const problem = `refuses (${code})${said}`;
    return typeof refused === 'string' ? { refused, problem } : { problem };
  }
  if (status >= 300 && status < 400) return { problem: `leads to another address (${code}), which is not followed` };
  // The host check of MLflow, and most proxies, say in a line of text what is wrong; a page says it to people.
  const line = /^text\/plain\b/i.test(type) ? shown(body) : '';
  if (status === 200) return { problem: `answers with something that is no JSON (${code}); is it an MLflow?` };
  return { problem: line === '' ? `answers without a reason (${code})` : `refuses (${code}): ${line}` };
}
