import { decide, type Decision, type Production, type Rule, type Way } from './productions.ts';
import { type Lexeme, EOF, type TokenType } from './tokens.ts';

/** A rule of the grammar, which builds a node. */
export interface ParserMethod<A extends unknown[], T> extends Rule {
  readonly build: (...args: A) => T;
}

export interface Alternative<T> {
  readonly ALT: () => T;
  /** It may begin like an alternative before it, which is then taken. */
  readonly IGNORE_AMBIGUITIES?: boolean;
}

/** The decisions of each rule, as texts. */
export type Learnt = readonly (readonly (readonly [slot: number, ways: string])[])[];

/** What may be left out or repeated; a gate is asked before the next token is looked at. */
type Part<T> = (() => T) | { readonly GATE: () => boolean; readonly DEF: () => T };

/** The places of a rule's decisions in its list. */
const CHOICE = 0;
const MANY = 1;
const SOME = 2;
const OPTION = 3;

const END: Lexeme = { image: '', startOffset: NaN, endOffset: NaN, tokenType: EOF };
const RECORDED_TOKEN: Lexeme = { ...END, image: 'recorded' };
const RECORDED_NODE = Object.freeze({});

/**
 * Rules as methods that read tokens one after the other: recursive descent, with the next token to decide by. The words
 * are those of chevrotain (`CONSUME`, `SUBRULE`, `OR`, `OPTION`, `MANY`), which this was written to replace; see
 * decision 10. What decides is learnt from the rules themselves: `learn` runs each once without a text,
 * which takes longer than to read a small one, so the build does it for the bundle.
 *
 * Asked for a token or an alternative that is not there, these methods throw: whether one is there is asked before.
 */
export abstract class RuleParser {
  /** Whether the rules are run without a text. */
  protected RECORDING_PHASE = false;
  readonly #rules: Rule[] = [];
  #recorded: Production[] = [];
  #tokens: readonly Lexeme[] = [];
  /** Index of the next token. */
  #next = 0;
  /** The decisions of the rule that is run. */
  #decisions: readonly Uint8Array[] = [];

  /** The rules, in the order in which they were made. */
  get rules(): readonly Rule[] {
    return this.#rules;
  }

  get learnt(): Learnt {
    return this.#rules.map(({ decisions }) =>
      [...decisions.entries()].flatMap(([slot, ways]: [number, Uint8Array | undefined]) =>
        ways ? [[slot, Buffer.from(ways).toString('base64')] as const] : [],
      ),
    );
  }

  protected set input(tokens: readonly Lexeme[]) {
    this.#tokens = tokens;
    this.#next = 0;
  }

  protected rule<A extends unknown[], T>(ruleName: string, build: (...args: A) => T): ParserMethod<A, T> {
    const rule = { ruleName, build, definition: [], decisions: [] };
    this.#rules.push(rule);
    return rule;
  }

  /** A rule that is one of several. It asks for them late, since some are made after it. */
  protected oneOf<T>(ruleName: string, rules: () => readonly ParserMethod<[], T>[]): ParserMethod<[], T> {
    let alternatives: Alternative<T>[] | undefined;
    return this.rule(ruleName, () => {
      alternatives ??= rules().map((rule) => ({ ALT: () => this.SUBRULE(rule) }));
      return this.OR(alternatives);
    });
  }

  /** To be called when all rules are made. `learnt` is what such a parser has learnt before. */
  protected learn(learnt?: Learnt): void {
    if (learnt) {
      for (const [index, decisions] of learnt.entries())
        for (const [slot, ways] of decisions) {
          const rule = this.#rules[index];
          if (rule) rule.decisions[slot] = Buffer.from(ways, 'base64');
        }
      return;
    }
    this.RECORDING_PHASE = true;
    for (const rule of this.#rules as ParserMethod<[], unknown>[]) rule.definition = this.#record(rule.build);
    this.RECORDING_PHASE = false;
    decide(this.#rules);
  }

  #record(run: () => unknown): Production[] {
    const outer = this.#recorded;
    const parts: Production[] = [];
    this.#recorded = parts;
    run();
    this.#recorded = outer;
    return parts;
  }

  #recordDecision<T>(kind: Decision['kind'], slot: number, alternatives: readonly Alternative<T>[]): T {
    let value: T | undefined;
    const ways = alternatives.map(({ ALT, IGNORE_AMBIGUITIES: isShadowed = false }): Way => ({
      parts: this.#record(() => (value = ALT())),
      isShadowed,
    }));
    this.#recorded.push({ kind, slot, ways });
    return value as T;
  }

  // ------------------------------------------------------------------------------------------------------------- tokens

  /** A token from the next one on; 0 is the last that was read. */
  protected LA(ahead: number): Lexeme {
    const at = this.#next + ahead - 1;
    return at >= 0 && at < this.#tokens.length ? (this.#tokens[at] ?? END) : END;
  }

  protected SKIP_TOKEN(): void {
    if (this.#next < this.#tokens.length) this.#next += 1;
  }

  protected CONSUME(type: TokenType): Lexeme {
    if (this.RECORDING_PHASE) {
      this.#recorded.push({ kind: 'token', type });
      return RECORDED_TOKEN;
    }
    const token = this.LA(1);
    if (!matches(token, type)) throw new Error(`a rule takes ${token.tokenType.name} for ${type.name}`);
    this.#next += 1;
    return token;
  }

  // -------------------------------------------------------------------------------------------------------------- parts

  protected SUBRULE<A extends unknown[], T>(rule: ParserMethod<A, T>, options?: { readonly ARGS: A }): T {
    if (this.RECORDING_PHASE) {
      this.#recorded.push({ kind: 'rule', rule });
      return RECORDED_NODE as T;
    }
    const outer = this.#decisions;
    this.#decisions = rule.decisions;
    const value = options ? rule.build(...options.ARGS) : (rule as ParserMethod<[], T>).build();
    this.#decisions = outer;
    return value;
  }

  /** What is no part of the grammar; it is not run without a text. */
  protected ACTION<T>(action: () => T): T | undefined {
    return this.RECORDING_PHASE ? undefined : action();
  }

  /** The alternative that the next token begins; where two do, the first. */
  protected OR<T>(alternatives: readonly Alternative<T>[]): T {
    if (this.RECORDING_PHASE) return this.#recordDecision('choice', CHOICE, alternatives);
    const chosen = alternatives[this.#wayOf(CHOICE) - 1];
    if (!chosen) throw new Error(`no alternative of a rule begins with ${this.LA(1).tokenType.name}`);
    return chosen.ALT();
  }

  protected OPTION<T>(part: Part<T>): T | undefined {
    return this.#option(OPTION, part);
  }

  protected OPTION1<T>(part: Part<T>): T | undefined {
    return this.#option(OPTION + 1, part);
  }

  protected OPTION2<T>(part: Part<T>): T | undefined {
    return this.#option(OPTION + 2, part);
  }

  #option<T>(slot: number, part: Part<T>): T | undefined {
    const action = typeof part === 'function' ? part : part.DEF;
    if (this.RECORDING_PHASE) return this.#recordDecision('option', slot, [{ ALT: action }]);
    return this.#goesOn(slot, part) ? action() : undefined;
  }

  /** As often as the next token begins the part, and the part takes one. */
  protected MANY(part: Part<unknown>): void {
    const action = typeof part === 'function' ? part : part.DEF;
    if (this.RECORDING_PHASE) this.#recordDecision('many', MANY, [{ ALT: action }]);
    else this.#repeat(MANY, part, action);
  }

  protected AT_LEAST_ONE(part: Part<unknown>): void {
    const action = typeof part === 'function' ? part : part.DEF;
    if (this.RECORDING_PHASE) this.#recordDecision('some', SOME, [{ ALT: action }]);
    else {
      action();
      this.#repeat(SOME, part, action);
    }
  }

  #repeat(slot: number, part: Part<unknown>, action: () => unknown): void {
    for (let before = -1; before < this.#next && this.#goesOn(slot, part);) {
      before = this.#next;
      action();
    }
  }

  #goesOn(slot: number, part: Part<unknown>): boolean {
    return (typeof part === 'function' || part.GATE()) && this.#wayOf(slot) === 1;
  }

  #wayOf(slot: number): number {
    return this.#decisions[slot]?.[this.LA(1).tokenType.index] ?? 0;
  }
}

/** Whether a token is of a kind, or of one that belongs to that category. */
export const matches = ({ tokenType }: Lexeme, type: TokenType): boolean =>
  tokenType === type || tokenType.categories.includes(type);
