import { bodies, declarationWords, wordsOf, type Body } from '../src/language/syntax/clauses.ts';
import type { Core } from './core.ts';
import { oneOf, quoted } from './describe.ts';
import { forgive } from './messages.ts';
import * as t from './tokens.ts';

const opening = new Set([t.LeftBrace, t.LeftBracket, t.LeftParenthesis]);
const closing = new Set([t.RightBrace, t.RightBracket, t.RightParenthesis]);

/** How a token changes the number of open brackets. */
export const bracketStep = (type: t.TokenType): number => (opening.has(type) ? 1 : closing.has(type) ? -1 : 0);

/**
 * Whether the next token begins a clause or a declaration outside the innermost open body, so that its brace was
 * forgotten: it is the first word of a line that is indented no more than the line with that brace.
 */
export function belongsOutside(p: Core): boolean {
  const { image, tokenType } = p.LA(1);
  const open = p.recovery.bodies;
  const inner = open.at(-1);
  if (!inner || t.softKeywords.get(image) !== tokenType) return false;
  const column = p.columnOfFirst();
  if (column === undefined) return false;
  const isOuterClause = open.slice(0, -1).some(({ body }) => wordsOf(body).includes(image));
  if (!isOuterClause && !startsDeclaration(p)) return false;
  inner.indentation ??= indentationAt(p.text, inner.brace.startOffset);
  return column <= inner.indentation;
}

/** Whether the next token begins a line that is indented more than the one with a bracket. */
export function isDeeperThan(p: Core, bracket: t.Lexeme): boolean {
  const column = p.columnOfFirst();
  return column !== undefined && column > indentationAt(p.text, bracket.startOffset);
}

export function startsDeclaration(p: Core): boolean {
  const { image, tokenType } = p.LA(1);
  return (
    t.softKeywords.get(image) === tokenType &&
    declarationWords.includes(image) &&
    (p.is(t.Identifier, 2) || (p.is(t.LeftBrace, 2) && p.is(t.Word.import)))
  );
}

/**
 * Passes over what cannot be read, with all that stands in brackets there. Stops at a closing brace, and where a
 * declaration begins at the margin, however many brackets are open.
 */
export function skipUntil(p: Core, stop: () => boolean): void {
  let depth = 0;
  for (;;) {
    const { tokenType } = p.LA(1);
    if (tokenType === t.EOF) break;
    if (depth === 0 && (tokenType === t.RightBrace || stop() || belongsOutside(p))) break;
    if (p.columnOfFirst() === 0 && startsDeclaration(p)) break;
    depth = Math.max(0, depth + bracketStep(tokenType));
    p.skip();
  }
  forgive(p);
}

/** Where a word has its place, in a sentence. */
export function homeOf(word: string): string | undefined {
  const homes = Object.values<Body>(bodies).filter((body) => wordsOf(body).includes(word));
  return homes.length === 0 ? undefined : `${quoted(word)} stands in ${oneOf(homes.map(({ title }) => title))}`;
}

/** Columns by which the line with a place is indented. */
export function indentationAt(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [indentation = ''] = /^[ \t]*/.exec(text.slice(start, offset)) ?? [];
  return indentation.length;
}
