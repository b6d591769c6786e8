import { defined } from '../../../base/values/defined.ts';
import type { Details } from '../../../base/diagnostics/diagnostic.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import { Bytes, Cpu, Int, optional, record } from '../../types/type.ts';
import type { Amount, ResourceName, Resources } from '../../model/model.ts';
import type { Checker } from '../checker.ts';

const fields = record({ cpu: optional(Cpu), memory: optional(Bytes), gpu: optional(Int) });

/**
 * Where no range says it: memory is limited to what is asked for, since a node that runs out of it ends containers at random; the
 * processor is not limited, since time that nobody else wants would be lost.
 */
const limits: Readonly<Record<ResourceName, (asked: number) => number | undefined>> = {
  cpu: () => undefined,
  memory: (asked) => asked,
  gpu: (asked) => asked,
};

const names: readonly ResourceName[] = ['cpu', 'memory', 'gpu'];

/** What containers get that do not say, of a platform or an application. */
export function checkDefaults(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
): Resources | undefined {
  const resources = setting && checkResources(checker, environment, setting.value);
  const gpu = setting?.value.kind === 'record' && setting.value.fields.find(({ name }) => name.text === 'gpu');
  if (!gpu) return resources;
  const help = 'say it in the steps and services that need it';
  const parameters = { what: 'gpu', reason: 'would be given to every container that does not say' };
  checker.reporter.report('bad-range', gpu.name.span, parameters, { help });
  return undefined;
}

/** `{ cpu: 1..32, memory: 8Gi..none, gpu: 1 }` */
export function checkResources(
  checker: Checker,
  environment: Environment,
  value: syntax.Expression,
): Resources | undefined {
  const parts = value.kind === 'record' ? value.fields : [];
  if (value.kind === 'record' && refuseSides(environment, value)) return undefined;
  const ranges = new Map(parts.flatMap(({ name, value: of }) => (of.kind === 'range' ? [[name.text, of]] : [])));
  const asked = numbersOf(checker, environment, endsOf(value, 'from'));
  const most = numbersOf(checker, environment, endsOf(value, 'to'));
  const amountOf = (name: ResourceName): Amount | null | undefined => {
    const [from, to, range] = [asked?.get(name), most?.get(name), ranges.get(name)];
    if (from === undefined || (range && to === undefined)) return undefined;
    if (!range) return from === null ? null : defined({ asked: from, limit: limits[name](from) });
    const slip = slipOf(environment, name, range, from, to);
    if (!slip && from !== null) return defined({ asked: from, limit: to ?? undefined });
    if (slip) checker.reporter.report('bad-range', slip.at.span, { what: name, reason: slip.reason }, slip.details);
    return undefined;
  };
  return asked && defined({ cpu: amountOf('cpu'), memory: amountOf('memory'), gpu: amountOf('gpu') });
}

interface Slip {
  readonly at: syntax.Expression;
  readonly reason: string;
  readonly details: Details;
}

/** What no container can ask for. */
function slipOf(
  { textOf }: Environment,
  name: ResourceName,
  range: syntax.Range,
  from: number | null,
  to: number | null | undefined,
): Slip | undefined {
  if (from === null) {
    const help = 'say what is asked for before the dots; without a request Kubernetes asks for the limit';
    return { at: range.from, reason: 'begins with nothing', details: { help } };
  }
  if (name === 'gpu' && to !== from) {
    const reason = 'is given in wholes, as many as are asked for';
    return { at: range, reason, details: { help: 'write one number: gpu: 1' } };
  }
  if (typeof to !== 'number' || to >= from) return undefined;
  const text = `${textOf(range.to.span)}..${textOf(range.from.span)}`;
  const help = `what is asked for stands first: ${name}: ${text}`;
  const fix = { span: range.span, text, unsure: true as const };
  return { at: range, reason: 'asks for more than it may use', details: { help, fix } };
}

/** The record with one end of each range; of the upper ends alone where there are any. */
function endsOf(value: syntax.Expression, end: 'from' | 'to'): syntax.Expression {
  if (value.kind !== 'record') return value;
  const fields = value.fields.flatMap((field): syntax.Field[] =>
    field.value.kind === 'range' ? [{ ...field, value: field.value[end] }] : end === 'from' ? [field] : [],
  );
  return { ...value, fields };
}

function numbersOf(
  { reporter }: Checker,
  environment: Environment,
  value: syntax.Expression,
): ReadonlyMap<ResourceName, number | null> | undefined {
  const term = checkExpression(environment, value, fields);
  if (term.op !== 'record') return undefined;
  const numbers = new Map<ResourceName, number | null>();
  for (const name of names) {
    const field = term.fields.get(name);
    if (!field || field.op === 'invalid') continue;
    if (field.op !== 'constant' || (typeof field.value !== 'number' && field.value !== null))
      reporter.report('not-constant', field.span, { what: `the ${name} of a container` });
    else if (field.value !== null && field.value <= 0)
      reporter.report('bad-range', field.span, { what: name, reason: 'has to be more than 0' });
    else numbers.set(name, field.value);
  }
  return numbers;
}

/** As Kubernetes has it: `{ requests: { cpu: 1 }, limits: { cpu: 32 } }`. */
function refuseSides({ reporter, textOf }: Environment, value: syntax.RecordLiteral): boolean {
  const sides = value.fields.filter(({ name }) => name.text === 'requests' || name.text === 'limits');
  const [first] = sides;
  if (!first) return false;
  const within = (fields: readonly syntax.Field[]): Map<string, string> =>
    new Map(fields.map((field) => [field.name.text, textOf(field.value.span)]));
  const side = (name: string): Map<string, string> => {
    const found = sides.find((field) => field.name.text === name)?.value;
    return within(found?.kind === 'record' ? found.fields : []);
  };
  const beside = value.fields.filter((field) => !sides.includes(field));
  const [own, asked, most] = [within(beside), side('requests'), side('limits')];
  const amountOf = (name: string): string => {
    const [from, to] = [asked.get(name) ?? own.get(name), most.get(name)];
    // In Kubernetes what is told a limit alone asks for that, and what is asked for alone has no limit.
    if (to === undefined) return `${from ?? ''}${name === 'memory' && asked.has(name) ? '..none' : ''}`;
    return name !== 'cpu' && (from ?? to) === to ? to : `${from ?? to}..${to}`;
  };
  const said = new Set([...own.keys(), ...asked.keys(), ...most.keys()]);
  const text = `{ ${[...said].map((name) => `${name}: ${amountOf(name)}`).join(', ')} }`;
  const isClear =
    beside.every(isNumber) && sides.every(({ value: of }) => of.kind === 'record' && of.fields.every(isNumber));
  const help = `a range says both, what is asked for and the most: resources ${isClear ? text : '{ cpu: 1..32 }'}`;
  const details = isClear ? { help, fix: { span: value.span, text } } : { help };
  reporter.report('unknown-field', first.name.span, { field: first.name.text, of: 'this record' }, details);
  return true;
}

const isNumber = ({ name, value }: syntax.Field): boolean =>
  value.kind === 'number' && (names as readonly string[]).includes(name.text);
