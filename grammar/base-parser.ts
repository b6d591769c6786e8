import { Reporter, type Details, type Label } from '../src/base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../src/base/diagnostics/suggest.ts';
import type { Span } from '../src/base/source/source.ts';
import type { Missing, Name } from '../src/language/syntax/nodes.ts';
import { expected, found, quoted } from './describe.ts';
import type { Lexed } from './lexer.ts';
import { MAX_ERRORS } from './limits.ts';
import { matches, RuleParser } from './rules.ts';
import { quantityAt, slipAt } from './slips.ts';
import * as t from './tokens.ts';

/** What the parser reads: the tokens of a file, or of the hole of a string. */
export interface Input {
  readonly text: string;
  readonly range: Span;
  readonly lexed: Lexed;
  /** What stands behind the last token, in the words of a message. */
  readonly endName: string;
  readonly reporter: Reporter;
}

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

/**
 * What all rules share: places, and what happens where the next token is not the one that the grammar asks for.
 *
 * Names may stand nearly everywhere, so a next token that fits somewhere says little. Therefore a rule asks for a token with `expect`, which reports what is missing and goes on as if it were there; what
 * then does not fit is skipped where it is known what may come next: between the clauses of a body, and in lists.
 */
export abstract class BaseParser extends RuleParser {
  protected reporter = new Reporter();
  protected text = '';
  #path = '';
  #end: Span = { path: '', start: 0, end: 0 };
  #endName = '';
  #mended: readonly Span[] = [];
  /** The token at which the last mistake was reported. What is odd right behind it in the same clause follows from it. */
  #reported: t.Lexeme | undefined;

  protected begin({ text, range, lexed, endName, reporter }: Input): void {
    const last = lexed.tokens.at(-1);
    const isHole = range.end < text.length;
    const end = isHole || !last ? range.end : last.endOffset + 1;
    this.text = text;
    this.#path = range.path;
    this.#end = { path: range.path, start: end, end: isHole ? end + 1 : end };
    this.#endName = endName;
    this.#mended = lexed.mended;
    this.#reported = undefined;
    this.reporter = reporter;
    this.input = lexed.tokens;
  }

  // ----------------------------------------------------------------------------------------------------------- places

  /** Where the next token begins. */
  protected here(): number {
    return this.#startOf(this.LA(1));
  }

  /** From there to the end of the last token. */
  protected since(start: number): Span {
    const last = this.LA(0);
    const end = last.tokenType === t.EOF ? start : last.endOffset + 1;
    return { path: this.#path, start, end: Math.max(start, end) };
  }

  protected spanOf(token: t.Lexeme): Span {
    if (token.tokenType === t.EOF) return this.#end;
    return { path: this.#path, start: token.startOffset, end: token.endOffset + 1 };
  }

  protected hereSpan(): Span {
    return { path: this.#path, start: this.here(), end: this.here() };
  }

  #startOf(token: t.Lexeme): number {
    return token.tokenType === t.EOF ? this.#end.start : token.startOffset;
  }

  /** The column at which a token stands if it is the first of its line. */
  protected columnOfFirst(ahead = 1): number | undefined {
    const start = this.#startOf(this.LA(ahead));
    const previous = this.LA(ahead - 1);
    const from = previous.tokenType === t.EOF ? 0 : previous.endOffset + 1;
    for (let at = start - 1; at >= from; at -= 1) if (this.text[at] === '\n') return start - at - 1;
    return from === 0 ? start : undefined;
  }

  // ------------------------------------------------------------------------------------------------------------- tokens

  protected is(type: t.TokenType, ahead = 1): boolean {
    return matches(this.LA(ahead), type);
  }

  protected atEnd(): boolean {
    return this.LA(1).tokenType === t.EOF;
  }

  /** Whether a value begins there; a prefix operator is none. */
  protected startsValue(ahead = 1): boolean {
    return this.is(t.Identifier, ahead) || valueStarts.has(this.LA(ahead).tokenType);
  }

  protected atStrategyWord(): boolean {
    return strategyWords.has(this.LA(1).tokenType);
  }

  /** Passes over the next token. */
  protected skip(): t.Lexeme {
    const token = this.LA(1);
    this.SKIP_TOKEN();
    return token;
  }

  /** Takes the next token for another: what was meant is known. */
  protected rewrite(type: t.TokenType): void {
    const token = this.LA(1);
    token.tokenType = type;
    token.image = type.label;
  }

  /** Takes the next token for one that is spelled otherwise, and says so. */
  protected mendSpelling(type: t.TokenType): void {
    const token = this.LA(1);
    const span = this.spanOf(token);
    // A colon stands right behind its name.
    const edited = type === t.Colon ? { ...span, start: this.LA(0).endOffset + 1 } : span;
    const isTight = type === t.Colon && !/\s/.test(this.text.charAt(span.end));
    const text = isTight ? `${type.label} ` : type.label;
    const parameters = { found: quoted(token.image), instead: quoted(type.label) };
    this.problem(() => {
      this.reporter.report('spelled-otherwise', span, parameters, { fix: { span: edited, text } });
    });
    this.rewrite(type);
  }

  /** The next token if it is of that kind. Otherwise it is reported, and one that nobody wrote stands in. */
  protected expect(type: t.TokenType, what = expected(type), details?: Details): t.Lexeme {
    if (this.RECORDING_PHASE || this.is(type)) return this.CONSUME(type);
    const next = this.LA(1);
    const word = t.softKeywords.get(type.label) === type ? type.label : undefined;
    const isMisspelt =
      word !== undefined && next.tokenType === t.Identifier && closest(next.image, [word]) !== undefined;
    const known = isMisspelt
      ? didYouMean(next.image, word, this.spanOf(next))
      : (details ?? this.#forgotten(type) ?? (type === t.Identifier ? this.#quotedName() : undefined));
    this.complain(what, this.#onLineBefore(known));
    if (isMisspelt || (type === t.Identifier && this.#isReserved(next))) return this.skip();
    // Behind a name often stands a colon: rather the name is missing.
    const isNameless = type === t.Identifier && next.tokenType === t.Colon;
    const isFixed = brackets.has(next.tokenType) || strategyWords.has(next.tokenType);
    if (this.is(type, 2) && !isFixed && !isNameless) {
      this.skip();
      return this.skip();
    }
    return this.standIn(type);
  }

  /** A colon is put in where what stands behind one follows at once. */
  #forgotten(type: t.TokenType): Details | undefined {
    const isOnLine = this.columnOfFirst() === undefined;
    const isForgotten =
      type === t.Colon && isOnLine && this.startsValue() && !this.is(t.LeftBrace) && !this.is(t.Colon, 2);
    return isForgotten && this.LA(0).tokenType === t.Identifier ? this.insertion(':') : undefined;
  }

  /** `image = "a:1"` and `image: "a:1"` are what other languages write. */
  #needlessSign(): Details | undefined {
    const isSign = this.is(t.Assign) || this.is(t.Colon);
    if (!isSign || this.LA(0).tokenType !== t.softKeywords.get(this.LA(0).image) || !this.startsValue(2))
      return undefined;
    const { path, end } = this.spanOf(this.LA(1));
    return {
      help: 'nothing stands between a clause and its value',
      fix: { span: { path, start: this.LA(0).endOffset + 1, end }, text: '' },
    };
  }

  /** A name between quotation marks. */
  #quotedName(): Details | undefined {
    const next = this.LA(1);
    const inner = /^"([A-Za-z][\w-]*)"$/.exec(next.image)?.[1];
    return inner === undefined
      ? undefined
      : { help: 'names stand without quotation marks', fix: { span: this.spanOf(next), text: inner } };
  }

  /** An edit that puts something behind the last token. */
  protected insertion(text: string): Pick<Details, 'fix'> {
    const last = this.LA(0);
    const end = last.tokenType === t.EOF ? this.here() : last.endOffset + 1;
    return { fix: { span: { path: this.#path, start: end, end }, text } };
  }

  protected standIn(type: t.TokenType): t.Lexeme {
    const at = this.here();
    return { image: '', startOffset: at, endOffset: at - 1, tokenType: type };
  }

  protected isStandIn(token: t.Lexeme): boolean {
    return token.image === '';
  }

  /** A keyword where a name belongs; those of a strategy rather begin the next part of one. */
  #isReserved({ tokenType, image }: t.Lexeme): boolean {
    return t.keywords.get(image) === tokenType && !strategyWords.has(tokenType);
  }

  protected name(what?: string, details?: Details): Name {
    return this.nameOf(this.expect(t.Identifier, what, details));
  }

  protected nameOf(token: t.Lexeme): Name {
    return { kind: 'name', text: token.image, span: this.spanOf(token) };
  }

  // ------------------------------------------------------------------------------------------------------------ messages

  /** Reports that the next token is not what the grammar asks for. */
  protected complain(what: string, details?: Details): void {
    const next = this.LA(1);
    this.problem(() => {
      const parameters = { expected: what, found: found(next, this.#endName) };
      const known = { ...this.#reservedWord(what, next), ...details, ...(details?.fix ? {} : this.#slip(what)) };
      const form = known.help === undefined && known.fix === undefined ? this.clauseForm() : undefined;
      const help = form === undefined ? {} : { help: `written like: ${form}` };
      this.reporter.report('unexpected', this.spanOf(next), parameters, { ...known, ...help });
    });
  }

  /** What was most likely meant at the next token, with the edit. */
  #slip(what: string): Details {
    const [last, beforeLast] = [this.LA(0), this.LA(-1)];
    const line = (token: t.Lexeme): string =>
      token.tokenType === t.NumberToken ? (this.text.slice(token.startOffset).split('\n', 1)[0] ?? '') : '';
    const from = this.text.slice(this.here(), this.#end.end);
    const slip = slipAt({ from, before: [line(last), line(beforeLast)], expected: what });
    if (!slip) return {};
    const start = slip.back === 0 ? this.here() : (slip.back === 1 ? last : beforeLast).startOffset;
    const span = { path: this.#path, start, end: start + slip.length };
    return { help: slip.help, fix: { span, text: slip.text } };
  }

  /** Whether the name of a unit stands behind a number, as in `timeout 2 hours`. */
  protected isUnit(): boolean {
    if (!this.is(t.NumberToken, 0) || this.columnOfFirst() !== undefined) return false;
    const start = this.LA(0).startOffset;
    const quantity = quantityAt(this.text.slice(start, this.spanOf(this.LA(1)).end));
    return quantity !== undefined && quantity.length > this.LA(0).image.length;
  }

  /** How the clause is written in which the next token stands, if that may help. */
  protected clauseForm(): string | undefined {
    return undefined;
  }

  /** Reports a mistake at the next token, unless it follows from one that was reported before. */
  protected problem(report: () => void): void {
    if (this.isReported()) return;
    const next = this.LA(1);
    this.#reported = next;
    if (this.reporter.diagnostics.length <= MAX_ERRORS && !this.#isMended(next)) report();
  }

  /** Whether a mistake was reported at the next token or shortly before. */
  protected isReported(): boolean {
    if (this.#reported === undefined) return false;
    for (let ahead = 1; ahead > 1 - RIPPLE; ahead -= 1) if (this.LA(ahead) === this.#reported) return true;
    return false;
  }

  /** What does not fit at the next token follows from what was just skipped. */
  protected forgive(): void {
    this.#reported = this.LA(1);
  }

  /** What begins here has nothing to do with what was reported before. */
  protected startAfresh(): void {
    this.#reported = undefined;
  }

  protected missing(what?: string): Missing {
    this.complain(what ?? this.valueName(), this.#onLineBefore(this.#needlessSign()));
    return { kind: 'missing', span: this.hereSpan() };
  }

  /** What is missing at the end of a line is found at the next one; the message shows both. */
  #onLineBefore(details: Details = {}): Details {
    const last = this.LA(0);
    if (details.labels || last.tokenType === t.EOF || this.columnOfFirst() === undefined) return details;
    return { ...details, labels: [this.labelled(last, 'it is missing behind this')] };
  }

  /** Shows a token, and whether a list begins with it. */
  protected labelled(token: t.Lexeme, text: string): Label {
    const opensList = listOpening.has(token.tokenType) && !this.isStandIn(token);
    return { span: this.spanOf(token), text, ...(opensList ? { opensList } : {}) };
  }

  protected valueName(): string {
    const { tokenType, image } = this.LA(0);
    return tokenType === t.EOF || brackets.has(tokenType) || tokenType === t.Comma
      ? 'a value'
      : `a value after ${quoted(image)}`;
  }

  #reservedWord(what: string, next: t.Lexeme): Details {
    return what.startsWith('a name') && this.#isReserved(next)
      ? { help: `${quoted(next.image)} is a word of the language and cannot be a name` }
      : {};
  }

  /** Whether the lexer has reported something between the last token and the end of the next one. */
  #isMended(next: t.Lexeme): boolean {
    if (this.#mended.length === 0) return false;
    const previous = this.LA(0);
    const from = previous.tokenType === t.EOF ? 0 : previous.endOffset + 1;
    const { end } = this.spanOf(next);
    return this.#mended.some((span) => span.start <= end && span.end >= from);
  }
}
