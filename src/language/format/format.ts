import { parse } from '../../../grammar/parse.ts';
import type { Diagnostic } from '../../base/diagnostics/diagnostic.ts';
import type { Source } from '../../base/source/source.ts';
import type { File } from '../syntax/nodes.ts';
import { Printer } from './printer.ts';
import { textOf } from './table.ts';
import { LostError } from './tokens.ts';

export const DEFAULT_WIDTH = 120;

const BYTE_ORDER_MARK = '\ufeff';

/** The text in the one style of the language; or, of a text that has not its form, what is wrong. */
export type Formatted =
  { readonly text: string } | { readonly text?: undefined; readonly diagnostics: readonly Diagnostic[] };

/**
 * Lays a source out anew. What it says stays: all tokens but commas that may be left out, and all comments.
 * @param width how many characters a line should have at most
 * @throws LostError where that would not be so, which is a mistake of ours
 */
export function format(source: Source, width: number = DEFAULT_WIDTH): Formatted {
  const mark = source.text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const before = { path: source.path, text: source.text.slice(mark.length).replaceAll('\r\n', '\n') };
  const { value: file, diagnostics } = parse(source);
  if (diagnostics.length > 0) return { diagnostics };
  const parsed = before.text === source.text ? file : parse(before).value;
  try {
    const text = textOf(new Printer(before.text, parsed.tokens, width).file(parsed), width);
    ensureSame(before.text, parsed, { path: source.path, text });
    return { text: mark + text };
  } catch (error) {
    throw error instanceof LostError ? new LostError(`${source.path} is left as it is: ${error.message}`) : error;
  }
}

function ensureSame(text: string, file: File, after: Source): void {
  const { value, diagnostics } = parse(after);
  const [problem] = diagnostics;
  if (problem) throw new LostError(`what would be written cannot be read: ${problem.message}`);
  const earlier = contentOf(text, file);
  const later = contentOf(after.text, value);
  const at = earlier.findIndex((content, index) => content !== later[index]);
  if (at !== -1 || earlier.length !== later.length)
    throw new LostError(`${earlier[at] ?? 'something'} would get lost or another place`);
}

/** Tokens, then comments. Commas may be left out behind the last of a list, and between the fields of a record. */
function contentOf(text: string, { tokens }: File): string[] {
  const contents = (isComment: boolean): string[] =>
    tokens
      .filter(({ kind }) => (kind === 'comment') === isComment)
      .map(({ start, end }) => text.slice(start, end).trimEnd());
  return [...contents(false).filter((content) => content !== ','), ...contents(true)];
}
