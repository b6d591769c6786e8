import type { Details, Label } from '../src/base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../src/base/diagnostics/suggest.ts';
import type { Name } from '../src/language/syntax/nodes.ts';
import type { Core } from './core.ts';
import { expected, quoted } from './describe.ts';
import { complain, isFixed, isReported, isReserved, labelled, onLineBefore, problem, startsValue } from './messages.ts';
import { indentationAt } from './skipping.ts';
import * as t from './tokens.ts';

/**
 * The next token if it is of that kind. Otherwise it is reported, and one that nobody wrote stands in.
 *
 * Names may stand nearly everywhere, so a next token that fits somewhere says little. Therefore rules ask for a token
 * like this and go on; what then does not fit is skipped where it is known what may come next: between the clauses of a
 * body, and in lists.
 */
export const expect = (p: Core, type: t.TokenType, what?: string, details?: Details): t.Lexeme =>
  p.consumeIf(type) ?? replace(p, type, what ?? expected(type), details);

function replace(p: Core, type: t.TokenType, what: string, details: Details | undefined): t.Lexeme {
  const next = p.LA(1);
  const word = t.softKeywords.get(type.LABEL) === type ? type.LABEL : undefined;
  const isMisspelt = word !== undefined && next.tokenType === t.Identifier && closest(next.image, [word]) !== undefined;
  const known = isMisspelt
    ? didYouMean(next.image, word, p.spanOf(next))
    : (details ?? forgotten(p, type) ?? (type === t.Identifier ? quotedName(p) : undefined));
  complain(p, what, onLineBefore(p, known));
  if (isMisspelt || (type === t.Identifier && isReserved(next))) return p.skip();
  // Behind a name often stands a colon: rather the name is missing.
  const isNameless = type === t.Identifier && next.tokenType === t.Colon;
  if (p.is(type, 2) && !isFixed(next) && !isNameless) {
    p.skip();
    return p.skip();
  }
  return p.standIn(type);
}

/** A colon is put in where what stands behind one follows at once. */
function forgotten(p: Core, type: t.TokenType): Details | undefined {
  const isOnLine = p.columnOfFirst() === undefined;
  const isForgotten = type === t.Colon && isOnLine && startsValue(p) && !p.is(t.LeftBrace) && !p.is(t.Colon, 2);
  return isForgotten && p.LA(0).tokenType === t.Identifier ? insertion(p, ':') : undefined;
}

/** A name between quotation marks. */
function quotedName(p: Core): Details | undefined {
  const next = p.LA(1);
  const inner = /^"([A-Za-z][\w-]*)"$/.exec(next.image)?.[1];
  return inner === undefined
    ? undefined
    : { help: 'names stand without quotation marks', fix: { span: p.spanOf(next), text: inner } };
}

export const expectName = (p: Core, what?: string, details?: Details): Name =>
  p.nameOf(expect(p, t.Identifier, what, details));

/** An edit that puts something behind the last token. */
export function insertion(p: Core, text: string): Pick<Details, 'fix'> {
  const last = p.LA(0);
  const end = last.tokenType === t.EOF ? p.here() : last.endOffset + 1;
  return { fix: { span: { path: p.sourcePath, start: end, end }, text } };
}

/** Takes the next token for one that is spelled otherwise, and says so. */
export function mendSpelling(p: Core, type: t.TokenType): void {
  const token = p.LA(1);
  const span = p.spanOf(token);
  // A colon stands right behind its name.
  const edited = type === t.Colon ? { ...span, start: p.LA(0).endOffset + 1 } : span;
  const isTight = type === t.Colon && !/\s/.test(p.text.charAt(span.end));
  const text = isTight ? `${type.LABEL} ` : type.LABEL;
  const parameters = { found: quoted(token.image), instead: quoted(type.LABEL) };
  problem(p, () => {
    p.reporter.report('spelled-otherwise', span, parameters, { fix: { span: edited, text } });
  });
  p.rewrite(type);
}

// ----------------------------------------------------------------------------------------------------------- brackets

/** A bracket that was typed twice. */
export function skipSecond(p: Core, type: t.TokenType, what: string): void {
  if (!p.is(type)) return;
  complain(p, what);
  p.skip();
}

/** The bracket that closes; where it is missing, the message shows the one that is open. */
export const close = (p: Core, type: t.TokenType, open: t.Lexeme, alternative?: string): t.Lexeme =>
  p.consumeIf(type) ?? replaceBracket(p, type, open, alternative);

function replaceBracket(p: Core, type: t.TokenType, open: t.Lexeme, alternative: string | undefined): t.Lexeme {
  const what = alternative === undefined ? expected(type) : `${alternative} or ${expected(type)}`;
  const wasReported = isReported(p);
  const isOther = type !== t.RightBrace && (p.is(t.RightBracket) || p.is(t.RightParenthesis));
  complain(p, what, { labels: [unclosed(p, open)], ...(isOther ? {} : closing(p, type, open)) });
  return isOther && !wasReported ? p.skip() : p.standIn(type);
}

export const unclosed = (p: Core, open: t.Lexeme): Label => labelled(p, open, `this ${open.image} is not closed`);

/** Puts in the bracket behind the last token; a brace on a line of its own if the one that is open stands on another line. */
function closing(p: Core, type: t.TokenType, open: t.Lexeme): Pick<Details, 'fix'> {
  if (type !== t.RightBrace) return insertion(p, type.LABEL);
  if (p.isStandIn(open)) return {};
  const isOneLine = !p.text.slice(open.startOffset, p.LA(0).startOffset).includes('\n');
  return insertion(p, isOneLine ? ' }' : `\n${' '.repeat(indentationAt(p.text, open.startOffset))}}`);
}
