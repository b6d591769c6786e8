/** An error stops the compilation; a warning is likely a mistake; a note is a fact that is good to know, and nothing is wrong. */
export type Severity = 'error' | 'warning' | 'note';

/** One kind of message: its code, its sentence, and the page that `sflow explain` prints. */
export interface Entry<P> extends Traits {
  readonly code: string;
  readonly severity: Severity;
  /** A sentence without a full stop; what to do about it stands in the help of the diagnostic. */
  readonly message: (parameters: P) => string;
  /** Why this is a mistake and how it is mended, with an example. Markdown. */
  readonly explain: string;
}

/** How a message is weighed beside others. */
export interface Traits {
  /**
   * It says that something is not there. In a file whose form is broken, and in files that import it, that may only mean
   * that it could not be read, so the message waits until the form is mended.
   */
  readonly absent?: true;
  /**
   * The parameter that is a name which stands for nothing. One that is misspelt is unknown wherever it is used: a file has the
   * message once for each name, with the other places.
   */
  readonly joinedBy?: 'name' | 'field';
  /**
   * Of a message on the form of a text: nothing is left unread, since the text was read on as it stands, or (`if-mended`) as
   * if the edit that the message proposes for the very place were made.
   */
  readonly readOn?: 'always' | 'if-mended';
}

export const error = <P>(
  code: string,
  message: (parameters: P) => string,
  explain: string,
  traits: Traits = {},
): Entry<P> => ({ code, severity: 'error', message, explain: explain.trim(), ...traits });

export const warning = <P>(
  code: string,
  message: (parameters: P) => string,
  explain: string,
  traits: Traits = {},
): Entry<P> => ({ ...error(code, message, explain, traits), severity: 'warning' });

export const note = <P>(
  code: string,
  message: (parameters: P) => string,
  explain: string,
  traits: Traits = {},
): Entry<P> => ({ ...error(code, message, explain, traits), severity: 'note' });

/** Parameters of a message that says the same everywhere. */
export type None = Readonly<Record<string, never>>;
