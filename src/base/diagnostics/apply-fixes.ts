import type { Diagnostic, Fix } from './diagnostic.ts';

/** A message whose edit may be made without asking. */
export type Fixable = Diagnostic & { readonly fix: Fix };

export const isFixable = (found: Diagnostic): found is Fixable => found.fix !== undefined && found.fix.unsure !== true;

/**
 * Makes the edits of messages in one text, in the order of their places. One that touches what an earlier one changes waits
 * for the next round, since it was made for another text. Line breaks are those of the text.
 */
export function applyFixes(text: string, found: readonly Fixable[]): { text: string; applied: readonly Fixable[] } {
  const places = found.flatMap((one) => [one.fix.span, ...(one.fix.also ?? [])].map((span) => ({ one, span })));
  const ordered = places.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const applied = new Set<Fixable>();
  let [made, at] = ['', -1];
  for (const { one, span } of ordered) {
    const { text: fresh } = one.fix;
    if (span.start <= at) continue;
    made += text.slice(Math.max(at, 0), span.start) + fresh.replaceAll('\n', lineBreak);
    at = span.end;
    applied.add(one);
  }
  return { text: made + text.slice(Math.max(at, 0)), applied: [...applied] };
}
