import { defined } from '../../base/values/defined.ts';
import type { SensorRequest } from '../engine/effect.ts';
import { unknown, type Observation } from '../../base/values/value.ts';
import type { Driver } from './driver.ts';
import { decodeAnswer, type Answer } from './prometheus-answer.ts';
import { codeOf, readBody } from '../../base/http/response.ts';

export interface PrometheusOptions {
  /** Milliseconds until an answer has to be there, whole. */
  readonly timeout?: number;
  /** Bytes that an answer may have. One sample has some hundred. */
  readonly limit?: number;
  /** The header `Authorization`, where Prometheus is behind something that wants one. */
  readonly authorization?: string;
}

const TIMEOUT = 10_000;
const LIMIT = 2 ** 20;

/**
 * Asks a Prometheus, or what speaks like one, for the sample that a query has at the instant of the event. The request's
 * fields are `url`, `query` and `factor`, as the compiler writes them; the value is the query's times the factor, and so in
 * the base unit of the sensor's type.
 */
export function prometheus({ timeout = TIMEOUT, limit = LIMIT, authorization }: PrometheusOptions = {}): Driver {
  return async ({ fields }: SensorRequest, at: number): Promise<Observation> => {
    const { url, query, factor } = fields;
    if (typeof url !== 'string' || typeof query !== 'string' || typeof factor !== 'number') {
      return unknown('the request has no address, no query or no unit');
    }
    const endpoint = endpointOf(url);
    if (!endpoint) return unknown('the address of Prometheus is none');
    const credentials = authorization ?? endpoint.authorization;
    const form = new URLSearchParams({ query, time: String(at / 1000), timeout: `${String(timeout)}ms` });
    const answer = await send(endpoint.address, form, credentials, timeout, limit);
    return 'reason' in answer ? unknown(answer.reason) : decodeAnswer(answer, factor);
  };
}

interface Endpoint {
  readonly address: URL;
  /** Of the user and password in the address: fetch takes none there, and would name them in its error. */
  readonly authorization?: string;
}

function endpointOf(url: string): Endpoint | undefined {
  const address = URL.parse(url);
  if (!address || !/^https?:$/.test(address.protocol)) return undefined;
  const { username, password } = address;
  address.username = '';
  address.password = '';
  address.hash = '';
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/api/v1/query`;
  if (username === '' && password === '') return { address };
  const user = `${decoded(username)}:${decoded(password)}`;
  return { address, authorization: `Basic ${Buffer.from(user).toString('base64')}` };
}

/** A percent sign that begins no code stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function send(
  address: URL,
  body: URLSearchParams,
  authorization: string | undefined,
  timeout: number,
  limit: number,
): Promise<Answer | { readonly reason: string }> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      body,
      headers: defined({ accept: 'application/json', authorization }),
      // Prometheus has one address. What leads elsewhere is a page for people to log in, and would get the credentials.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    const text = await readBody(response, limit);
    return text === undefined
      ? { reason: `the answer of Prometheus has more than ${String(limit)} bytes` }
      : { status: response.status, body: text };
  } catch (error) {
    return { reason: whyNoAnswer(error, timeout) };
  }
}

function whyNoAnswer(error: unknown, timeout: number): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `Prometheus did not answer within ${String(timeout / 1000)} s`;
  const code = codeOf(error);
  return `Prometheus cannot be reached${code === undefined ? '' : ` (${code})`}`;
}
