import type * as syntax from '../../syntax/nodes.ts';
import { describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import type { Term } from '../../types/term.ts';
import { record, type Type } from '../../types/type.ts';

/** What the source of a custom sensor gets beside its fields: the arguments. Undefined where one cannot be sent. */
export function customFields(
  environment: Environment,
  declaration: syntax.Sensor,
  type: Type,
  fields: ReadonlyMap<string, Term>,
): ReadonlyMap<string, Term> | undefined {
  const { locals } = environment;
  const parameters = [...locals].map(([name, term]) => ({ name, type: term.type }));
  if (!checkTravel(environment, declaration, parameters, type) || !checkTimeout(environment, fields)) return undefined;
  const given: Term = {
    op: 'record',
    fields: locals,
    type: record(Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.type]))),
    span: declaration.name.span,
    written: 'the arguments',
  };
  return new Map([...fields, ['arguments', given]]);
}

/** Reports what cannot be sent over HTTP: a secret never is, and what has a meaning for the compiler alone has no value. */
export function checkTravel(
  environment: Environment,
  declaration: syntax.Sensor | syntax.CustomAction,
  parameters: readonly Pick<TypedParameter, 'name' | 'type'>[],
  result: Type | undefined,
): boolean {
  let sound = true;
  const report = (at: syntax.Node, what: string, type: Type, help: string): void => {
    sound = false;
    environment.reporter.report('cannot-travel', at.span, { what, type: describeType(type) }, { help });
  };
  for (const [index, { name, type }] of parameters.entries()) {
    const at = declaration.parameters[index]?.type;
    if (!at || travels(type, 'argument')) continue;
    const help =
      'a secret stays in the cluster: give it to the endpoint itself, as in: env { TOKEN: secret hub.token }';
    report(at, `the argument ${name}`, type, help);
  }
  const at = declaration.kind === 'sensor' ? declaration.type : declaration.result;
  if (at && result && !travels(result, 'result')) {
    report(at, 'the result', result, 'a result is a number with or without a unit, a text, a truth value, or a list');
  }
  return sound;
}

/** Whether JSON has a form for the values of a type. What names a thing of the source can be sent, but not come back. */
function travels(type: Type, as: 'argument' | 'result'): boolean {
  switch (type.kind) {
    case 'invalid':
    case 'none':
    case 'quantity':
      return true;
    case 'word':
      return as === 'argument';
    case 'list':
    case 'optional':
      return travels(type.of, as);
    case 'record':
      return [...type.fields.values()].every((field) => travels(field, as));
    case 'scalar':
      if (['Secret', 'Config', 'Claim', 'Endpoint'].includes(type.name)) return false;
      return as === 'argument' || !['Batch', 'Online', 'Model'].includes(type.name);
  }
}

const MIN_TIMEOUT = 0.1;
const MAX_TIMEOUT = 300;

export function checkTimeout({ reporter }: Environment, fields: ReadonlyMap<string, Term>): boolean {
  const timeout = fields.get('timeout');
  if (!timeout) return true;
  if (timeout.op !== 'constant') {
    reporter.report('not-constant', timeout.span, { what: 'the time that an endpoint may take' });
    return false;
  }
  const seconds = timeout.value;
  if (seconds === null || (typeof seconds === 'number' && seconds >= MIN_TIMEOUT && seconds <= MAX_TIMEOUT))
    return true;
  const what = 'the time that an endpoint may take';
  reporter.report('bad-range', timeout.span, { what, reason: 'is from 100ms to 5m' });
  return false;
}
