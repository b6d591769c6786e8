import { MAX_ANSWER, MAX_REQUEST } from '../../contract/process/endpoint.ts';
import { traceHeaders } from './spans.ts';
import { codeOf, parseJson, readBody } from '../../base/http/response.ts';

export type JsonAnswer =
  /** `json` is undefined where the body is none. */
  | { readonly status: number; readonly json: unknown }
  /** Why there is no answer, behind the name of who was asked: `cannot be reached (ECONNREFUSED)`. */
  | { readonly problem: string };

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
}

/** Sends JSON and takes JSON, within limits of size and time. Redirects are not followed: a token is for one place. Never rejects. */
export async function postJson(url: string, body: string, options: PostOptions): Promise<JsonAnswer> {
  if (Buffer.byteLength(body) > MAX_REQUEST) return { problem: `takes at most ${String(MAX_REQUEST)} bytes` };
  const { timeoutSeconds, signal } = options;
  const timeout = AbortSignal.timeout(Math.ceil(timeoutSeconds * 1000));
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        ...traceHeaders(),
        ...options.headers,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      redirect: 'manual',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
    const text = await readBody(response, MAX_ANSWER);
    if (text === undefined) return { problem: `answered with more than ${String(MAX_ANSWER)} bytes` };
    return { status: response.status, json: isJson(response) ? parseJson(text) : undefined };
  } catch (error) {
    if (timeout.aborted) return { problem: `gave no answer within ${String(timeoutSeconds)} s` };
    if (signal?.aborted === true) return { problem: 'was not waited for' };
    return { problem: `cannot be reached (${codeOf(error) ?? 'no connection'})` };
  }
}

/** `application/json`, `application/problem+json` */
const isJson = (response: Response): boolean =>
  /^application\/([\w.-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '');
