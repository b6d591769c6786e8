/** One kind of message: its code, its sentence, and the page that `sflow explain` prints. */
export interface Entry<P> {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** A sentence without a full stop; what to do about it stands in the help of the diagnostic. */
  readonly message: (parameters: P) => string;
  /** Why this is a mistake and how it is mended, with an example. Markdown. */
  readonly explain: string;
}

export const error = <P>(code: string, message: (parameters: P) => string, explain: string): Entry<P> => ({
  code,
  severity: 'error',
  message,
  explain: explain.trim(),
});

export const warning = <P>(code: string, message: (parameters: P) => string, explain: string): Entry<P> => ({
  ...error(code, message, explain),
  severity: 'warning',
});

/** Parameters of a message that says the same everywhere. */
export type None = Readonly<Record<string, never>>;
