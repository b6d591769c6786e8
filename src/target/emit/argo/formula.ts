import type { StepValue } from '../../plan/batch-plan.ts';
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
    case 'given':
      return read(readText(formula), formula.as);
    case 'not':
      return `!(${expressionText(formula.operand)})`;
    case 'negate':
      return `-(${expressionText(formula.operand)})`;
    default:
      return `(${expressionText(formula.left)} ${operators[formula.op]} ${expressionText(formula.right)})`;
  }
}

/** A value of a task in an expression. Of one that was left out Argo takes the default, not of one that has failed. */
export function valueText({ step, output, otherwise }: Pick<StepValue, 'step' | 'output' | 'otherwise'>): string {
  const task = `tasks[${quoted(step)}]`;
  const value = `${task}.outputs.parameters[${quoted(output)}]`;
  if (otherwise === undefined) return value;
  // Argo looks for all that an expression names before it evaluates it, but not for what stands before `??`.
  return `(${task}.status in ['Failed', 'Error'] ? ${quoted(otherwise)} : (${value} ?? ${quoted(otherwise)}))`;
}

/** A Bool that a program wrote begins with a capital letter where that is Python's. */
function readText(formula: Extract<Formula, { op: 'value' | 'given' }>): string {
  const value = formula.op === 'given' ? `inputs.parameters[${quoted(formula.name)}]` : valueText(formula);
  return formula.as === 'bool' ? `lower(${value})` : value;
}

/** All values of a run are texts. */
function read(value: string, as: 'number' | 'bool' | 'text'): string {
  if (as === 'number') return `asFloat(${value})`;
  return as === 'bool' ? `(${value} == 'true')` : value;
}

/** Braces would end the tag, so they are written by their number, as is what would end the text. Others stand as they are. */
export const quoted = (text: string): string =>
  `'${text.replaceAll(/[\u0000-\u001f'"\\{}]/g, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)}'`;
