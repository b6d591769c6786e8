import type { ErrorObject } from 'ajv';
import { isRecord } from '../../base/values/plain.ts';
import { counted, onOneLine } from '../../base/values/words.ts';

/** Of a reason, which may have names of the file in it. In characters. */
const LONGEST = 400;

/** What is wrong with data that the schema refuses, by the errors that it gave: `at /strategies/0/origin, in retrain: …`. */
export function mistakeOf(errors: readonly ErrorObject[], data: unknown): string {
  // Of a value all forms are tried, at each level: what is wrong stands deepest, and what all of them say comes last.
  const error = errors.reduce((best, one) => (one.instancePath.length < best.instancePath.length ? best : one));
  const { instancePath } = error;
  return onOneLine(`at ${placeOf(instancePath, data)}: ${say(error, partOf(data, namesIn(instancePath)))}`, LONGEST);
}

function say({ keyword, params }: ErrorObject, found: unknown): string {
  const given = params as Readonly<Record<string, unknown>>;
  const limit = Number(given['limit']);
  switch (keyword) {
    case 'required':
      return `${String(given['missingProperty'])} is missing`;
    case 'additionalProperties':
      return `there is no field ${String(given['additionalProperty'])} here`;
    case 'discriminator':
      return sayKind(String(given['tag']), given['tagValue']);
    case 'type':
    case 'anyOf':
      return `${expected(given['type'])} is needed; there is ${told(found)}`;
    case 'const':
      return `${told(given['allowedValue'])} is needed; there is ${told(found)}`;
    case 'enum':
      return `one of ${(given['allowedValues'] as readonly unknown[]).join(', ')} is needed; there is ${told(found)}`;
    case 'minimum':
      return `a number of at least ${limit} is needed; there is ${told(found)}`;
    case 'exclusiveMinimum':
      return `a number above ${limit} is needed; there is ${told(found)}`;
    case 'maximum':
      return `a number of at most ${limit} is needed; there is ${told(found)}`;
    case 'minLength':
      return 'the text is empty';
    case 'maxLength':
      return `the text has more than ${limit} characters`;
    case 'minItems':
      return `the list needs ${counted(limit, 'item')}; it has ${String((found as readonly unknown[]).length)}`;
    case 'uniqueItems':
      return 'the list has something twice';
    case 'pattern':
      return `the text is not of the form ${String(given['pattern'])}; it is ${told(found)}`;
    default:
      return `the schema of graphs refuses this: ${keyword}`;
  }
}

const sayKind = (field: string, value: unknown): string =>
  value === undefined ? `${field} is missing` : `there is no ${field} ${told(value)} in graphs of this release`;

const names: Readonly<Record<string, string>> = {
  object: 'a record',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

const expected = (type: unknown): string => names[String(type)] ?? 'a value';

/** What stands in the data, as it is spoken of. */
function told(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a record';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number that is too large';
  return onOneLine(JSON.stringify(value), 80);
}

const namesIn = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The part of data that the names of a JSON pointer lead to. */
const partOf = (data: unknown, names: readonly string[]): unknown =>
  names.reduce<unknown>((part, name) => (part as Readonly<Record<string, unknown>>)[name], data);

/** Of a pointer: where it begins and where it ends. In characters. */
const SHOWN = 80;

/** A pointer, and the name of the strategy that it leads into. */
function placeOf(pointer: string, data: unknown): string {
  if (pointer === '') return 'the top';
  const shown = pointer.length > 2 * SHOWN ? `${pointer.slice(0, SHOWN)}…${pointer.slice(-SHOWN)}` : pointer;
  const [list = '', index] = namesIn(pointer);
  const item = index === undefined ? undefined : partOf(data, [list, index]);
  return isRecord(item) && typeof item['name'] === 'string' && item['name'] !== ''
    ? `${shown}, in ${onOneLine(item['name'], SHOWN)}`
    : shown;
}
