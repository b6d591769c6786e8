import { EmbeddedActionsParser, type IOrAlt, type IToken, type OrMethodOpts, type ParserMethod } from 'chevrotain';
import type { Span } from '../src/source/source.ts';
import type * as ast from '../src/syntax/nodes.ts';
import { MAX_CHAIN } from './limits.ts';
import { friendlyMessages } from './messages.ts';
import { decodeString, type PendingHole } from './strings.ts';
import * as t from './tokens.ts';

/** A mistake that the grammar's own rules do not see. */
export interface Problem {
  readonly span: Span;
  readonly kind: 'escape' | 'hole' | 'chained' | 'deep' | 'stranger';
  readonly text: string;
}

// Soft keywords are names too, so alternatives overlap on purpose: their order decides.
const choice = <T>(alternatives: IOrAlt<T>[], expected: string | undefined): OrMethodOpts<T> => ({
  DEF: alternatives,
  IGNORE_AMBIGUITIES: true,
  ...(expected === undefined ? {} : { ERR_MSG: expected }),
});

/** What all rules share: how they are written, places, names and types. */
export class BaseParser extends EmbeddedActionsParser {
  /** Whether chevrotain runs the rules without a text, to learn the grammar. */
  declare RECORDING_PHASE: boolean;
  path = '';
  /** Offset of the text that is parsed, in its source: not 0 within the hole of a string. */
  base = 0;
  problems: Problem[] = [];
  holes: { readonly parts: ast.StringPart[]; readonly hole: PendingHole }[] = [];

  constructor() {
    super([...t.tokens], {
      recoveryEnabled: true,
      // Two where a rule says so: each more makes every start slower.
      maxLookahead: 1,
      skipValidations: process.env['SFLOW_RELEASE'] === '1',
      errorMessageProvider: friendlyMessages,
    });
  }

  // ------------------------------------------------------------------------------------------------- vocabulary

  /** A rule that builds a node; `recovered` stands in where its text could not be read. */
  protected rule<A extends unknown[], T>(
    name: string,
    build: (...args: A) => T,
    recovered?: () => T,
  ): ParserMethod<A, T> {
    return this.RULE(name, build, recovered ? { recoveryValueFunc: recovered } : {});
  }

  /** The first alternative that fits; `expected` names them all in a message. */
  protected either<T>(alternatives: IOrAlt<T>[], expected?: string): T {
    return this.OR<IOrAlt<T>[]>(choice(alternatives, expected));
  }
  protected either1<T>(alternatives: IOrAlt<T>[], expected?: string): T {
    return this.OR1<IOrAlt<T>[]>(choice(alternatives, expected));
  }

  // ---------------------------------------------------------------------------------------------------- places

  /** Where the next token begins. */
  protected open(): number {
    return this.LA(1).startOffset;
  }

  /** From there to the end of the last token. */
  protected close(start: number): Span {
    const end = this.#end();
    return this.#span(start, Number.isNaN(end) ? start : end);
  }

  protected spanOf(token: IToken): Span {
    if (this.RECORDING_PHASE) return this.#span(0, 0);
    // A token that recovery put in has no place; it would have stood before the next one.
    if (token.isInsertedInRecovery === true || Number.isNaN(token.startOffset)) return this.here();
    return this.#span(token.startOffset, token.startOffset + token.image.length);
  }

  protected here(): Span {
    const next = this.LA(1).startOffset;
    const at = Number.isNaN(next) ? this.#end() : next;
    return this.#span(Number.isNaN(at) ? 0 : at, Number.isNaN(at) ? 0 : at);
  }

  /** Where the last token that is in the text ends; not a number before the first. */
  #end(): number {
    const { startOffset, image } = this.LA(0);
    return startOffset + ((image as string | undefined) ?? '').length;
  }

  #span(start: number, end: number): Span {
    const from = Number.isNaN(start) ? Math.max(0, end) : start;
    return { path: this.path, start: this.base + from, end: this.base + Math.max(from, end) };
  }

  protected nameOf(token: IToken): ast.Name {
    if (this.RECORDING_PHASE) return { kind: 'name', text: '', span: this.#span(0, 0) };
    const text = token.isInsertedInRecovery === true ? '' : token.image;
    return { kind: 'name', text, span: this.spanOf(token) };
  }

  /** Whether a token can be a name. */
  protected isName({ tokenType }: IToken): boolean {
    return tokenType === t.Identifier || (tokenType.CATEGORIES ?? []).some((category) => category === t.Identifier);
  }

  protected missingName = (): ast.Name => ({ kind: 'name', text: '', span: this.here() });
  protected missing = (): ast.Missing => ({ kind: 'missing', span: this.here() });

  /** Counts what is put around one value: the tree is walked by recursion, so it must not become too deep. */
  protected chain(): { next(left: ast.Expression, build: () => ast.Expression): ast.Expression } {
    let length = 0;
    return {
      next: (left, build) => {
        length += 1;
        if (length <= MAX_CHAIN) return build();
        this.ACTION(() => {
          if (length === MAX_CHAIN + 1) this.problems.push({ kind: 'deep', span: this.spanOf(this.LA(0)), text: '' });
        });
        return left;
      },
    };
  }

  // ----------------------------------------------------------------------------------------------- names, types

  name: ParserMethod<[], ast.Name> = this.rule(
    'name',
    () => this.nameOf(this.CONSUME(t.Identifier)),
    () => this.missingName(),
  );

  /** A name, or a text in its place. */
  key: ParserMethod<[], ast.Name> = this.rule(
    'key',
    () =>
      this.either<ast.Name>(
        [
          { ALT: () => this.nameOf(this.CONSUME(t.Identifier)) },
          {
            ALT: () => {
              const token = this.CONSUME(t.StringLiteral);
              const text = this.ACTION(() =>
                decodeString(token.image, this.path, 0).parts.map((part) => (part.kind === 'text' ? part.value : '')),
              );
              return { kind: 'name', text: this.ACTION(() => text.join('')), span: this.spanOf(token) };
            },
          },
        ],
        'a name',
      ),
    () => this.missingName(),
  );

  type: ParserMethod<[], ast.TypeReference> = this.rule(
    'type',
    () => {
      const start = this.open();
      const name = this.nameOf(this.CONSUME(t.Identifier));
      const args: ast.TypeReference[] = [];
      this.OPTION(() => {
        this.CONSUME(t.Less);
        args.push(this.SUBRULE(this.type));
        this.CONSUME(t.Greater);
      });
      let optional = false;
      this.OPTION1(() => {
        this.CONSUME(t.Question);
        optional = true;
      });
      return { kind: 'type', name, arguments: args, optional, span: this.close(start) };
    },
    () => ({ kind: 'type', name: this.missingName(), arguments: [], optional: false, span: this.here() }),
  );
}
