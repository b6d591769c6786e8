import type { BinaryOperator } from './expressions.ts';

/**
 * How strongly what an expression is made of binds, the weakest first. The parser, the formatter and the printer of terms go by
 * this alone. What stands behind a value (`.name`, `@version`, arguments) and values themselves bind most strongly.
 */
export const Level = {
  or: 1,
  and: 2,
  not: 3,
  /** Latches too. */
  comparison: 4,
  sum: 5,
  product: 6,
  sign: 7,
  default: 8,
  window: 9,
  value: 10,
} as const;

/** Those of operators, all of which but comparisons are read from left to right. */
export const levels: Readonly<Record<BinaryOperator, number>> = {
  or: Level.or,
  and: Level.and,
  '==': Level.comparison,
  '!=': Level.comparison,
  '<': Level.comparison,
  '<=': Level.comparison,
  '>': Level.comparison,
  '>=': Level.comparison,
  '+': Level.sum,
  '-': Level.sum,
  '*': Level.product,
  '/': Level.product,
};
