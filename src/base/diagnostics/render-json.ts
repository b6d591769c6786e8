import { defined } from '../values/defined.ts';
import type { Span } from '../source/source.ts';
import type { Diagnostic } from './diagnostic.ts';
import { Places } from './places.ts';

/**
 * Messages for programs: `{ diagnostics: [{ code, name, severity, message, path, start, end, labels, help, fix }] }`.
 * `start` and `end` are `{ line, column }`, counted from 1 in characters, the end exclusive. `fix` is `{ text, path, start, end }`,
 * `also` with further places for the same text, and `unsure` where something else may be meant.
 */
export function renderJson(diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>): string {
  const places = new Places(texts);
  const place = (span: Span): object => ({ path: span.path, ...places.range(span) });
  const list = diagnostics.map(({ code, name, severity, message, span, labels, help, fix }) =>
    defined({
      code,
      name,
      severity,
      message,
      ...place(span),
      labels: labels.map((label) => ({ text: label.text, ...place(label.span) })),
      help,
      fix:
        fix &&
        defined({
          text: fix.text,
          ...place(fix.span),
          also: fix.also && fix.also.map(place),
          unsure: fix.unsure ? true : undefined,
        }),
    }),
  );
  return `${JSON.stringify({ diagnostics: list }, null, 2)}\n`;
}
