import { EmbeddedActionsParser, tokenMatcher, VERSION, type ParserMethod, type Rule } from 'chevrotain';
import { Reporter } from '../src/base/diagnostics/diagnostic.ts';
import type { Span } from '../src/base/source/source.ts';
import type { Name, StringPart } from '../src/language/syntax/nodes.ts';
import { lookaheads, type Decisions, type Lookahead } from './decisions.ts';
import type { Lexed } from './lexer.ts';
import { nothingYet, type Recovery } from './recovery.ts';
import type { PendingHole } from './strings.ts';
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

/** A hole whose text is still to be parsed, and the parts of the string to which its value belongs. */
export interface OpenHole {
  readonly parts: StringPart[];
  /** Offset of the string. */
  readonly string: number;
  readonly hole: PendingHole;
}

export interface Alternative<T> {
  readonly ALT: () => T;
  /** It may begin like an alternative before it, which is then taken. */
  readonly IGNORE_AMBIGUITIES?: boolean;
}

/** What may be left out or repeated; a gate is asked before the next token is looked at. */
export type Part<T> = (() => T) | { readonly GATE: () => boolean; readonly DEF: () => T };

/** The names of the rules of a table. */
type RuleOf<R> = Exclude<keyof R & string, keyof Core>;

/** The function that a rule of the table is made of. */
type Build<Method> = Method extends ParserMethod<infer A, infer T> ? (...args: A) => T : never;

/** What a rule of the table reads. */
type Read<Method> = Method extends ParserMethod<never, infer T> ? T : never;

/** The words of chevrotain, which are protected there: here rules stand in files of their own. */
interface Words {
  readonly RECORDING_PHASE: boolean;
  input: t.Lexeme[];
  performSelfAnalysis(): void;
  getGAstProductions(): Record<string, Rule>;
  RULE(
    name: string,
    build: (...args: never) => unknown,
    config: { recoveryValueFunc: (error: Error) => never },
  ): unknown;
  /** A token from the next one on; 0 is the last that was read. While chevrotain records, the end. */
  LA(ahead: number): t.Lexeme;
  SKIP_TOKEN(): t.Lexeme;
  CONSUME(type: t.TokenType): t.Lexeme;
  SUBRULE<A extends unknown[], T>(rule: ParserMethod<A, T>, options?: { readonly ARGS: A }): T;
  /** What is no part of the grammar; it is not run while chevrotain records. */
  ACTION<T>(action: () => T): T | undefined;
  OR<T>(alternatives: readonly Alternative<T>[]): T;
  OPTION<T>(part: Part<T>): T | undefined;
  OPTION1<T>(part: Part<T>): T | undefined;
  OPTION2<T>(part: Part<T>): T | undefined;
  MANY(part: Part<unknown>): void;
  AT_LEAST_ONE(part: Part<unknown>): void;
}

/** What chevrotain keeps to itself and is used nevertheless, which is why its version is exact. */
interface Internals {
  selfAnalysisDone: boolean;
  /** By the order of rules, then by what a decision is and its number. */
  lookAheadFuncsCache: Lookahead[][];
  topLevelRuleRecord(name: string, build: () => unknown): Rule;
  consumeInternalRecord(type: t.TokenType, number: number, options?: object): t.Lexeme;
  subruleInternalRecord<T>(rule: ParserMethod<never, T>, number: number, options?: object): T;
}

const Chevrotain = EmbeddedActionsParser as unknown as new (
  vocabulary: t.TokenType[],
  config: { maxLookahead: number },
) => Words & Internals;

/**
 * Chevrotain's parser, and places in the text. Its words are those of chevrotain's guide; `R` is the table of rules, each of
 * which `RULE` puts into its place. One token decides. Numbers tell decisions of a kind in a rule apart (`OPTION1`);
 * tokens and subrules need none.
 */
export class Core<R = object> extends Chevrotain {
  text = '';
  sourcePath = '';
  /** Where the last token ends, or the hole. */
  end: Span = { path: '', start: 0, end: 0 };
  endName = '';
  /** What the lexer has reported. */
  mended: readonly Span[] = [];
  reporter: Reporter = new Reporter();
  /** Of the strings that were read; what stands in them is parsed afterwards. */
  holes: OpenHole[] = [];
  recovery: Recovery = nothingYet();
  /** Tokens and subrules of the rule that is recorded. */
  #recorded = 0;

  constructor() {
    super(t.vocabulary, { maxLookahead: 1 });
  }

  begin({ text, range, lexed, endName, reporter }: Input): void {
    const last = lexed.tokens.at(-1);
    const isHole = range.end < text.length;
    const end = isHole || !last ? range.end : last.endOffset + 1;
    this.text = text;
    this.sourcePath = range.path;
    this.end = { path: range.path, start: end, end: isHole ? end + 1 : end };
    this.endName = endName;
    this.mended = lexed.mended;
    this.reporter = reporter;
    this.holes = [];
    this.recovery = nothingYet();
    this.input = lexed.tokens;
  }

  // -------------------------------------------------------------------------------------------------------------- rules

  /** A rule takes what is known to be there. Where it does not, the grammar is wrong and not the text, so that is thrown. */
  override RULE<K extends RuleOf<R>>(name: K, build: Build<R[K]>): void {
    super.RULE(name, build, {
      recoveryValueFunc: (error) => {
        throw error;
      },
    });
  }

  /** A rule that is one of several. It asks for them late, since some are defined after it. */
  oneOf<K extends RuleOf<R>>(name: K, rules: () => readonly ParserMethod<[], Read<R[K]>>[]): void {
    let alternatives: Alternative<Read<R[K]>>[] | undefined;
    const build = (): Read<R[K]> => {
      alternatives ??= rules().map((rule) => ({ ALT: () => this.SUBRULE(rule) }));
      return this.OR(alternatives);
    };
    this.RULE(name, build as Build<R[K]>);
  }

  /**
   * What `form` reads where the text looks like it; elsewhere what `repair` makes of it. The form alone is recorded, as a part
   * of the grammar.
   */
  guarded<T>(looksRight: () => boolean, repair: () => T, form: () => T): T {
    return this.RECORDING_PHASE || looksRight() ? form() : repair();
  }

  /** A token of that kind; elsewhere undefined. It is recorded as a part of the grammar, and makes no functions. */
  consumeIf(type: t.TokenType): t.Lexeme | undefined {
    return this.RECORDING_PHASE || this.is(type) ? this.CONSUME(type) : undefined;
  }

  /**
   * To be called when all rules are defined. With the decisions that such a parser came to, nothing has to be found out, unless
   * another chevrotain runs here than there.
   */
  override performSelfAnalysis(known?: Decisions): void {
    if (known?.version !== VERSION) super.performSelfAnalysis();
    else {
      this.lookAheadFuncsCache = lookaheads(known);
      this.selfAnalysisDone = true;
    }
  }

  override topLevelRuleRecord(name: string, build: () => unknown): Rule {
    this.#recorded = 0;
    return super.topLevelRuleRecord(name, build);
  }

  override consumeInternalRecord(type: t.TokenType, _number: number, options?: object): t.Lexeme {
    return super.consumeInternalRecord(type, this.#recorded++, options);
  }

  override subruleInternalRecord<T>(rule: ParserMethod<never, T>, _number: number, options?: object): T {
    return super.subruleInternalRecord(rule, this.#recorded++, options);
  }

  // ------------------------------------------------------------------------------------------------------------- tokens

  is(type: t.TokenType, ahead = 1): boolean {
    return tokenMatcher(this.LA(ahead), type);
  }

  atEnd(): boolean {
    return this.LA(1).tokenType === t.EOF;
  }

  /** Passes over the next token. */
  skip(): t.Lexeme {
    const token = this.LA(1);
    this.SKIP_TOKEN();
    return token;
  }

  /** Takes the next token for another: what was meant is known. */
  rewrite(type: t.TokenType): void {
    const token = this.LA(1);
    token.tokenTypeIdx = type.tokenTypeIdx;
    token.tokenType = type;
    token.image = type.LABEL;
  }

  /** A token that nobody wrote. */
  standIn(type: t.TokenType): t.Lexeme {
    const at = this.here();
    return { image: '', startOffset: at, endOffset: at - 1, tokenTypeIdx: type.tokenTypeIdx, tokenType: type };
  }

  isStandIn(token: t.Lexeme): boolean {
    return token.image === '';
  }

  nameOf(token: t.Lexeme): Name {
    return { kind: 'name', text: token.image, span: this.spanOf(token) };
  }

  // ------------------------------------------------------------------------------------------------------------- places

  /** Where the next token begins. */
  here(): number {
    return this.#startOf(this.LA(1));
  }

  /** From there to the end of the last token. */
  since(start: number): Span {
    const last = this.LA(0);
    const end = last.tokenType === t.EOF ? start : last.endOffset + 1;
    return { path: this.sourcePath, start, end: Math.max(start, end) };
  }

  spanOf(token: t.Lexeme): Span {
    if (token.tokenType === t.EOF) return this.end;
    return { path: this.sourcePath, start: token.startOffset, end: token.endOffset + 1 };
  }

  hereSpan(): Span {
    return { path: this.sourcePath, start: this.here(), end: this.here() };
  }

  #startOf(token: t.Lexeme): number {
    return token.tokenType === t.EOF ? this.end.start : token.startOffset;
  }

  /** The column at which a token stands if it is the first of its line. */
  columnOfFirst(ahead = 1): number | undefined {
    const start = this.#startOf(this.LA(ahead));
    const previous = this.LA(ahead - 1);
    const from = previous.tokenType === t.EOF ? 0 : previous.endOffset + 1;
    for (let at = start - 1; at >= from; at -= 1) if (this.text[at] === '\n') return start - at - 1;
    return from === 0 ? start : undefined;
  }
}
