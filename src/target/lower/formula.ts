import type { Formula, FormulaType } from '../plan/parts.ts';
import { termText } from '../../language/types/print-term.ts';
import type { Term } from '../../language/types/term.ts';
import { describeType } from '../../language/types/coerce.ts';
import type { Type } from '../../language/types/type.ts';
import type { Context } from './context.ts';
import { simplify } from './simplify.ts';

/** A condition on params and values, for a target that gets all of them as texts. What cannot be decided is reported. */
export function lowerFormula(context: Context, term: Term): Formula | undefined {
  const simple = simplify(context, term);
  switch (simple.op) {
    case 'constant': {
      const { value } = simple;
      // An optional param that is absent is an empty text in a run.
      if (value === null) return { op: 'constant', value: '' };
      if (typeof value !== 'object') return { op: 'constant', value };
      break;
    }
    case 'local':
    case 'value': {
      const as = formulaType(simple.type);
      if (as === undefined) {
        report(context, simple, `${termText(simple)} is ${describeType(simple.type)}, which only a program can read`);
        return undefined;
      }
      return simple.op === 'local'
        ? { op: 'parameter', name: simple.name, as }
        : { op: 'value', step: simple.executor, output: simple.output, as };
    }
    case 'not':
    case 'negate': {
      const operand = lowerFormula(context, simple.operand);
      return operand && { op: simple.op, operand };
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'and':
    case 'or':
      return lowerBinary(context, simple);
    default:
  }
  report(context, simple, `${termText(simple)} is not known when the step would start`);
  return undefined;
}

type Binary = Extract<Term, { left: Term }>;

function lowerBinary(context: Context, term: Binary): Formula | undefined {
  // Whether something is there at all is asked of its text.
  const isAbsence = [term.left, term.right].some(({ op, type }) => op === 'constant' && type.kind === 'none');
  const left = lowerFormula(context, term.left);
  const right = lowerFormula(context, term.right);
  if (!left || !right) return undefined;
  return { op: term.op, left: isAbsence ? asText(left) : left, right: isAbsence ? asText(right) : right };
}

const asText = (formula: Formula): Formula =>
  formula.op === 'parameter' || formula.op === 'value' ? { ...formula, as: 'text' } : formula;

/** A duration is written with its unit, and a list is not one value. */
function formulaType(type: Type): FormulaType | undefined {
  const bare = type.kind === 'optional' ? type.of : type;
  if (bare.kind === 'quantity') return bare.name === 'Duration' ? undefined : 'number';
  if (bare.kind === 'scalar') return bare.name === 'Bool' ? 'bool' : 'text';
  return bare.kind === 'word' ? 'text' : undefined;
}

const report = (context: Context, term: Term, reason: string): void => {
  context.reporter.report('bad-condition', term.span, { reason });
};
