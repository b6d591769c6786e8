import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type { Symbol } from '../../names/scope.ts';
import type { Parameter, Sensor } from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { checkType } from '../../types/check-type.ts';
import type { Environment, SensorSignature } from '../../types/environment.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import { sources } from '../../types/sources.ts';
import type { Term } from '../../types/term.ts';
import { invalid } from '../../types/type.ts';
import { checkFields } from './check-source.ts';
import { checkTraits } from './check-traits.ts';
import { customFields } from './check-travel.ts';
import type { Checker } from '../checker.ts';

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
    if (!parameter.default) return { name, type, span };
    return { name, type, span, default: checkExpression(environment, parameter.default, type) };
  });
}

export function localsOf(declared: readonly Parameter[], typed: readonly TypedParameter[]): Map<string, Term> {
  return new Map(
    typed.map(({ name, type }, index) => {
      const span = declared[index]?.name.span ?? { path: '', start: 0, end: 0 };
      return [name, { op: 'local', name, type, span }];
    }),
  );
}

function checkSource(checker: Checker, environment: Environment, declaration: Sensor): Term {
  const broken: Term = { op: 'invalid', type: invalid, span: declaration.span };
  const type = declaration.type ? checkType(declaration.type, checker.reporter) : invalid;
  const { source: sourceName, fields: record, windowed } = declaration;
  const traits = checkTraits(environment, declaration, type);
  if (!sourceName || !record || sourceName.text === '') return broken;
  const source = sources.get(sourceName.text);
  if (!source) {
    const meant = closest(sourceName.text, [...sources.keys()]);
    checker.reporter.report(
      'unknown-variant',
      sourceName.span,
      { clause: 'the source of a sensor', found: sourceName.text, known: [...sources.keys()] },
      didYouMean(sourceName.text, meant, sourceName.span),
    );
    return broken;
  }
  const own = checkFields(environment, source, type, declaration);
  const fields = own && source.custom ? customFields(environment, declaration, type, own) : own;
  if (!fields) return broken;
  return {
    op: 'reading',
    type,
    span: declaration.span,
    use: {
      sensor: declaration.name.text,
      readAs: [],
      source: sourceName.text,
      fields,
      windowed,
      traits,
      declared: record.span,
    },
  };
}
