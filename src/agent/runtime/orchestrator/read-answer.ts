import { VALUE_DEPTH } from '../../../base/values/plain.ts';
import { parseJson } from '../../../base/http/response.ts';
import { depthOf } from '../interface/read-json.ts';
import { Problem } from '../interface/problem.ts';
import type { Message } from './message.ts';
import type { Limits } from './limits.ts';

/** An answer of a service as a value; undefined for what is no JSON. Throws a `Problem` where it is too large or too deep to be read. */
export function readAnswer({ bytes, by = '' }: Message, { read }: Limits): unknown {
  if (bytes.length > read) throw wrongAnswer(by, `more than ${String(read)} bytes, which is too much to read`);
  const text = bytes.toString('utf8');
  if (depthOf(text) > VALUE_DEPTH)
    throw wrongAnswer(by, `JSON that is nested deeper than ${String(VALUE_DEPTH)} levels`);
  return parseJson(text);
}

export const wrongAnswer = (service: string, what: string): Problem =>
  new Problem(502, `the service ${service} answered with ${what}`);
