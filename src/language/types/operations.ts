import type { BinaryOperator } from '../syntax/nodes.ts';
import type { BinaryOperation } from './term.ts';

/** What each operator does. */
export const operations: Readonly<Record<BinaryOperator, BinaryOperation>> = {
  or: 'or',
  and: 'and',
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
};
