import { defined } from '../../base/values/defined.ts';
import type { ParameterPlan } from '../plan/deployment-plan.ts';
import type { TypedParameter } from '../../language/types/parameter.ts';
import { fieldsOf, typeName, type Type } from '../../language/types/type.ts';
import type { Term } from '../../language/types/term.ts';
import { versionUri, type Context } from './context.ts';
import { fieldParameter } from './names.ts';
import { constantText, listText, simplify } from './simplify.ts';

/** The fields of a param that become parameters of their own: texts, of model versions and datasets. */
export const textFields = (type: Type): readonly string[] =>
  [...fieldsOf(type)].flatMap(([name, of]) =>
    of.kind === 'scalar' && of.name === 'String' && name !== 'uri' ? [name] : [],
  );

/** The parameters of a WorkflowTemplate for one param: one for the whole, as a URI, and one for each field. */
export function lowerParameter(
  context: Context,
  { name, type, default: fallback }: TypedParameter,
  isOverridden: boolean,
): ParameterPlan[] {
  const overridden = isOverridden ? true : undefined;
  const absent = type.kind === 'optional' ? '' : undefined;
  const bare = type.kind === 'optional' ? type.of : type;
  const whole = fallback ? defaultText(context, fallback) : absent;
  const choices = bare.kind === 'scalar' && bare.name === 'Bool' ? ['false', 'true'] : undefined;
  const main: ParameterPlan = defined({
    name,
    type: typeName(type),
    default: whole,
    choices,
    overridden,
  });
  const fields = textFields(type).map((field): ParameterPlan => {
    const value = fallback ? fieldDefault(context, fallback, field) : absent;
    return defined({
      name: fieldParameter(name, field),
      type: `${typeName(bare)}.${field}`,
      default: value,
      overridden,
    });
  });
  return [main, ...fields];
}

function defaultText(context: Context, term: Term): string | undefined {
  if (term.op === 'version') return versionUri(term.model.registered, term.version);
  const text = listText(context, term) ?? constantText(simplify(context, term));
  if (text === undefined) context.reporter.report('not-constant', term.span, { what: 'the default of a param' });
  return text;
}

function fieldDefault(context: Context, term: Term, field: string): string | undefined {
  if (term.op === 'constant' && term.value === null) return '';
  return constantText(simplify(context, { ...term, op: 'field', of: term, name: field }));
}
