import type { Formula, FormulaOperation } from '../../graph/parts.ts';

/**
 * A condition as an expression tag. Argo evaluates it with the values at hand (github.com/expr-lang/expr), so that no value can
 * become a part of the expression, and puts the outcome, `true` or `false`, in its place.
 */
export const whenText = (formula: Formula): string => `{{=${expressionText(formula)}}}`;

const operators: Readonly<Record<FormulaOperation, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  and: '&&',
  or: '||',
};

function expressionText(formula: Formula): string {
  switch (formula.op) {
    case 'constant':
      return typeof formula.value === 'string' ? quoted(formula.value) : String(formula.value);
    case 'parameter':
      return read(`workflow.parameters[${quoted(formula.name)}]`, formula.as);
    case 'value':
      return read(`tasks[${quoted(formula.step)}].outputs.parameters[${quoted(formula.output)}]`, formula.as);
    case 'not':
      return `!(${expressionText(formula.operand)})`;
    case 'negate':
      return `-(${expressionText(formula.operand)})`;
    default:
      return `(${expressionText(formula.left)} ${operators[formula.op]} ${expressionText(formula.right)})`;
  }
}

/** All values of a run are texts. */
function read(value: string, as: 'number' | 'bool' | 'text'): string {
  if (as === 'number') return `asFloat(${value})`;
  return as === 'bool' ? `(${value} == 'true')` : value;
}

/** Braces would end the tag, so they are written by their number, as is what would end the text. */
export const quoted = (text: string): string =>
  `'${text.replaceAll(/[^ -~]|['"\\{}]/gu, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)}'`;
