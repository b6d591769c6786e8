import type { Details, Label } from '../src/base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../src/base/diagnostics/suggest.ts';
import { bodies, declarationWords, formOf, wordsOf, type Body } from '../src/language/syntax/clauses.ts';
import type { UnknownClause } from '../src/language/syntax/nodes.ts';
import { BaseParser } from './base-parser.ts';
import { expected, oneOf, quoted } from './describe.ts';
import { meantBySynonym, synonymOf } from './slips.ts';
import * as t from './tokens.ts';

interface OpenBody {
  readonly body: Body;
  readonly brace: t.Lexeme;
  /** Columns by which the line with the brace is indented; found when it is first asked for. */
  indentation?: number;
}

/** Label of a brace behind which stands what belongs before it. */
export const ENDED = 'this brace ended the declaration before';

const opening = new Set([t.LeftBrace, t.LeftBracket, t.LeftParenthesis]);
const closing = new Set([t.RightBrace, t.RightBracket, t.RightParenthesis]);
/** No clause stands between two of these: a word beside one of them is part of an expression. */
const joints = new Set([t.Dot, t.Comma, t.Colon, t.At, t.Arrow, t.Assign, t.Range, t.Not, ...t.Operator.members]);

/** Bodies in braces and lists in brackets: where they begin and end, and how reading goes on after a mistake in one. */
export abstract class RecoveringParser extends BaseParser {
  #bodies: OpenBody[] = [];
  /** The body that ended last, with its brace. */
  #left: { readonly body: Body; readonly end: t.Lexeme } | undefined;
  /** Brackets of lists, records and calls that are open within the innermost body. */
  #brackets = 0;
  /** How the clause is written that is being read. */
  #form: string | undefined;

  protected resetBodies(): void {
    this.#bodies = [];
    this.#left = undefined;
    this.#brackets = 0;
    this.#form = undefined;
  }

  // ------------------------------------------------------------------------------------------------------------ bodies

  /** `{ … }` with clauses that one alternative of `clause` reads. */
  protected body(body: Body, clause: () => void, unknown: (clause: UnknownClause) => void): void {
    const brace = this.enter(body);
    if (!brace) return;
    do
      this.MANY(() => {
        this.startAfresh();
        this.beginClause(formOf(body, this.LA(1).image));
        clause();
      });
    while (this.#resumeBody(body, unknown));
    this.leave(brace);
  }

  /** The brace that opens a body; none if there is nothing that looks like a body. */
  protected enter(body: Body): t.Lexeme | undefined {
    const brace = this.expect(t.LeftBrace);
    if (this.isStandIn(brace) && !this.startsClause(body)) return undefined;
    this.skipSecond(t.LeftBrace, `a clause of ${body.title}`);
    this.#bodies.push({ body, brace });
    return brace;
  }

  /** A bracket that was typed twice. */
  protected skipSecond(type: t.TokenType, what: string): void {
    if (this.RECORDING_PHASE || !this.is(type)) return;
    this.complain(what);
    this.skip();
  }

  protected leave(brace: t.Lexeme): void {
    const left = this.#bodies.pop();
    this.#form = undefined;
    if (this.isStandIn(brace) && !this.is(t.RightBrace)) return;
    this.close(t.RightBrace, brace);
    if (left && this.is(t.RightBrace, 0)) this.#left = { body: left.body, end: this.LA(0) };
  }

  /** What begins at the next token is written like that; without a form, messages do not show one. */
  protected beginClause(form?: string): void {
    this.#form = form;
  }

  protected override clauseForm(): string | undefined {
    return this.#brackets === 0 ? this.#form : undefined;
  }

  /** After the clauses that could be read: reports what stands there, passes over it, and tells whether to go on. */
  #resumeBody(body: Body, unknown: (clause: UnknownClause) => void): boolean {
    if (this.RECORDING_PHASE || this.atEnd() || this.is(t.RightBrace) || this.belongsOutside()) return false;
    if (this.isReported()) this.#skipToClause(body);
    else if (this.is(t.Identifier)) {
      const clause = this.unknownClause(body);
      if (clause) unknown(clause);
    } else {
      const help = 'WHEN, IF and THEN stand within a strategy: strategy retrain { WHEN … }';
      this.complain(`a clause of ${body.title} or \`}\``, this.atStrategyWord() ? { help } : undefined);
      this.#skipToClause(body);
    }
    return !this.atEnd();
  }

  /** Reports a word that begins no clause here. If it is a slip of one that does, it is taken for that one. */
  protected unknownClause(body: Body): UnknownClause | undefined {
    if (this.isUnit()) {
      this.complain(`a clause of ${body.title} or \`}\``);
      this.skip();
      this.forgive();
      return undefined;
    }
    const start = this.here();
    const token = this.LA(1);
    const span = this.spanOf(token);
    const words = wordsOf(body);
    const synonym = synonymOf(token.image, body);
    const meant = synonym ?? closest(token.image, words);
    const type = t.softKeywords.get(meant ?? '') ?? t.keywords.get(meant ?? '');
    const home = homeOf(token.image);
    // The declaration to which the clause belongs may have ended too early.
    const isOfLast = this.#left !== undefined && wordsOf(this.#left.body).includes(token.image);
    const end =
      home === undefined ? undefined : isOfLast ? this.#left?.end : this.is(t.RightBrace, 0) ? this.LA(0) : undefined;
    this.problem(() => {
      const isEdge = body === bodies.executor && /^(?:after|depends[-_]?on|dependsOn|needs)$/.test(token.image);
      const help = isEdge
        ? 'what an executor waits for stands before its brace: executor fit after load { … }'
        : (home ?? `${body.title} takes ${oneOf(words.map(quoted))}`);
      const labels = end ? [{ span: this.spanOf(end), text: ENDED }] : [];
      const details: Details =
        synonym !== undefined
          ? meantBySynonym(synonym, span)
          : meant === undefined
            ? { help, labels }
            : didYouMean(token.image, meant, span);
      this.reporter.report('unknown-clause', span, { name: quoted(token.image), of: body.title }, details);
    });
    if (type) {
      this.rewrite(type);
      return undefined;
    }
    const name = this.nameOf(this.skip());
    if (end) this.#skipToEnd(body);
    else this.#skipToClause(body);
    return { kind: 'unknown-clause', name, span: this.since(start) };
  }

  /** Passes over what was left of a declaration that ended too early, and over its second brace. */
  #skipToEnd(body: Body): void {
    // A word that begins a clause of both rather belongs to the one that ended too early.
    const left = this.#left ? wordsOf(this.#left.body) : [];
    this.skipUntil(() => this.startsClause(body) && !left.includes(this.LA(1).image));
    const open = this.#bodies.at(-1);
    if (!open || !this.is(t.RightBrace)) return;
    if (this.columnOfFirst() === undefined || this.isDeeperThan(open.brace)) this.skip();
  }

  /** Whether the next token begins a clause, and not a value that happens to be named like one. */
  protected startsClause(body: Body, isBehindJoint = false): boolean {
    const { image, tokenType } = this.LA(1);
    if (body === bodies.strategy && this.atStrategyWord()) return true;
    if (t.softKeywords.get(image) !== tokenType || !wordsOf(body).includes(image)) return false;
    const isJoint = (ahead: number): boolean => joints.has(this.LA(ahead).tokenType);
    return (isBehindJoint || !isJoint(0)) && !isJoint(2) && !this.is(t.LeftParenthesis, 2);
  }

  /** Whether the next clause or declaration begins where a value was expected: what follows could not follow a value. */
  protected startsNext(): boolean {
    if (this.#brackets > 0) return false;
    const body = this.#bodies.at(-1)?.body;
    if (this.LA(2).tokenType === t.Identifier) return body ? this.startsClause(body, true) : this.startsDeclaration();
    if (!body || !this.startsClause(body)) return false;
    return this.is(t.NumberToken, 2) || this.is(t.StringToken, 2) || this.is(t.LeftBracket, 2);
  }

  /** Whether the field of a record stands where a value was expected: the brace before it was forgotten. */
  protected startsField(): boolean {
    return this.#brackets === 0 && this.is(t.Colon, 2) && (this.is(t.Identifier) || this.is(t.StringToken));
  }

  /** Passes over the rest of a clause, up to the next one, or to a line that looks like one with a slip in its word. */
  #skipToClause(body: Body): void {
    const looksLikeClause = (): boolean =>
      this.is(t.Identifier) && this.startsValue(2) && this.columnOfFirst() !== undefined;
    this.skipUntil(() => this.startsClause(body) || looksLikeClause());
    if (!this.startsClause(body) && looksLikeClause()) this.startAfresh();
  }

  // -------------------------------------------------------------------------------------------------------------- lists

  /** Items with commas between; one may stand behind the last. `item` gets the number of its place in the rule. */
  protected items(open: t.Lexeme, close: t.TokenType, starts: () => boolean, item: () => void): void {
    this.#brackets += 1;
    while (!this.RECORDING_PHASE && this.is(t.Comma)) {
      this.complain(`a value or ${expected(close)}`);
      this.skip();
      this.forgive();
    }
    const read = (): void => {
      item();
      do
        this.MANY({
          GATE: () => !this.is(close, 2),
          DEF: () => {
            this.CONSUME(t.Comma);
            item();
          },
        });
      while (this.#resumeItems(open, close, starts, item));
      this.OPTION1(() => this.CONSUME(t.Comma));
    };
    // The name of the first item is missing, not the item.
    if (!this.RECORDING_PHASE && this.is(t.Colon)) read();
    else this.OPTION(read);
    this.#brackets -= 1;
  }

  #resumeItems(open: t.Lexeme, close: t.TokenType, starts: () => boolean, item: () => void): boolean {
    if (this.RECORDING_PHASE || this.is(close) || (this.is(t.Comma) && this.is(close, 2))) return false;
    const isItem = starts() && !this.#endsList() && this.#standsWithin(open) && !this.is(t.Identifier, 2);
    const labels = isItem ? [] : [this.unclosed(open)];
    const isOpen = !isItem && !this.#closesOnLine(close);
    const fix = isItem ? this.insertion(',') : isOpen ? this.insertion(close.label) : {};
    this.complain(`\`,\` or ${expected(close)}`, { labels, ...fix });
    if (isItem) {
      item();
      return true;
    }
    if (!this.#closesOnLine(close)) return false;
    this.skipUntil(() => this.is(t.Comma) || this.is(close) || this.#endsList());
    return this.is(t.Comma) && !this.is(close, 2);
  }

  /** Whether the next token is on the line of the bracket, or indented more than that line. */
  #standsWithin(open: t.Lexeme): boolean {
    const column = this.columnOfFirst();
    return column === undefined || column > indentationAt(this.text, open.startOffset);
  }

  #closesOnLine(close: t.TokenType): boolean {
    let depth = 0;
    for (let ahead = 1; ; ahead += 1) {
      const { tokenType } = this.LA(ahead);
      if (tokenType === t.EOF || (ahead > 1 && this.columnOfFirst(ahead) !== undefined)) return false;
      if (depth === 0 && tokenType === close) return true;
      if (opening.has(tokenType)) depth += 1;
      else if (closing.has(tokenType)) depth -= 1;
    }
  }

  /** Fields, clauses of a list: each may have a comma behind it. */
  protected fields(open: t.Lexeme, field: () => void): void {
    this.#brackets += 1;
    do
      this.MANY({
        GATE: () => this.is(t.Colon, 2) || !this.#endsList(),
        DEF: () => {
          field();
          this.OPTION(() => this.CONSUME(t.Comma));
        },
      });
    while (this.#resumeFields(open));
    this.#brackets -= 1;
  }

  #resumeFields(open: t.Lexeme): boolean {
    if (this.RECORDING_PHASE || this.is(t.RightBrace) || this.atEnd() || this.#endsList()) return false;
    this.complain('a field or `}`', { labels: [this.unclosed(open)] });
    this.skip();
    this.skipUntil(() => this.is(t.Comma) || this.is(t.Colon, 2) || this.#endsList());
    if (this.is(t.Comma)) this.skip();
    return !this.is(t.RightBrace) && !this.atEnd() && !this.#endsList();
  }

  /** Whether what stands there belongs to what is around the list: its end was forgotten. */
  #endsList(): boolean {
    if (this.atEnd() || this.is(t.RightBrace) || this.atStrategyWord()) return true;
    const column = this.columnOfFirst();
    if (column === undefined) return false;
    if (column === 0 && this.startsDeclaration()) return true;
    return this.belongsOutside() || this.#bodies.some(({ body }) => this.startsClause(body, this.is(t.Comma, 0)));
  }

  protected unclosed(open: t.Lexeme): Label {
    return this.labelled(open, `this ${open.image} is not closed`);
  }

  /** The bracket that closes; where it is missing, the message shows the one that is open. */
  protected close(type: t.TokenType, open: t.Lexeme, alternative?: string): t.Lexeme {
    if (this.RECORDING_PHASE || this.is(type)) return this.CONSUME(type);
    const what = alternative === undefined ? expected(type) : `${alternative} or ${expected(type)}`;
    const isReported = this.isReported();
    const isOther = type !== t.RightBrace && (this.is(t.RightBracket) || this.is(t.RightParenthesis));
    this.complain(what, { labels: [this.unclosed(open)], ...(isOther ? {} : this.#closing(type, open)) });
    return isOther && !isReported ? this.skip() : this.standIn(type);
  }

  /** Puts in the bracket behind the last token; a brace on a line of its own if the one that is open stands on another line. */
  #closing(type: t.TokenType, open: t.Lexeme): Pick<Details, 'fix'> {
    if (type !== t.RightBrace) return this.insertion(type.label);
    if (this.isStandIn(open)) return {};
    const isOneLine = !this.text.slice(open.startOffset, this.LA(0).startOffset).includes('\n');
    return this.insertion(isOneLine ? ' }' : `\n${' '.repeat(indentationAt(this.text, open.startOffset))}}`);
  }

  // ------------------------------------------------------------------------------------------------------------ skipping

  /**
   * Whether the next token begins a clause or a declaration outside the innermost open body, so that its brace was
   * forgotten: it is the first word of a line that is indented no more than the line with that brace.
   */
  protected belongsOutside(): boolean {
    const { image, tokenType } = this.LA(1);
    const inner = this.#bodies.at(-1);
    if (!inner || t.softKeywords.get(image) !== tokenType) return false;
    const column = this.columnOfFirst();
    if (column === undefined) return false;
    const isOuterClause = this.#bodies.slice(0, -1).some(({ body }) => wordsOf(body).includes(image));
    if (!isOuterClause && !this.startsDeclaration()) return false;
    inner.indentation ??= indentationAt(this.text, inner.brace.startOffset);
    return column <= inner.indentation;
  }

  /** Whether the next token begins a line that is indented more than the one with a brace. */
  protected isDeeperThan(brace: t.Lexeme): boolean {
    const column = this.columnOfFirst();
    return column !== undefined && column > indentationAt(this.text, brace.startOffset);
  }

  protected startsDeclaration(): boolean {
    const { image, tokenType } = this.LA(1);
    return (
      t.softKeywords.get(image) === tokenType &&
      declarationWords.includes(image) &&
      (this.is(t.Identifier, 2) || (this.is(t.LeftBrace, 2) && this.is(t.Word.import)))
    );
  }

  /**
   * Passes over what cannot be read, with all that stands in brackets there. Stops at a closing brace, and where a
   * declaration begins at the margin, however many brackets are open.
   */
  protected skipUntil(stop: () => boolean): void {
    let depth = 0;
    for (;;) {
      const { tokenType } = this.LA(1);
      if (tokenType === t.EOF) break;
      if (depth === 0 && (tokenType === t.RightBrace || stop() || this.belongsOutside())) break;
      if (this.columnOfFirst() === 0 && this.startsDeclaration()) break;
      if (opening.has(tokenType)) depth += 1;
      else if (closing.has(tokenType) && depth > 0) depth -= 1;
      this.skip();
    }
    this.forgive();
  }
}

/** Where a word has its place, in a sentence. */
export function homeOf(word: string): string | undefined {
  const homes = Object.values<Body>(bodies).filter((body) => wordsOf(body).includes(word));
  return homes.length === 0 ? undefined : `${quoted(word)} stands in ${oneOf(homes.map(({ title }) => title))}`;
}

function indentationAt(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [indentation = ''] = /^[ \t]*/.exec(text.slice(start, offset)) ?? [];
  return indentation.length;
}
