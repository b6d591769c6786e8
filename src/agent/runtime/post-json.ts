/** In bytes. What the two sides hold each other to stands in the interface of each endpoint, too. */
export const MAX_REQUEST = 262_144;
export const MAX_ANSWER = 65_536;

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
      headers: { ...options.headers, 'content-type': 'application/json', accept: 'application/json' },
      redirect: 'manual',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
    const text = await bodyOf(response);
    if (text === undefined) return { problem: `answered with more than ${String(MAX_ANSWER)} bytes` };
    return { status: response.status, json: isJson(response) ? parsed(text) : undefined };
  } catch (error) {
    if (timeout.aborted) return { problem: `gave no answer within ${String(timeoutSeconds)} s` };
    if (signal?.aborted === true) return { problem: 'was not waited for' };
    return { problem: `cannot be reached (${causeOf(error)})` };
  }
}

/** `application/json`, `application/problem+json` */
const isJson = (response: Response): boolean =>
  /^application\/([\w.-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '');

/** Undefined for one that is too long, of which no more is read. */
async function bodyOf(response: Response): Promise<string | undefined> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > MAX_ANSWER) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A code such as ECONNREFUSED. Messages may tell addresses and headers. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'no connection';
}
