import type { Formula, FormulaOperation } from '../../plan/parts.ts';

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
      return read(valueText(formula), formula.as);
    case 'not':
      return `!(${expressionText(formula.operand)})`;
    case 'negate':
      return `-(${expressionText(formula.operand)})`;
    default:
      return `(${expressionText(formula.left)} ${operators[formula.op]} ${expressionText(formula.right)})`;
  }
}

/** A Bool that a program wrote begins with a capital letter where that is Python's. */
function valueText({ step, output, as }: Extract<Formula, { op: 'value' }>): string {
  const value = `tasks[${quoted(step)}].outputs.parameters[${quoted(output)}]`;
  return as === 'bool' ? `lower(${value})` : value;
}

/** All values of a run are texts. */
function read(value: string, as: 'number' | 'bool' | 'text'): string {
  if (as === 'number') return `asFloat(${value})`;
  return as === 'bool' ? `(${value} == 'true')` : value;
}

/** Braces would end the tag, so they are written by their number, as is what would end the text. Others stand as they are. */
export const quoted = (text: string): string =>
  `'${text.replaceAll(/[\u0000-\u001f'"\\{}]/g, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)}'`;
