import { closest } from '../diagnostics/suggest.ts';
import type { Symbol } from '../names/scope.ts';
import type { Parameter, Sensor } from '../syntax/nodes.ts';
import { checkExpression } from '../types/check-expression.ts';
import { checkType } from '../types/check-type.ts';
import { describeType } from '../types/coerce.ts';
import type { Environment, SensorSignature, TypedParameter } from '../types/environment.ts';
import { sources, type SourceSignature } from '../types/sources.ts';
import type { Term } from '../types/term.ts';
import { invalid, sameDimension, typeName, type Type } from '../types/type.ts';
import type { Checker } from './checker.ts';

/** A sensor as its readers see it. Mistakes in its own text are reported here, once, whoever reads it. */
export function checkSensor(checker: Checker, symbol: Symbol<Sensor>): SensorSignature {
  const { declaration, name } = symbol;
  const parameters = checkParameters(checker, symbol, declaration.parameters);
  const environment = checker.environment(symbol.file, localsOf(declaration.parameters, parameters));
  const value = declaration.value
    ? checkExpression(environment, declaration.value)
    : checkSource(checker, environment, declaration);
  return { name, parameters, value };
}

/** The parameters of a signature; two of one name are reported. */
export function checkParameters(
  checker: Checker,
  symbol: Pick<Symbol, 'file' | 'name' | 'declaration'>,
  parameters: readonly Parameter[],
): TypedParameter[] {
  const environment = checker.environment(symbol.file);
  const seen = new Map<string, Parameter>();
  return parameters.map((parameter): TypedParameter => {
    const { text: name, span } = parameter.name;
    const first = seen.get(name);
    if (first) {
      const label = { labels: [{ span: first.name.span, text: `${name} is first declared here` }] };
      checker.reporter.report('duplicate-name', span, { name, what: 'parameter' }, label);
    }
    seen.set(name, parameter);
    const type = checkType(parameter.type, checker.reporter);
    if (!parameter.default) return { name, type };
    return { name, type, default: checkExpression(environment, parameter.default, type) };
  });
}

export function localsOf(declared: readonly Parameter[], typed: readonly TypedParameter[]): Map<string, Term> {
  return new Map(
    typed.map(({ name, type }, index) => {
      const span = declared[index]?.name.span ?? { path: '', start: 0, end: 0 };
      return [name, { op: 'local', name, type, span, text: name }];
    }),
  );
}

function checkSource(checker: Checker, environment: Environment, declaration: Sensor): Term {
  const text = declaration.name.text;
  const broken: Term = { op: 'invalid', type: invalid, span: declaration.span, text };
  const type = declaration.type ? checkType(declaration.type, checker.reporter) : invalid;
  const { source: sourceName, fields: record } = declaration;
  if (!sourceName || !record || sourceName.text === '') return broken;
  const source = sources.get(sourceName.text);
  if (!source) {
    const meant = closest(sourceName.text, [...sources.keys()]);
    checker.reporter.report(
      'unknown-variant',
      sourceName.span,
      { clause: 'the source of a sensor', found: sourceName.text, known: [...sources.keys()] },
      meant === undefined ? {} : { help: `did you mean ${meant}?`, fix: { span: sourceName.span, text: meant } },
    );
    return broken;
  }
  const fields = checkFields(environment, source, type, declaration);
  if (!fields) return broken;
  return {
    op: 'reading',
    type,
    span: declaration.span,
    text,
    use: { sensor: text, source: sourceName.text, fields, windowed: declaration.windowed, declared: record.span },
  };
}

function checkFields(
  environment: Environment,
  source: SourceSignature,
  type: Type,
  declaration: Sensor,
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
          : { help: `did you mean ${meant}?`, fix: { span, text: meant } },
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
