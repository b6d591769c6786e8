import { postJson } from './post-json.ts';

export interface Message {
  readonly text: string;
  /** The same text again has the same one: what reads the webhook can tell by it that it has it already. */
  readonly key: string;
}

const SECONDS = 10;

/** Headers are of plain characters. */
const PLAIN = /^[\x21-\x7e]{1,255}$/;

/**
 * Posts `{ "text": … }`, which Slack and others take. Gives nothing, or why it did not arrive, behind the name of who was told. The
 * address is a secret and stands in no reason. Never rejects.
 */
export async function sendMessage(
  address: string,
  { text, key }: Message,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const url = URL.parse(address.trim());
  if (!url) return 'has no address that is one';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOCAL.has(url.hostname)))
    return 'has an address that is not https: whoever is on the way could read it';
  if (url.username !== '' || url.password !== '') return 'has an address with a password, which is sent to nobody';
  const headers = PLAIN.test(key) ? { 'idempotency-key': `"${key}"` } : {};
  const answer = await postJson(url.href, JSON.stringify({ text }), {
    headers,
    timeoutSeconds: SECONDS,
    ...(signal ? { signal } : {}),
  });
  if ('problem' in answer) return answer.problem;
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return `leads to another address (HTTP ${String(status)}), which is not followed`;
  return `refuses (HTTP ${String(status)})`;
}

/** Nothing of it leaves the pod. */
const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
