import type { Source } from '../base/source/source.ts';
import type { FormatOptions, Formatted } from './types.ts';

/**
 * Lays a source out in the one style of the language. What it says stays, comments too. The layout is only loaded here:
 * whoever compiles does not need it.
 */
export async function format(source: Source, { width }: FormatOptions = {}): Promise<Formatted> {
  const formatted = (await import('../language/format/format.ts')).format(source, width);
  return formatted.text === undefined
    ? { diagnostics: formatted.diagnostics }
    : { text: formatted.text, diagnostics: [] };
}
