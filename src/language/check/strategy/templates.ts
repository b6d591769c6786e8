import { defined } from '../../../base/values/defined.ts';
import type { Diagnostic } from '../../../base/diagnostics/diagnostic.ts';
import type { Span } from '../../../base/source/source.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { bindArguments, parametersOf } from '../../types/check-call.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import { invalidTerm } from '../../types/coerce.ts';
import type { Term } from '../../types/term.ts';
import { checkParameters } from '../endpoint/check-sensor.ts';
import type { Checker } from '../checker.ts';
import { namesWithin } from './names-within.ts';

/** What a template is made real with. */
export interface Given {
  /** By name of the parameter. */
  readonly locals: ReadonlyMap<string, Term>;
  /** Where each argument stands; defaults have no place. */
  readonly places: ReadonlyMap<string, Span>;
  /** The whole of the use, for what no single argument is to blame for. */
  readonly place: Span;
}

/** A declaration with parameters, a strategy or a template of agents, and the file whose names it uses. */
interface Parameterised {
  readonly name: string;
  readonly file: syntax.File;
  readonly declaration: syntax.Strategy | syntax.Template;
}

/** Gives each argument to its parameter; mistakes are reported at the argument, and then there is nothing. */
export function bindTemplate(
  checker: Checker,
  environment: Environment,
  template: Parameterised,
  given: readonly syntax.Argument[],
  place: Span,
): Given | undefined {
  const declared = template.declaration.parameters ?? [];
  const parameters = checkParameters(checker, template, declared);
  const bound = bindArguments(checkExpression, environment, template.name, parameters, given, place);
  const locals = new Map<string, Term>();
  const places = new Map<string, Span>();
  for (const [{ value }, parameter] of parametersOf(parameters, given))
    if (parameter && !places.has(parameter.name)) places.set(parameter.name, value.span);
  for (const { name, type } of parameters) {
    const term = bound.get(name);
    if (term?.op === 'invalid') return undefined;
    if (!term && type.kind !== 'optional') return undefined;
    locals.set(name, term ?? { op: 'constant', value: null, type, span: place });
  }
  return { locals, places, place };
}

/** Parameters that stand for nothing: what does not depend on them can still be wrong. */
export const anything = (declared: readonly syntax.Parameter[]): Map<string, Term> =>
  new Map(declared.map(({ name }) => [name.text, invalidTerm(name.span)]));

/**
 * Checks the text of a strategy with what its template was given. What is wrong with the text itself was reported there, once,
 * by `own`; what is wrong with the arguments is the caller's, and is said at the argument whose parameter stands there.
 */
export function instantiate<T>(
  checker: Checker,
  strategy: syntax.Strategy,
  given: Given,
  own: readonly Diagnostic[],
  check: () => T,
): T {
  const { value, diagnostics } = checker.capture(check);
  const known = new Set(own.map(keyOf));
  for (const found of diagnostics) {
    if (known.has(keyOf(found))) continue;
    const used = namesWithin(strategy, found.span);
    // What has nothing to do with the arguments is a mistake of the text, where that is the user's own.
    if (![...used].some((name) => given.locals.has(name)) && !found.span.path.startsWith('std/')) {
      checker.reporter.add(found);
      continue;
    }
    const blamed = [...given.places].find(([name]) => used.has(name));
    checker.reporter.add(
      defined({
        code: found.code,
        name: found.name,
        severity: found.severity,
        message: found.message,
        parameters: found.parameters,
        span: blamed?.[1] ?? given.place,
        labels: [{ span: found.span, text: 'this is what the template does with it' }, ...found.labels],
        help: found.help,
      }),
    );
  }
  return value;
}

const keyOf = ({ name, span }: Diagnostic): string => `${name} ${span.path} ${String(span.start)} ${String(span.end)}`;
