import { STATUS_CODES } from 'node:http';

/** In a word, for a metric, where nothing more is said. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'malformed',
  401: 'token',
  403: 'not-allowed',
  404: 'not-found',
  405: 'method',
  409: 'not-taken',
  413: 'too-large',
  415: 'media-type',
  422: 'arguments',
  429: 'rate',
  503: 'not-ready',
};

/** What is wrong with a request, for people and programs (RFC 9457). `detail` has no secret in it. */
export class Problem extends Error {
  readonly status: number;
  readonly detail: string;
  /** Where in the body it is wrong, as JSON pointers. */
  readonly errors: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;
  /** One of few words: what is refused is counted by it. */
  readonly reason: string;

  constructor(
    status: number,
    detail: string,
    {
      errors = [],
      headers = {},
      reason = REASONS[status] ?? 'fault',
    }: { errors?: readonly FieldProblem[]; headers?: Readonly<Record<string, string>>; reason?: string } = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.detail = detail;
    this.errors = errors;
    this.headers = headers;
    this.reason = reason;
  }
}

export interface FieldProblem {
  /** RFC 6901 */
  readonly pointer: string;
  readonly detail: string;
}

export function responseOf({ status, detail, errors, headers }: Problem): Response {
  const title = STATUS_CODES[status] ?? 'Error';
  const body = { type: 'about:blank', title, status, detail, ...(errors.length > 0 ? { errors } : {}) };
  return Response.json(body, { status, headers: { ...headers, 'content-type': 'application/problem+json' } });
}
