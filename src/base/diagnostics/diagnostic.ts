import type { Span } from '../source/source.ts';
import { catalogue, type DiagnosticName, type ParametersOf } from './catalogue.ts';
import type { Severity } from './entry.ts';

/** Another place that matters, with what it has to do with the mistake. */
export interface Label {
  readonly span: Span;
  readonly text: string;
  /** The place is a bracket behind which a list begins, so that the lines from there on belong to what could not be read. */
  readonly opensList?: true;
}

/** An edit that mends the mistake. */
export interface Fix {
  readonly span: Span;
  readonly text: string;
  /** Other places in the same file at which the same text goes in. */
  readonly also?: readonly Span[];
  /** It is one of several that may be meant: it is shown, and `check --fix` leaves the choice to the user. */
  readonly unsure?: true;
}

export interface Diagnostic {
  /** Stable, as `SF2001`. */
  readonly code: string;
  /** As `unknown-name`. */
  readonly name: DiagnosticName;
  readonly severity: Severity;
  readonly message: string;
  /** What the message speaks of, as its entry in the catalogue takes it. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly span: Span;
  readonly labels: readonly Label[];
  /** What to do, in a sentence. */
  readonly help?: string;
  readonly fix?: Fix;
}

export interface Details {
  readonly labels?: readonly Label[];
  readonly help?: string;
  readonly fix?: Fix;
}

/** What every stage of the compiler gives: a value, and what it found on the way. */
export interface Result<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

export function diagnostic<K extends DiagnosticName>(
  name: K,
  span: Span,
  parameters: ParametersOf<K>,
  details: Details = {},
): Diagnostic {
  const entry = catalogue[name];
  // Each entry's message takes exactly its own parameters, which the signature above ensures.
  const message = (entry.message as (parameters: ParametersOf<K>) => string)(parameters);
  const { code, severity } = entry;
  const said = parameters as Readonly<Record<string, unknown>>;
  return { code, name, severity, message, parameters: said, span, labels: [], ...details };
}

/** Collects what a stage finds. A mistake that was reported at a place is not reported there again under the same name. */
export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  report<K extends DiagnosticName>(name: K, span: Span, parameters: ParametersOf<K>, details?: Details): void {
    this.add(diagnostic(name, span, parameters, details));
  }

  add(found: Diagnostic): void {
    const { name, span } = found;
    const key = `${name} ${span.path} ${String(span.start)} ${String(span.end)}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.diagnostics.push(found);
  }
}

/** By file, place and code: the order in which people read. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const key = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...diagnostics].sort(
    (a, b) =>
      key(a.span.path, b.span.path) || a.span.start - b.span.start || a.span.end - b.span.end || key(a.code, b.code),
  );
}
