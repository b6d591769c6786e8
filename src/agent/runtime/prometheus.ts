import type { SensorRequest } from '../engine/effect.ts';
import { unknown, type Observation } from '../../base/values/value.ts';
import { always, sendAs, withoutSecrets, type Authorization, type Identify } from '../../base/http/identity.ts';
import type { Driver } from './driver.ts';
import type { SourceOptions } from './source-access.ts';
import { decodeAnswer, type Answer } from './prometheus-answer.ts';
import { codeOf, readBody } from '../../base/http/response.ts';

export interface PrometheusOptions extends SourceOptions {
  /** Milliseconds until an answer has to be there, whole. */
  readonly timeout?: number;
  /** Bytes that an answer may have. One sample has some hundred. */
  readonly limit?: number;
}

const TIMEOUT = 10_000;
const LIMIT = 2 ** 20;

/**
 * Asks a Prometheus, or what speaks like one, for the sample that a query has at the instant of the event. The request's
 * fields are `url`, `query` and `factor`, as the compiler writes them; the value is the query's times the factor, and so in
 * the base unit of the sensor's type.
 */
export function prometheus(options: PrometheusOptions = {}): Driver {
  const { timeout = TIMEOUT, limit = LIMIT, identify } = options;
  return async ({ fields }: SensorRequest, at: number, signal?: AbortSignal): Promise<Observation> => {
    const { url, query, factor } = fields;
    if (typeof url !== 'string' || typeof query !== 'string' || typeof factor !== 'number') {
      return unknown('the request has no address, no query or no unit');
    }
    const endpoint = endpointOf(url);
    if (!endpoint) return unknown('the address of Prometheus is none');
    const form = new URLSearchParams({ query, time: String(at / 1000), timeout: `${String(timeout)}ms` });
    const shown = identify?.(url) ?? always({ authorization: endpoint.authorization });
    const answer = await request(endpoint.address, form, shown, timeout, limit, signal);
    if ('reason' in answer) return unknown(answer.reason);
    const observation = decodeAnswer(answer, factor);
    return observation.known ? observation : unknown(withoutSecrets(observation.reason, answer.secrets));
  };
}

interface Endpoint {
  readonly address: URL;
  /** Of the user and password in the address: fetch takes none there, and would name them in its error. */
  readonly authorization?: Authorization;
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
  const code = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  return { address, authorization: { header: `Basic ${code}`, secrets: [code, decoded(password)] } };
}

/** A percent sign that begins no code stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function request(
  address: URL,
  form: URLSearchParams,
  identify: Identify,
  timeout: number,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<(Answer & { readonly secrets: readonly string[] }) | { readonly reason: string }> {
  const late = AbortSignal.timeout(timeout);
  try {
    // Prometheus has one address. What leads elsewhere is a page for people to log in, and would get the credentials.
    const sending = {
      method: 'POST',
      body: form.toString(),
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      signal: signal ? AbortSignal.any([late, signal]) : late,
    } as const;
    const sent = await sendAs(address, sending, identify);
    if ('problem' in sent) return { reason: `Prometheus ${sent.problem}` };
    const { response, secrets } = sent;
    const text = await readBody(response, limit);
    return text === undefined
      ? { reason: `the answer of Prometheus has more than ${String(limit)} bytes` }
      : { status: response.status, body: text, secrets };
  } catch (error) {
    if (late.aborted) return { reason: `Prometheus did not answer within ${String(timeout / 1000)} s` };
    const code = codeOf(error);
    return { reason: `Prometheus cannot be reached${code === undefined ? '' : ` (${code})`}` };
  }
}
