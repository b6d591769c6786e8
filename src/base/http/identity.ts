import { send, type Sending } from './fetch.ts';

/** The header `Authorization`, and what of it nobody may be told. */
export interface Authorization {
  readonly header: string;
  readonly secrets: readonly string[];
}

/** What a request is sent with: what proves who asks, who vouches for the server (PEM), and what else it says. */
export interface Identity {
  readonly authorization?: Authorization | undefined;
  readonly ca?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What of these headers nobody may be told. */
  readonly secrets?: readonly string[] | undefined;
}

/** Asked before each request, since what proves who asks is replaced now and then; or why there is none, as a sentence. */
export type Identify = () => Promise<Identity | string>;

export const always =
  (identity: Identity): Identify =>
  () =>
    Promise.resolve(identity);

export const nobody = always({});

export type Sent =
  | { readonly response: Response; /** Of all that it was sent with. */ readonly secrets: readonly string[] }
  /** It was not sent, to stand behind the name of who was to be asked. */
  | { readonly problem: string };

/** Of a server that does not take what it is shown. */
const REFUSED: readonly number[] = [401, 403];

/**
 * Sends a request with what it has to be sent with, and once more where that was replaced while the server refused it: it may have
 * been read while it was half replaced. Rejects as fetch does.
 */
export async function sendAs(url: string | URL, sending: Sending, identify: Identify): Promise<Sent> {
  const first = await identify();
  if (typeof first === 'string') return { problem: `is not asked: ${first}` };
  const response = await sendWith(url, sending, first);
  const secrets = secretsOf(first);
  if (!REFUSED.includes(response.status)) return { response, secrets };
  const second = await identify();
  if (typeof second === 'string' || JSON.stringify(second) === JSON.stringify(first)) return { response, secrets };
  await response.body?.cancel();
  return { response: await sendWith(url, sending, second), secrets: [...secrets, ...secretsOf(second)] };
}

const sendWith = (url: string | URL, sending: Sending, { authorization, ca, headers }: Identity): Promise<Response> =>
  send(
    url,
    {
      ...sending,
      headers: { ...headers, ...sending.headers, ...(authorization ? { authorization: authorization.header } : {}) },
    },
    ca,
  );

const secretsOf = ({ authorization, secrets = [] }: Identity): string[] => [
  ...(authorization?.secrets ?? []),
  ...secrets,
];

/** What a server tells of what it was shown is not told on. The longest first: one may be a part of another. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret !== '')
    .sort((one, other) => other.length - one.length)
    .reduce((left, secret) => left.replaceAll(secret, '…'), text);
