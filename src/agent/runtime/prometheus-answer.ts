import { isRecord, noMinusZero } from '../../base/values/plain.ts';
import { known, unknown, type Observation } from '../../base/values/value.ts';
import { onOneLine } from '../../base/values/words.ts';
import { parseJson } from '../../base/http/response.ts';

/** Of a text that came from outside, this many characters are shown. */
const SHOWN = 200;

/** What Prometheus answers, once it has answered. */
export interface Answer {
  /** Of HTTP. */
  readonly status: number;
  readonly body: string;
}

/**
 * The one sample of an instant query, times `factor`. Values are texts in the answer (`"20.002"`, `"NaN"`, `"1e-10"`).
 * Source: prometheus.io/docs/prometheus/latest/querying/api, and what is seen of 2.42 and 3.
 */
export function decodeAnswer({ status, body }: Answer, factor: number): Observation {
  const answer = parseJson(body);
  if (!isRecord(answer)) {
    return status === 200
      ? unknown('the answer of Prometheus is no JSON; is there another server at its address?')
      : unknown(`Prometheus answers ${statusText(status)}`);
  }
  if (answer['status'] !== 'success' || status !== 200) return unknown(refusal(status, answer));
  // An answer with a warning may be incomplete, as where a store behind Prometheus is away. Infos are only advice.
  const [warning] = listOf(answer['warnings']);
  if (warning !== undefined) return unknown(`Prometheus warns: ${shown(warning)}`);
  const { data } = answer;
  if (!isRecord(data)) return unknown('the answer of Prometheus has no data');
  const sample = sampleOf(data);
  return typeof sample === 'string' ? unknown(sample) : valueOf(sample, factor);
}

/** A time and a value; or why there is none. */
function sampleOf({ resultType, result }: Readonly<Record<string, unknown>>): readonly unknown[] | string {
  if (!Array.isArray(result)) return 'the answer of Prometheus has no result';
  const found = result as readonly unknown[];
  if (resultType === 'scalar') return found;
  if (resultType === 'string') return 'the query gives a text, and a sensor is a number';
  if (resultType === 'matrix') return 'the query gives all samples of a time, and a sensor is one';
  if (resultType !== 'vector') return `the answer of Prometheus is of an unknown type, ${shown(resultType)}`;
  if (found.length > 1) return `the query gives ${String(found.length)} series, and a sensor is one`;
  const [only] = found;
  if (only === undefined)
    return 'Prometheus has no sample: nothing like this was measured, or what measures it is away';
  if (!isRecord(only) || !Array.isArray(only['value'])) {
    return isRecord(only) && 'histogram' in only
      ? 'the query gives a histogram, and a sensor is a number: take a quantile of it'
      : 'the answer of Prometheus has no value';
  }
  return only['value'] as readonly unknown[];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function valueOf([, text]: readonly unknown[], factor: number): Observation {
  if (text === 'NaN') return unknown('the value is not a number (NaN), as where nothing is divided by nothing');
  if (text === '+Inf' || text === '-Inf' || text === 'Inf') {
    return unknown('the value is infinite, as where something is divided by nothing');
  }
  // An empty text would be the number 0.
  if (typeof text !== 'string' || !NUMBER.test(text)) return unknown('the value is no number');
  const value = Number(text) * factor;
  return Number.isFinite(value) ? known(noMinusZero(value)) : unknown('the value is too large');
}

/** Why Prometheus does not answer the query: it says so itself, or its status does. */
function refusal(status: number, answer: Readonly<Record<string, unknown>>): string {
  const reason = typeof answer['error'] === 'string' && answer['error'] !== '' ? `: ${shown(answer['error'])}` : '';
  if (answer['errorType'] === 'bad_data') return `Prometheus cannot read the query${reason}`;
  if (answer['errorType'] === 'timeout') return `Prometheus did not finish the query in time${reason}`;
  if (answer['errorType'] === 'execution') return `Prometheus cannot carry out the query${reason}`;
  return `Prometheus answers ${statusText(status)}${reason}`;
}

const STATUS: Readonly<Record<number, string>> = {
  401: 'that it does not know who asks',
  403: 'that this may not be asked',
  404: 'that there is nothing at this address',
  429: 'that it is asked too often',
  502: 'that it is not there, by a proxy before it',
  503: 'that it is not ready',
  504: 'that it is too slow, by a proxy before it',
};

const statusText = (status: number): string => {
  const words = STATUS[status] ?? (status >= 300 && status < 400 ? 'with another address' : 'with an error');
  return `${words} (HTTP ${String(status)})`;
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const shown = (value: unknown): string =>
  onOneLine(typeof value === 'string' ? value : value === undefined ? 'none' : JSON.stringify(value), SHOWN);
