import type { Details, Label } from '../src/base/diagnostics/diagnostic.ts';
import type { Missing } from '../src/language/syntax/nodes.ts';
import type { Core } from './core.ts';
import { found, quoted } from './describe.ts';
import { MAX_ERRORS } from './limits.ts';
import { quantityAt, slipAt } from './slips.ts';
import * as t from './tokens.ts';

/** Tokens behind a mistake, itself included, at which another one is no news. */
const RIPPLE = 4;

const valueStarts = new Set([
  t.NumberToken,
  t.StringToken,
  t.True,
  t.False,
  t.None,
  t.LeftBracket,
  t.LeftBrace,
  t.LeftParenthesis,
]);
const brackets = new Set([
  t.LeftBrace,
  t.RightBrace,
  t.LeftBracket,
  t.RightBracket,
  t.LeftParenthesis,
  t.RightParenthesis,
]);
const listOpening = new Set([t.LeftBracket, t.LeftParenthesis]);
const strategyWords = new Set([t.When, t.If, t.Then, t.Else]);

/** Whether a value begins there; a prefix operator is none. */
export const startsValue = (p: Core, ahead = 1): boolean =>
  p.is(t.Identifier, ahead) || valueStarts.has(p.LA(ahead).tokenType);

export const atStrategyWord = (p: Core): boolean => strategyWords.has(p.LA(1).tokenType);

/** Whether nothing stands in for the next token: a bracket and a word of a strategy are where they are on purpose. */
export const isFixed = ({ tokenType }: t.Lexeme): boolean => brackets.has(tokenType) || strategyWords.has(tokenType);

/** A keyword where a name belongs; those of a strategy rather begin the next part of one. */
export const isReserved = ({ tokenType, image }: t.Lexeme): boolean =>
  t.keywords.get(image) === tokenType && !strategyWords.has(tokenType);

/** Reports that the next token is not what the grammar asks for. */
export function complain(p: Core, what: string, details?: Details): void {
  const next = p.LA(1);
  problem(p, () => {
    const parameters = { expected: what, found: found(next, p.endName) };
    const known = { ...reservedWord(what, next), ...details, ...(details?.fix ? {} : slip(p, what)) };
    const form = known.help === undefined && known.fix === undefined ? clauseForm(p) : undefined;
    const help = form === undefined ? {} : { help: `written like: ${form}` };
    p.reporter.report('unexpected', p.spanOf(next), parameters, { ...known, ...help });
  });
}

/** What was most likely meant at the next token, with the edit. */
function slip(p: Core, what: string): Details {
  const number = numberWithCommas(p);
  if (number) return number;
  const [last, beforeLast] = [p.LA(0), p.LA(-1)];
  const line = (token: t.Lexeme): string =>
    token.tokenType === t.NumberToken ? (p.text.slice(token.startOffset).split('\n', 1)[0] ?? '') : '';
  const from = p.text.slice(p.here(), p.end.end);
  const behind = p.text.slice(last.startOffset, p.end.end);
  const meant = slipAt({ from, behind, before: [line(last), line(beforeLast)], expected: what });
  if (!meant) return {};
  const start = meant.back === 0 ? p.here() : (meant.back === 1 ? last : beforeLast).startOffset;
  const span = { path: p.sourcePath, start, end: start + meant.length };
  const fix = { span, text: meant.text };
  // What is only taken away may belong to what is wrong before it.
  return { help: meant.help, fix: meant.text === '' && followsMistake(p) ? { ...fix, unsure: true } : fix };
}

/** Whether something was reported on this line already. */
function followsMistake(p: Core): boolean {
  const last = p.reporter.diagnostics.at(-1);
  return last !== undefined && !p.text.slice(last.span.start, p.here()).includes('\n');
}

/** `0,5`, `10,000`: a comma between digits, which stand on their own where a list is read. */
function numberWithCommas(p: Core): Details | undefined {
  const here = p.here();
  const from = p.text.lastIndexOf('\n', here - 1) + 1;
  const [line = ''] = p.text.slice(from).split('\n', 1);
  for (const match of line.matchAll(/(?<![\w.])\d[\d_]*(?:,\d+)+(?![\d,])/g)) {
    const start = from + match.index;
    const end = start + match[0].length;
    if (here <= start || here >= end) continue;
    const isFraction = /^(?:0,\d+|\d+,(?!\d{3}$)\d+)$/.test(match[0]);
    const text = isFraction ? match[0].replace(',', '.') : match[0].replaceAll(',', '');
    const help = isFraction
      ? `a fraction is written with a dot: ${text}`
      : `a number is written without separators: ${text}`;
    return { help, fix: { span: { path: p.sourcePath, start, end }, text, unsure: true } };
  }
  return undefined;
}

function reservedWord(what: string, next: t.Lexeme): Details {
  return what.startsWith('a name') && isReserved(next)
    ? { help: `${quoted(next.image)} is a word of the language and cannot be a name` }
    : {};
}

/** Whether the name of a unit stands behind a number, as in `timeout 2 hours`. */
export function isUnit(p: Core): boolean {
  if (!p.is(t.NumberToken, 0) || p.columnOfFirst() !== undefined) return false;
  const start = p.LA(0).startOffset;
  const quantity = quantityAt(p.text.slice(start, p.spanOf(p.LA(1)).end));
  return quantity !== undefined && quantity.length > p.LA(0).image.length;
}

/** What begins at the next token is written like that; without a form, messages do not show one. */
export function beginClause(p: Core, form?: string): void {
  p.recovery.form = form;
}

const clauseForm = ({ recovery }: Core): string | undefined => (recovery.brackets === 0 ? recovery.form : undefined);

/** Reports a mistake at the next token, unless it follows from one that was reported before. */
export function problem(p: Core, report: () => void): void {
  if (isReported(p)) return;
  const next = p.LA(1);
  p.recovery.reported = next;
  if (p.reporter.diagnostics.length <= MAX_ERRORS && !isMended(p, next)) report();
}

/** Whether a mistake was reported at the next token or shortly before. */
export function isReported(p: Core): boolean {
  const { reported } = p.recovery;
  if (reported === undefined) return false;
  for (let ahead = 1; ahead > 1 - RIPPLE; ahead -= 1) if (p.LA(ahead) === reported) return true;
  return false;
}

/** Whether the lexer has reported something between the last token and the end of the next one. */
function isMended(p: Core, next: t.Lexeme): boolean {
  if (p.mended.length === 0) return false;
  const previous = p.LA(0);
  const from = previous.tokenType === t.EOF ? 0 : previous.endOffset + 1;
  const { end } = p.spanOf(next);
  return p.mended.some((span) => span.start <= end && span.end >= from);
}

/** What does not fit at the next token follows from what was just skipped. */
export function forgive(p: Core): void {
  p.recovery.reported = p.LA(1);
}

/** What begins here has nothing to do with what was reported before. */
export function startAfresh(p: Core): void {
  p.recovery.reported = undefined;
}

export function missing(p: Core): Missing {
  complain(p, valueName(p), onLineBefore(p, needlessSign(p)));
  return { kind: 'missing', span: p.hereSpan() };
}

/** What is missing at the end of a line is found at the next one; the message shows both. */
export function onLineBefore(p: Core, details: Details = {}): Details {
  const last = p.LA(0);
  if (details.labels || last.tokenType === t.EOF || p.columnOfFirst() === undefined) return details;
  return { ...details, labels: [labelled(p, last, 'it is missing behind this')] };
}

/** Shows a token, and whether a list begins with it. */
export function labelled(p: Core, token: t.Lexeme, text: string): Label {
  const opensList = listOpening.has(token.tokenType) && !p.isStandIn(token);
  return { span: p.spanOf(token), text, ...(opensList ? { opensList } : {}) };
}

/** `image = "a:1"` and `image: "a:1"` are what other languages write. */
function needlessSign(p: Core): Details | undefined {
  const isSign = p.is(t.Assign) || p.is(t.Colon);
  if (!isSign || p.LA(0).tokenType !== t.softKeywords.get(p.LA(0).image) || !startsValue(p, 2)) return undefined;
  const { path, end } = p.spanOf(p.LA(1));
  return {
    help: 'nothing stands between a clause and its value',
    fix: { span: { path, start: p.LA(0).endOffset + 1, end }, text: '' },
  };
}

export function valueName(p: Core): string {
  const { tokenType, image } = p.LA(0);
  return tokenType === t.EOF || brackets.has(tokenType) || tokenType === t.Comma
    ? 'a value'
    : `a value after ${quoted(image)}`;
}
