import { STATUS_CODES } from 'node:http';

/** What is wrong with a request, for people and programs (RFC 9457). `detail` has no secret in it. */
export class Problem extends Error {
  readonly status: number;
  readonly detail: string;
  /** Where in the body it is wrong, as JSON pointers. */
  readonly errors: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    {
      errors = [],
      headers = {},
    }: { errors?: readonly FieldProblem[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.detail = detail;
    this.errors = errors;
    this.headers = headers;
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
