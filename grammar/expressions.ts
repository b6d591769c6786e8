import type { ParserMethod } from './rules.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { Level } from '../src/language/syntax/operators.ts';
import { OperandParser } from './operands.ts';
import * as t from './tokens.ts';

const upperCase = new Map([
  ['AND', t.And],
  ['And', t.And],
  ['OR', t.Or],
  ['Or', t.Or],
]);

/** Rules for operators, the weakest first. */
export abstract class ExpressionParser extends OperandParser {
  /** Operators that bind at least as strongly as `weakest`; what they join is read with those that bind more strongly. */
  expression: ParserMethod<[number?], ast.Expression> = this.rule('expression', (weakest = Level.or) => {
    const start = this.here();
    let left = this.SUBRULE(this.prefixed, { ARGS: [weakest] });
    let isCompared = false;
    /** The last operand that was compared. */
    let compared: ast.Expression | undefined;
    const isOperator = (): boolean => {
      this.#mendOperator();
      return (t.levelOf.get(this.LA(1).tokenType) ?? 0) >= weakest;
    };
    const join = (): void => {
      const level = t.levelOf.get(this.LA(1).tokenType) ?? Level.product;
      const isChained = level === Level.comparison && isCompared;
      if (isChained) this.#refuseChain(compared);
      isCompared ||= level === Level.comparison;
      const operator = this.CONSUME(t.Operator).image as ast.BinaryOperator;
      const right = this.SUBRULE(this.expression, { ARGS: [level + 1] });
      if (level === Level.comparison) compared = right;
      if (!isChained) left = { kind: 'binary', operator, left, right, span: this.since(start) };
    };
    const startsLatch = (): boolean =>
      this.#readsSensors && weakest <= Level.comparison && (this.is(t.Word.above, 2) || this.is(t.Word.below, 2));
    let latch: Pick<ast.Latch, 'direction' | 'on' | 'off'> | undefined;
    do {
      this.MANY({ GATE: isOperator, DEF: join });
      latch = this.OPTION({
        GATE: startsLatch,
        DEF: () => {
          if (isCompared) this.#refuseChain();
          isCompared = true;
          return this.SUBRULE(this.latch);
        },
      });
      if (latch) left = { kind: 'latch', of: left, ...latch, span: this.since(start) };
    } while (latch && !this.RECORDING_PHASE);
    return left;
  });

  /** `rises above 20/s falls below 15/s`, or the other way round */
  latch: ParserMethod<[], Pick<ast.Latch, 'direction' | 'on' | 'off'>> = this.rule('latch', () =>
    this.OR<Pick<ast.Latch, 'direction' | 'on' | 'off'>>([
      {
        ALT: () => {
          this.CONSUME(t.Word.rises);
          this.expect(t.Word.above);
          const on = this.SUBRULE(this.operand);
          this.expect(t.Word.falls, '`falls below` and where it ends');
          this.expect(t.Word.below);
          return { direction: 'rises', on, off: this.SUBRULE(this.operand) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Word.falls);
          this.expect(t.Word.below);
          const on = this.SUBRULE(this.operand);
          this.expect(t.Word.rises, '`rises above` and where it ends');
          this.expect(t.Word.above);
          return { direction: 'falls', on, off: this.SUBRULE(this.operand) };
        },
      },
    ]),
  );

  /**
   * Whether the value is one of sensors, so that `default` and latches may stand in it. Elsewhere `default` begins the next
   * part of a clause.
   */
  #readsSensors = false;

  /** An expression over what sensors tell. */
  observed: ParserMethod<[], ast.Expression> = this.rule('observed', () => {
    this.#readsSensors = true;
    const value = this.SUBRULE(this.expression);
    this.#readsSensors = false;
    return value;
  });

  /** An expression without comparisons, `and` and `or`, which stand in brackets where words of a clause follow. */
  operand: ParserMethod<[], ast.Expression> = this.rule('operand', () =>
    this.SUBRULE(this.expression, { ARGS: [Level.sum] }),
  );

  prefixed: ParserMethod<[number], ast.Expression> = this.rule('prefixed', (weakest: number) => {
    if (!this.RECORDING_PHASE && !this.is(t.Not) && !this.is(t.Sign)) return this.SUBRULE(this.windowed);
    const start = this.here();
    return this.OR<ast.Expression>([
      {
        ALT: () => {
          if (weakest > Level.not) this.#refuseNot();
          this.CONSUME(t.Not);
          const operand = this.SUBRULE(this.expression, { ARGS: [Level.not] });
          return { kind: 'unary', operator: 'not', operand, span: this.since(start) };
        },
      },
      {
        ALT: () => {
          const operator = this.CONSUME(t.Sign).image as '+' | '-';
          const operand = this.SUBRULE(this.prefixed, { ARGS: [Level.sign] });
          return { kind: 'unary', operator, operand, span: this.since(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.windowed) },
    ]);
  });

  windowed: ParserMethod<[], ast.Expression> = this.rule('windowed', () => {
    const start = this.here();
    const of = this.SUBRULE(this.postfix);
    const window = this.OPTION(() =>
      this.OR<{ over?: ast.Expression }>([
        {
          ALT: () => {
            this.CONSUME(t.Word.over);
            return { over: this.SUBRULE(this.postfix) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Word.since);
            this.expect(t.Word.last);
            this.expect(t.Word.fired);
            return {};
          },
        },
      ]),
    );
    const value: ast.Expression = window ? { kind: 'windowed', of, ...window, span: this.since(start) } : of;
    const otherwise = this.OPTION1({
      GATE: () => this.#readsSensors,
      DEF: () => {
        this.CONSUME(t.Word.default);
        return this.SUBRULE(this.postfix);
      },
    });
    return otherwise ? { kind: 'defaulted', of: value, otherwise, span: this.since(start) } : value;
  });

  /** Operators as other languages write them. */
  #mendOperator(): void {
    const meant = this.is(t.Assign) ? t.Equal : upperCase.get(this.LA(1).image);
    if (meant && this.startsValue(2)) this.mendSpelling(meant);
  }

  /** `middle` is on the left of the second comparison, which is to be one of its own. */
  #refuseChain(middle?: ast.Expression): void {
    if (this.RECORDING_PHASE) return;
    const span = this.spanOf(this.LA(1));
    const again = middle && middle.kind !== 'missing' && `and ${this.text.slice(middle.span.start, middle.span.end)} `;
    const fix = again ? { fix: { span: { ...span, end: span.start }, text: again } } : {};
    this.problem(() => {
      const help = 'compare twice, and join both by `and`';
      this.reporter.report('chained-comparison', span, {}, { help, ...fix });
    });
  }

  #refuseNot(): void {
    if (!this.RECORDING_PHASE) this.complain(this.valueName(), { help: 'put `not` and what it negates in brackets' });
  }
}
