import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type { Sensor } from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import type { SourceSignature } from '../../types/sources.ts';
import type { Term } from '../../types/term.ts';
import { invalid, sameDimension, typeName, type Type } from '../../types/type.ts';

/** The record behind `from SOURCE`, of a sensor with values of a type or of an action. */
export function checkFields(
  environment: Environment,
  source: SourceSignature,
  type: Type,
  declaration: Pick<Sensor, 'source' | 'fields'>,
): Map<string, Term> | undefined {
  const fields = new Map<string, Term>();
  const sourceName = declaration.source?.text ?? '';
  let sound = true;
  for (const field of declaration.fields?.fields ?? []) {
    const { text: name, span } = field.name;
    const signature = source.fields.get(name);
    if (!signature) {
      const meant = closest(name, [...source.fields.keys()]);
      environment.reporter.report(
        'unknown-field',
        span,
        { field: name, of: `the source ${sourceName}` },
        meant === undefined
          ? { help: `it takes ${[...source.fields.keys()].join(', ')}` }
          : didYouMean(name, meant, span),
      );
      sound = false;
      continue;
    }
    const term =
      'unit' in signature
        ? checkUnit(environment, field.value, type)
        : checkExpression(environment, field.value, signature.type);
    if (term.op === 'invalid') sound = false;
    fields.set(name, term);
  }
  for (const [name, signature] of source.fields) {
    const optional = 'type' in signature && signature.type.kind === 'optional';
    if (optional || fields.has(name) || !sound || !declaration.fields) continue;
    sound = false;
    environment.reporter.report('missing-field', declaration.fields.span, {
      field: name,
      of: `the source ${sourceName}`,
    });
  }
  return sound ? fields : undefined;
}

/** What one of the source's own units is: `1ms`, `1/s`, `1`. It has the dimension of the sensor. */
function checkUnit(environment: Environment, node: Sensor['value'] & object, type: Type): Term {
  const unit = checkExpression(environment, node);
  if (unit.op === 'invalid' || type.kind === 'invalid') return unit;
  const fits =
    unit.type.kind === 'quantity' && type.kind === 'quantity' && sameDimension(unit.type.dimension, type.dimension);
  if (fits) return unit;
  environment.reporter.report('wrong-unit', unit.span, {
    expected: `a unit of ${typeName(type)}`,
    found: describeType(unit.type),
  });
  return { ...unit, op: 'invalid', type: invalid };
}
