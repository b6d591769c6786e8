import type { Label } from '../../base/diagnostics/diagnostic.ts';
import type { Binary, Unary } from '../syntax/nodes.ts';
import { describeType, invalidTerm, unitHelp } from './coerce.ts';
import type { Environment } from './environment.ts';
import { operations } from './operations.ts';
import type { Term } from './term.ts';
import { Bool, assignable, productType, sameDimension, sumType, type Type } from './type.ts';

/** The operation of two checked operands; sides that do not go together are reported once, for the whole. */
export function checkBinary(environment: Environment, node: Binary, left: Term, right: Term): Term {
  if (left.op === 'invalid' || right.op === 'invalid') return invalidTerm(node.span);
  const type = resultType(environment, node, left, right);
  if (!type) return invalidTerm(node.span);
  return { op: operations[node.operator], left, right, type, span: node.span };
}

function resultType(environment: Environment, node: Binary, left: Term, right: Term): Type | undefined {
  switch (node.operator) {
    case 'and':
    case 'or':
      return bothBool(environment, left, right) ? Bool : undefined;
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparable(environment, node, left, right) ? Bool : undefined;
    default:
      return arithmeticType(environment, node, left, right);
  }
}

function bothBool(environment: Environment, left: Term, right: Term): boolean {
  let both = true;
  for (const side of [left, right]) {
    if (assignable(side.type, Bool)) continue;
    both = false;
    environment.reporter.report('wrong-type', side.span, { expected: 'a Bool', found: describeType(side.type) });
  }
  return both;
}

function comparable(environment: Environment, node: Binary, left: Term, right: Term): boolean {
  const [a, b] = [left.type, right.type];
  if (a.kind === 'quantity' && b.kind === 'quantity' && sameDimension(a.dimension, b.dimension)) {
    return !reportBarePercents(environment, left, right);
  }
  const equality = node.operator === '==' || node.operator === '!=';
  const sameKind = assignable(a, b) || assignable(b, a);
  if (sameKind && (equality || (a.kind === 'scalar' && a.name === 'Time'))) return true;
  const hint = unitHelp(right, a);
  environment.reporter.report(
    'incomparable',
    node.span,
    { left: describeType(a), right: describeType(b), operator: node.operator },
    {
      ...(hint.help === undefined ? unitHelp(left, b) : hint),
      labels: [typeOf(left), typeOf(right)],
    },
  );
  return false;
}

const typeOf = ({ span, type }: Term): Label => ({ span, text: `this is ${describeType(type)}` });

/** `failure-rate(x) > 90` compares a fraction with ninety, which was hardly meant. */
function reportBarePercents(environment: Environment, left: Term, right: Term): boolean {
  for (const [ratio, number] of [
    [left, right],
    [right, left],
  ] as const) {
    if (ratio.type.kind !== 'quantity' || ratio.type.name !== 'Ratio') continue;
    if (number.op !== 'constant' || number.type.kind !== 'quantity' || number.type.name !== 'Int') continue;
    if (typeof number.value !== 'number' || number.value <= 1) continue;
    environment.reporter.report(
      'wrong-unit',
      number.span,
      { expected: 'a Ratio', found: 'an Int' },
      { ...unitHelp(number, ratio.type), labels: [{ span: ratio.span, text: 'this is a Ratio: 1 is 100%' }] },
    );
    return true;
  }
  return false;
}

function arithmeticType(environment: Environment, node: Binary, left: Term, right: Term): Type | undefined {
  const [a, b] = [left.type, right.type];
  if (a.kind === 'quantity' && b.kind === 'quantity') {
    if (node.operator === '*') return productType(a, b, 1);
    if (node.operator === '/') return productType(a, b, -1);
    if (sameDimension(a.dimension, b.dimension)) return sumType(a, b);
  }
  environment.reporter.report(
    'no-arithmetic',
    node.span,
    { left: describeType(a), right: describeType(b), operator: node.operator },
    { labels: [typeOf(left), typeOf(right)] },
  );
  return undefined;
}

export function checkUnary(environment: Environment, node: Unary, operand: Term): Term {
  const expected = node.operator === 'not' ? 'a Bool' : 'a quantity';
  const fits = node.operator === 'not' ? assignable(operand.type, Bool) : operand.type.kind === 'quantity';
  if (operand.op === 'invalid') return invalidTerm(node.span);
  if (!fits) {
    environment.reporter.report('wrong-type', operand.span, { expected, found: describeType(operand.type) });
    return invalidTerm(node.span);
  }
  const { operator, span } = node;
  const { type } = operand;
  if (operator === 'not') return { op: 'not', operand, type, span };
  const written = { form: 'sign', sign: operator, of: operand } as const;
  if (operator === '+') return { ...operand, span, written };
  return operand.op === 'constant' && typeof operand.value === 'number'
    ? { ...operand, value: -operand.value, span, written }
    : { op: 'negate', operand, type, span };
}
