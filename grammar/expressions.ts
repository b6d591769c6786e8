import type { IToken, ParserMethod, TokenType } from 'chevrotain';
import type * as ast from '../src/syntax/nodes.ts';
import { BaseParser } from './base.ts';
import { decodeString } from './strings.ts';
import * as t from './tokens.ts';

/** Tokens behind which a value is over, whatever it was. Words go on with a clause; those that go on with the value are not here. */
const goesOn: readonly TokenType[] = [t.Word.over, t.Word.since];
const ends: ReadonlySet<TokenType> = new Set([
  ...[t.Comma, t.CloseBrace, t.CloseParen, t.CloseBracket, t.Identifier, t.If, t.Then],
  ...Object.values(t.Word).filter((word) => !goesOn.includes(word)),
]);
const plain: ReadonlySet<TokenType> = new Set([t.NumberLiteral, t.ShortString, t.Identifier]);

/** Rules for signatures and expressions. */
export class ExpressionParser extends BaseParser {
  /** `( name: Type = default, … )`; `...` at the end says that more is taken. */
  parameters: ParserMethod<[], { parameters: ast.Parameter[]; rest: boolean }> = this.rule(
    'parameters',
    () => {
      const parameters: ast.Parameter[] = [];
      let rest = false;
      this.CONSUME(t.OpenParen);
      this.MANY({
        GATE: () => !rest,
        DEF: () => {
          this.either([
            { ALT: () => parameters.push(this.SUBRULE(this.parameter)) },
            {
              ALT: () => {
                this.CONSUME(t.Ellipsis);
                rest = true;
              },
            },
          ]);
          this.OPTION(() => this.CONSUME(t.Comma));
        },
      });
      this.CONSUME(t.CloseParen);
      return { parameters, rest };
    },
    () => ({ parameters: [], rest: false }),
  );

  parameter: ParserMethod<[], ast.Parameter> = this.rule('parameter', () => {
    const start = this.open();
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    const type = this.SUBRULE(this.type);
    const fallback = this.OPTION(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE(this.expression);
    });
    return { kind: 'parameter', name, type, ...(fallback ? { default: fallback } : {}), span: this.close(start) };
  });

  // ------------------------------------------------------------------------------------------------ expressions

  /**
   * Most values are one literal with nothing behind it that could go on: those need not go through all levels. The grammar
   * is learnt from the levels, so this is not asked while it is recorded.
   */
  protected isPlain(): boolean {
    if (this.RECORDING_PHASE) return false;
    return plain.has(this.LA(1).tokenType) && ends.has(this.LA(2).tokenType);
  }

  /** Weakest first: or, and, not, comparison, + -, * /, sign, window, member and call. */
  expression: ParserMethod<[], ast.Expression> = this.rule(
    'expression',
    () => {
      if (this.isPlain()) return this.SUBRULE(this.primary);
      const start = this.open();
      let left = this.SUBRULE(this.conjunction);
      const chain = this.chain();
      this.MANY(() => {
        this.CONSUME(t.Or);
        const right = this.SUBRULE1(this.conjunction);
        left = chain.next(left, () => ({ kind: 'binary', operator: 'or', left, right, span: this.close(start) }));
      });
      return left;
    },
    () => this.missing(),
  );

  conjunction: ParserMethod<[], ast.Expression> = this.rule(
    'conjunction',
    () => {
      const start = this.open();
      let left = this.SUBRULE(this.negation);
      const chain = this.chain();
      this.MANY(() => {
        this.CONSUME(t.And);
        const right = this.SUBRULE1(this.negation);
        left = chain.next(left, () => ({ kind: 'binary', operator: 'and', left, right, span: this.close(start) }));
      });
      return left;
    },
    () => this.missing(),
  );

  negation: ParserMethod<[], ast.Expression> = this.rule(
    'negation',
    () => {
      const start = this.open();
      return this.either<ast.Expression>(
        [
          {
            ALT: () => {
              this.CONSUME(t.Not);
              const operand = this.SUBRULE(this.negation);
              return { kind: 'unary', operator: 'not', operand, span: this.close(start) };
            },
          },
          { ALT: () => this.SUBRULE(this.comparison) },
        ],
        'a value',
      );
    },
    () => this.missing(),
  );

  comparison: ParserMethod<[], ast.Expression> = this.rule(
    'comparison',
    () => {
      const start = this.open();
      let left = this.SUBRULE(this.sum);
      let compared = false;
      this.MANY(() => {
        const sign = this.CONSUME(t.Compare);
        const right = this.SUBRULE1(this.sum);
        this.ACTION(() => {
          if (compared) this.problems.push({ kind: 'chained', span: this.spanOf(sign), text: sign.image });
          else
            left = { kind: 'binary', operator: sign.image as ast.BinaryOperator, left, right, span: this.close(start) };
        });
        compared = true;
      });
      return left;
    },
    () => this.missing(),
  );

  sum: ParserMethod<[], ast.Expression> = this.rule(
    'sum',
    () => {
      const start = this.open();
      let left = this.SUBRULE(this.product);
      const chain = this.chain();
      this.MANY(() => {
        const sign = this.either([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }]);
        const right = this.SUBRULE1(this.product);
        const operator = sign.image as ast.BinaryOperator;
        left = chain.next(left, () => ({ kind: 'binary', operator, left, right, span: this.close(start) }));
      });
      return left;
    },
    () => this.missing(),
  );

  product: ParserMethod<[], ast.Expression> = this.rule(
    'product',
    () => {
      const start = this.open();
      let left = this.SUBRULE(this.signed);
      const chain = this.chain();
      this.MANY(() => {
        const sign = this.either([{ ALT: () => this.CONSUME(t.Star) }, { ALT: () => this.CONSUME(t.Slash) }]);
        const right = this.SUBRULE1(this.signed);
        const operator = sign.image as ast.BinaryOperator;
        left = chain.next(left, () => ({ kind: 'binary', operator, left, right, span: this.close(start) }));
      });
      return left;
    },
    () => this.missing(),
  );

  signed: ParserMethod<[], ast.Expression> = this.rule(
    'signed',
    () => {
      const start = this.open();
      return this.either<ast.Expression>(
        [
          { ALT: () => this.#sign(start, this.CONSUME(t.Minus), '-', this.SUBRULE(this.signed)) },
          { ALT: () => this.#sign(start, this.CONSUME(t.Plus), '+', this.SUBRULE1(this.signed)) },
          { ALT: () => this.SUBRULE(this.windowed) },
        ],
        'a value',
      );
    },
    () => this.missing(),
  );

  #sign(start: number, _sign: IToken, operator: '-' | '+', operand: ast.Expression): ast.Unary {
    return { kind: 'unary', operator, operand, span: this.close(start) };
  }

  windowed: ParserMethod<[], ast.Expression> = this.rule(
    'windowed',
    () => {
      const start = this.open();
      const of = this.SUBRULE(this.postfix);
      return this.either<ast.Expression>([
        {
          ALT: () => {
            this.CONSUME(t.Word.over);
            const over = this.SUBRULE1(this.postfix);
            return { kind: 'windowed', of, over, span: this.close(start) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Word.since);
            this.CONSUME(t.Word.last);
            this.CONSUME(t.Word.fired);
            return { kind: 'windowed', of, span: this.close(start) };
          },
        },
        { ALT: () => of },
      ]);
    },
    () => this.missing(),
  );

  postfix: ParserMethod<[], ast.Expression> = this.rule(
    'postfix',
    () => {
      const start = this.open();
      let of = this.SUBRULE(this.primary);
      const chain = this.chain();
      this.MANY(() => {
        this.either([
          {
            ALT: () => {
              this.CONSUME(t.Dot);
              const name = this.SUBRULE(this.name);
              of = chain.next(of, () => ({ kind: 'member', of, name, span: this.close(start) }));
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.At);
              const token = this.either1(
                [{ ALT: () => this.CONSUME(t.Identifier) }, { ALT: () => this.CONSUME(t.NumberLiteral) }],
                'a version: an alias such as production, or a number',
              );
              of = chain.next(of, () => ({
                kind: 'version',
                of,
                version: this.nameOf(token),
                span: this.close(start),
              }));
            },
          },
          {
            ALT: () => {
              const given = this.SUBRULE(this.arguments);
              of = chain.next(of, () => ({ kind: 'call', callee: of, arguments: given, span: this.close(start) }));
            },
          },
        ]);
      });
      return of;
    },
    () => this.missing(),
  );

  arguments: ParserMethod<[], ast.Argument[]> = this.rule(
    'arguments',
    () => {
      const given: ast.Argument[] = [];
      this.CONSUME(t.OpenParen);
      this.#list(t.CloseParen, () => given.push(this.SUBRULE(this.argument)));
      this.CONSUME(t.CloseParen);
      return given;
    },
    () => [],
  );

  argument: ParserMethod<[], ast.Argument> = this.rule(
    'argument',
    () => {
      const start = this.open();
      const name = this.OPTION({
        MAX_LOOKAHEAD: 2,
        DEF: () => {
          const token = this.CONSUME(t.Identifier);
          this.CONSUME(t.Colon);
          return this.nameOf(token);
        },
      });
      const value = this.SUBRULE(this.expression);
      return { kind: 'argument', ...(name ? { name } : {}), value, span: this.close(start) };
    },
    () => ({ kind: 'argument', value: this.missing(), span: this.here() }),
  );

  primary: ParserMethod<[], ast.Expression> = this.rule(
    'primary',
    () => {
      const start = this.open();
      return this.either<ast.Expression>(
        [
          {
            ALT: () => {
              const token = this.CONSUME(t.NumberLiteral);
              return { kind: 'number', text: token.image, span: this.spanOf(token) };
            },
          },
          { ALT: () => this.SUBRULE(this.string) },
          { ALT: () => this.#bool(this.CONSUME(t.True), true) },
          { ALT: () => this.#bool(this.CONSUME(t.False), false) },
          { ALT: () => ({ kind: 'none', span: this.spanOf(this.CONSUME(t.None)) }) },
          {
            // What is named `secret` itself has no name behind it.
            GATE: () => this.isName(this.LA(2)),
            ALT: () => {
              this.CONSUME(t.Word.secret);
              const name = this.SUBRULE(this.name);
              return { kind: 'secret', name, span: this.close(start) };
            },
          },
          { ALT: () => this.SUBRULE(this.list) },
          { ALT: () => this.SUBRULE(this.record) },
          {
            ALT: () => {
              this.CONSUME(t.OpenParen);
              const value = this.SUBRULE(this.expression);
              this.CONSUME(t.CloseParen);
              return value;
            },
          },
          {
            ALT: () => {
              const name = this.nameOf(this.CONSUME(t.Identifier));
              return { kind: 'reference', name, span: name.span };
            },
          },
        ],
        'a value',
      );
    },
    () => this.missing(),
  );

  #bool(token: IToken, value: boolean): ast.BoolLiteral {
    return { kind: 'bool', value, span: this.spanOf(token) };
  }

  string: ParserMethod<[], ast.StringLiteral> = this.rule(
    'string',
    () => {
      const token = this.CONSUME(t.StringLiteral);
      const span = this.spanOf(token);
      return this.ACTION(() => {
        if (token.isInsertedInRecovery === true) return { kind: 'string' as const, parts: [], span };
        const { parts, holes, problems } = decodeString(token.image, this.path, this.base + token.startOffset);
        for (const hole of holes) this.holes.push({ parts, hole });
        for (const { start, end, escape } of problems) {
          this.problems.push({
            kind: escape === undefined ? 'hole' : 'escape',
            span: { path: this.path, start, end },
            text: escape ?? '',
          });
        }
        return { kind: 'string' as const, parts, span };
      });
    },
    () => ({ kind: 'string', parts: [], span: this.here() }),
  );

  list: ParserMethod<[], ast.ListLiteral> = this.rule(
    'list',
    () => {
      const start = this.open();
      const items: ast.Expression[] = [];
      this.CONSUME(t.OpenBracket);
      this.#list(t.CloseBracket, () => items.push(this.SUBRULE(this.expression)));
      this.CONSUME(t.CloseBracket);
      return { kind: 'list', items, span: this.close(start) };
    },
    () => ({ kind: 'list', items: [], span: this.here() }),
  );

  record: ParserMethod<[], ast.RecordLiteral> = this.rule(
    'record',
    () => {
      const start = this.open();
      const fields: ast.Field[] = [];
      this.CONSUME(t.OpenBrace);
      this.MANY(() => {
        fields.push(this.SUBRULE(this.field));
        this.OPTION(() => this.CONSUME(t.Comma));
      });
      this.CONSUME(t.CloseBrace);
      return { kind: 'record', fields, span: this.close(start) };
    },
    () => ({ kind: 'record', fields: [], span: this.here() }),
  );

  field: ParserMethod<[], ast.Field> = this.rule(
    'field',
    () => {
      const start = this.open();
      const name = this.SUBRULE(this.key);
      this.CONSUME(t.Colon);
      const value = this.SUBRULE(this.expression);
      return { kind: 'field', name, value, span: this.close(start) };
    },
    () => ({ kind: 'field', name: this.missingName(), value: this.missing(), span: this.here() }),
  );

  /** Items with commas between them; one may stand behind the last. */
  #list(close: TokenType, item: () => void): void {
    let more = true;
    this.MANY({
      GATE: () => more && this.LA(1).tokenType !== close,
      DEF: () => {
        item();
        more = false;
        this.OPTION(() => {
          this.CONSUME(t.Comma);
          more = true;
        });
      },
    });
  }
}
