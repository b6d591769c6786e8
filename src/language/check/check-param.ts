import type { Symbol } from '../names/scope.ts';
import type { Param } from '../syntax/nodes.ts';
import { checkExpression } from '../types/check-expression.ts';
import { checkType } from '../types/check-type.ts';
import type { Term } from '../types/term.ts';
import { Bool, Bytes, Duration, Int, Num, Rate, Ratio, assignable, typeName, type Type } from '../types/type.ts';
import { parseQuantity } from '../../base/values/quantity.ts';
import type { Value } from '../../base/values/value.ts';
import type { Checker } from './checker.ts';

/** The value of an application's param: from outside, else its default. */
export function checkParam(checker: Checker, symbol: Symbol<Param>): Term {
  const { declaration } = symbol;
  const { span, text: name } = declaration.name;
  const type = checkType(declaration.type, checker.reporter);
  const environment = checker.environment(symbol.file);
  const fallback = declaration.default && checkExpression(environment, declaration.default, type);
  const invalid: Term = { op: 'invalid', type: { kind: 'invalid' }, span };
  const given = checker.settings.values.get(name);
  if (given !== undefined) {
    const value = valueFromText(given, type);
    if (value !== undefined) return { op: 'constant', value, type, span };
    checker.reporter.report('bad-value', span, { name, type: typeName(type), value: given });
    return invalid;
  }
  if (fallback) return fallback;
  if (type.kind === 'optional') return { op: 'constant', value: null, type, span };
  if (type.kind !== 'invalid') checker.reporter.report('param-without-value', span, { name, type: typeName(type) });
  return invalid;
}

const quantityTypes = { Int, Number: Num, Ratio, Duration, Rate, Bytes };

/** A value as it stands on the command line, read by its type. */
function valueFromText(text: string, type: Type): Value | undefined {
  if (type.kind === 'invalid') return null;
  if (type.kind === 'optional') return text === 'none' ? null : valueFromText(text, type.of);
  if (type.kind === 'list') {
    const items = text.split(',').map((item) => valueFromText(item.trim(), type.of));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (type.kind === 'quantity') {
    const negative = text.startsWith('-');
    const quantity = parseQuantity(negative ? text.slice(1) : text);
    if ('reason' in quantity || !assignable(quantityTypes[quantity.kind], type)) return undefined;
    return negative ? -quantity.value : quantity.value;
  }
  if (type === Bool) return text === 'true' ? true : text === 'false' ? false : undefined;
  if (type.kind === 'scalar' && ['String', 'Path', 'Image'].includes(type.name)) return text;
  return type.kind === 'word' && (type.words?.includes(text) ?? true) ? text : undefined;
}
