import { defined } from '../../base/values/defined.ts';
import type { Label } from '../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import type { Span } from '../../base/source/source.ts';
import type { Argument } from '../syntax/nodes.ts';
import type { Check, Environment } from './environment.ts';
import type { TypedParameter } from './parameter.ts';
import { describeType } from './coerce.ts';
import type { Term, WrittenArgument, WrittenCall } from './term.ts';
import { typeName } from './type.ts';

/**
 * Gives each argument to its parameter and checks it there. Defaults are put in; an optional parameter that was not
 * given is left out.
 */
export function bindArguments(
  check: Check,
  environment: Environment,
  of: string,
  parameters: readonly TypedParameter[],
  given: readonly Argument[],
  call: Span,
): Map<string, Term> {
  const bound = new Map<string, Term>();
  const places = new Map<string, Argument>();
  const failed = new Set<string>();
  for (const [argument, parameter] of parametersOf(parameters, given)) {
    if (!parameter) {
      reportStranger(environment, of, parameters, argument);
      check(environment, argument.value, { kind: 'invalid' });
      continue;
    }
    if (bound.has(parameter.name)) {
      const first = places.get(parameter.name);
      environment.reporter.report(
        'duplicate-argument',
        argument.span,
        { name: parameter.name, what: 'argument' },
        { labels: first ? [{ span: first.span, text: 'it is given here already' }] : [] },
      );
      continue;
    }
    places.set(parameter.name, argument);
    const term = check(environment, argument.value, parameter.type, declaredHere(parameter));
    if (term.op === 'invalid') failed.add(parameter.name);
    bound.set(parameter.name, term);
  }
  // A misspelt argument is the missing one: saying both would be one mistake told twice.
  const strangers = given.some(({ name }) => name && !parameters.some((parameter) => parameter.name === name.text));
  for (const parameter of parameters) {
    if (bound.has(parameter.name) || failed.has(parameter.name)) continue;
    if (parameter.default) bound.set(parameter.name, parameter.default);
    else if (parameter.type.kind !== 'optional' && parameter.type.kind !== 'invalid' && !strangers) {
      environment.reporter.report(
        'missing-argument',
        call,
        { name: parameter.name, type: typeName(parameter.type), of },
        { help: `add ${parameter.name}: with ${describeType(parameter.type)}`, labels: [declaredHere(parameter)] },
      );
    }
  }
  return bound;
}

/** Each argument with the parameter that it is for: that of its name, or the next one. */
export function parametersOf(
  parameters: readonly TypedParameter[],
  given: readonly Argument[],
): (readonly [Argument, TypedParameter | undefined])[] {
  let next = 0;
  return given.map((argument) => {
    const { name } = argument;
    return [argument, name ? parameters.find((parameter) => parameter.name === name.text) : parameters[next++]];
  });
}

/** How a call is written, with what its arguments are. */
export const callOf = (
  name: string,
  parameters: readonly TypedParameter[],
  given: readonly Argument[],
  bound: ReadonlyMap<string, Term>,
): WrittenCall => ({
  form: 'call',
  name,
  arguments: parametersOf(parameters, given).flatMap(([argument, parameter]): WrittenArgument[] => {
    const value = parameter && bound.get(parameter.name);
    return value ? [defined({ name: argument.name?.text, value })] : [];
  }),
});

const declaredHere = ({ span }: TypedParameter): Label => ({ span, text: 'the parameter is declared here' });

function reportStranger(
  environment: Environment,
  of: string,
  parameters: readonly TypedParameter[],
  argument: Argument,
): void {
  const names = parameters.map(({ name }) => name);
  if (!argument.name) {
    const last = parameters.at(-1);
    const labels = last ? [{ span: last.span, text: 'the last parameter is declared here' }] : [];
    environment.reporter.report('too-many-arguments', argument.span, { of, count: names.length }, { labels });
    return;
  }
  const { name } = argument;
  const meant = closest(name.text, names);
  environment.reporter.report(
    'unknown-argument',
    name.span,
    { name: name.text, of },
    meant === undefined
      ? { help: names.length > 0 ? `it takes ${names.join(', ')}` : 'it takes none' }
      : didYouMean(name.text, meant, name.span),
  );
}
