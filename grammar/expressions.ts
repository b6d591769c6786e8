import type * as ast from '../src/language/syntax/nodes.ts';
import { Level } from '../src/language/syntax/operators.ts';
import { expect, mendSpelling } from './expect.ts';
import { complain, problem, startsValue, valueName } from './messages.ts';
import type { Parser } from './rule-table.ts';
import * as t from './tokens.ts';

const upperCase = new Map([
  ['AND', t.And],
  ['And', t.And],
  ['OR', t.Or],
  ['Or', t.Or],
]);

/** Rules for operators, the weakest first. */
export function expressionRules(p: Parser): void {
  /**
   * Whether the value is one of sensors, so that `default` and latches may stand in it. Elsewhere `default` begins the next
   * part of a clause.
   */
  let readsSensors = false;

  /** Operators that bind at least as strongly as `weakest`; what they join is read with those that bind more strongly. */
  p.RULE('expression', (weakest = Level.or) => {
    const start = p.here();
    let left = p.SUBRULE(p.prefixed, { ARGS: [weakest] });
    let isCompared = false;
    /** The last operand that was compared. */
    let compared: ast.Expression | undefined;
    const isOperator = (): boolean => {
      mendOperator(p);
      return (t.levelOf.get(p.LA(1).tokenType) ?? 0) >= weakest;
    };
    const join = (): void => {
      const level = t.levelOf.get(p.LA(1).tokenType) ?? Level.product;
      const isChained = level === Level.comparison && isCompared;
      if (isChained) refuseChain(p, compared);
      isCompared ||= level === Level.comparison;
      const operator = p.CONSUME(t.Operator).image as ast.BinaryOperator;
      const right = p.SUBRULE(p.expression, { ARGS: [level + 1] });
      if (level === Level.comparison) compared = right;
      if (!isChained) left = { kind: 'binary', operator, left, right, span: p.since(start) };
    };
    const startsLatch = (): boolean =>
      readsSensors && weakest <= Level.comparison && (p.is(t.Word.above, 2) || p.is(t.Word.below, 2));
    let latch: Pick<ast.Latch, 'direction' | 'on' | 'off'> | undefined;
    do {
      p.MANY({ GATE: isOperator, DEF: join });
      latch = p.OPTION({
        GATE: startsLatch,
        DEF: () => {
          if (isCompared) refuseChain(p);
          isCompared = true;
          return p.SUBRULE(p.latch);
        },
      });
      if (latch) left = { kind: 'latch', of: left, ...latch, span: p.since(start) };
    } while (latch && !p.atEnd());
    return left;
  });

  /** `rises above 20/s falls below 15/s`, or the other way round */
  p.RULE('latch', () =>
    p.OR<Pick<ast.Latch, 'direction' | 'on' | 'off'>>([
      {
        ALT: () => {
          p.CONSUME(t.Word.rises);
          expect(p, t.Word.above);
          const on = p.SUBRULE(p.operand);
          expect(p, t.Word.falls, '`falls below` and where it ends');
          expect(p, t.Word.below);
          return { direction: 'rises', on, off: p.SUBRULE(p.operand) };
        },
      },
      {
        ALT: () => {
          p.CONSUME(t.Word.falls);
          expect(p, t.Word.below);
          const on = p.SUBRULE(p.operand);
          expect(p, t.Word.rises, '`rises above` and where it ends');
          expect(p, t.Word.above);
          return { direction: 'falls', on, off: p.SUBRULE(p.operand) };
        },
      },
    ]),
  );

  /** An expression over what sensors tell. */
  p.RULE('observed', (weakest = Level.or) => {
    readsSensors = true;
    const value = p.SUBRULE(p.expression, { ARGS: [weakest] });
    readsSensors = false;
    return value;
  });

  /** An expression without comparisons, `and` and `or`, which stand in brackets where words of a clause follow. */
  p.RULE('operand', () => p.SUBRULE(p.expression, { ARGS: [Level.sum] }));

  p.RULE('prefixed', (weakest) => {
    const start = p.here();
    return p.guarded(
      () => p.is(t.Not) || p.is(t.Sign),
      () => p.SUBRULE(p.windowed),
      () =>
        p.OR<ast.Expression>([
          {
            ALT: () => {
              if (weakest > Level.not) refuseNot(p);
              p.CONSUME(t.Not);
              const operand = p.SUBRULE(p.expression, { ARGS: [Level.not] });
              return { kind: 'unary', operator: 'not', operand, span: p.since(start) };
            },
          },
          {
            ALT: () => {
              const operator = p.CONSUME(t.Sign).image as '+' | '-';
              const operand = p.SUBRULE(p.prefixed, { ARGS: [Level.sign] });
              return { kind: 'unary', operator, operand, span: p.since(start) };
            },
          },
          { ALT: () => p.SUBRULE(p.windowed) },
        ]),
    );
  });

  p.RULE('windowed', () => {
    const start = p.here();
    const of = p.SUBRULE(p.postfix);
    const window = p.OPTION(() =>
      p.OR<{ over?: ast.Expression }>([
        {
          ALT: () => {
            p.CONSUME(t.Word.over);
            return { over: p.SUBRULE(p.postfix) };
          },
        },
        {
          ALT: () => {
            p.CONSUME(t.Word.since);
            expect(p, t.Word.last);
            expect(p, t.Word.fired);
            return {};
          },
        },
      ]),
    );
    const value: ast.Expression = window ? { kind: 'windowed', of, ...window, span: p.since(start) } : of;
    const otherwise = p.OPTION1({
      GATE: () => readsSensors,
      DEF: () => {
        p.CONSUME(t.Word.default);
        return p.SUBRULE(p.postfix);
      },
    });
    return otherwise ? { kind: 'defaulted', of: value, otherwise, span: p.since(start) } : value;
  });
}

/** Operators as other languages write them. */
function mendOperator(p: Parser): void {
  const meant = p.is(t.Assign) ? t.Equal : upperCase.get(p.LA(1).image);
  if (meant && startsValue(p, 2)) mendSpelling(p, meant);
}

/** `middle` is on the left of the second comparison, which is to be one of its own. */
function refuseChain(p: Parser, middle?: ast.Expression): void {
  const span = p.spanOf(p.LA(1));
  const again = middle && middle.kind !== 'missing' && `and ${p.text.slice(middle.span.start, middle.span.end)} `;
  const fix = again ? { fix: { span: { ...span, end: span.start }, text: again } } : {};
  problem(p, () => {
    const help = 'compare twice, and join both by `and`';
    p.reporter.report('chained-comparison', span, {}, { help, ...fix });
  });
}

function refuseNot(p: Parser): void {
  complain(p, valueName(p), { help: 'put `not` and what it negates in brackets' });
}
