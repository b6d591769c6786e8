import type { ErrorObject } from 'ajv';
import { closest } from '../../base/diagnostics/suggest.ts';
import { executorStates } from './world.ts';
import { pointerTo } from '../../base/yaml/yaml-data.ts';

/** What is wrong with a part, which a JSON pointer names: with its value, or with its key. */
export interface WorldMistake {
  readonly pointer: string;
  readonly of: 'value' | 'key';
  readonly message: string;
}

/** How records are spoken of, by the titles of the schema; `name` is the last name on the way to one. */
const records: Readonly<Record<string, (name: string) => string>> = {
  world: () => 'the world',
  model: (name) => `the model ${name}`,
  observation: () => 'an observation',
  workflow: (name) => `the workflow ${name}`,
  log: () => 'a log',
  registration: () => 'registers',
  change: () => 'a change of an executor',
  online: (name) => `the workflow ${name}`,
  answer: () => 'an answer',
  action: (name) => `the action ${name}`,
  approval: (name) => `the answer of ${name}`,
};

/** What all else has to be, by the titles of the schema and the names of its definitions. */
const values: Readonly<Record<string, (name: string) => string>> = {
  text: (name) => `${name} is a text`,
  number: (name) => `${name} is a number`,
  numbers: (name) => `${name} is a number, or a list of numbers`,
  flag: (name) => `${name} is true or false`,
  value: () => 'this is a value: a number in base units, a text, true, false, or a list',
  instant: (name) => `${name} is an instant, as 2026-12-01T00:00Z`,
  duration: (name) => `${name} is a duration, as 90m`,
  reading: () => 'this is a number, as 12, 20/s or 90%, or the word unknown',
  state: (name) => `${name} is ${executorStates.join(', ')}`,
  failure: () => 'why the n-th fails, or none, is a text',
  approval: (name) => `${name} answers true, false or never, or has a record with agrees, after`,
  firings: (name) => `${name} fires a whole number of times, as 3, or at instants, as [42m30s]`,
};

/** The mistakes that the schema finds, in no order. A field that is misspelt is not told as missing, too. */
export function mistakesOf(errors: readonly ErrorObject[]): readonly WorldMistake[] {
  const misspelt = errors.filter(({ keyword }) => keyword === 'additionalProperties');
  const meant = new Set(misspelt.map((error) => pointerTo(error.instancePath, meantBy(error) ?? '')));
  return errors.flatMap((error): readonly WorldMistake[] => {
    const { keyword, instancePath, propertyName } = error;
    switch (keyword) {
      // What is wrong within says so itself.
      case 'if':
      case 'propertyNames':
        return [];
      case 'additionalProperties': {
        const { additionalProperty: unknown } = error.params as { additionalProperty: string };
        return [{ pointer: pointerTo(instancePath, unknown), of: 'key', message: sayUnknown(error, unknown) }];
      }
      case 'required': {
        const { missingProperty: missing } = error.params as { missingProperty: string };
        if (meant.has(pointerTo(instancePath, missing))) return [];
        return [{ pointer: instancePath, of: 'value', message: sayMissing(error, missing) }];
      }
      default:
        return propertyName === undefined
          ? [{ pointer: instancePath, of: 'value', message: sayWrong(error) }]
          : [{ pointer: pointerTo(instancePath, propertyName), of: 'key', message: sayWrong(error) }];
    }
  });
}

interface Schema {
  readonly title?: string;
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, { readonly $ref?: string }>>;
}

const schemaOf = ({ parentSchema }: ErrorObject): Schema => parentSchema as Schema;
const fieldsOf = (error: ErrorObject): string[] => Object.keys(schemaOf(error).properties ?? {});

/** The field that an unknown one probably is, if the record has it not yet. */
function meantBy(error: ErrorObject): string | undefined {
  const { additionalProperty: unknown } = error.params as { additionalProperty: string };
  const given = Object.keys(error.data as object);
  const free = fieldsOf(error).filter((field) => !given.includes(field));
  return closest(unknown, free);
}

function sayUnknown(error: ErrorObject, unknown: string): string {
  const meant = meantBy(error);
  const help = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `${recordOf(error)} has no ${unknown}; it has ${fieldsOf(error).join(', ')}${help}`;
}

function sayMissing(error: ErrorObject, missing: string): string {
  const definition = schemaOf(error).properties?.[missing]?.$ref?.replace('#/$defs/', '') ?? '';
  const expected = values[definition]?.(missing);
  return `${recordOf(error)} needs ${missing}${expected === undefined ? '' : `; ${expected}`}`;
}

function sayWrong(error: ErrorObject): string {
  const { title, type } = schemaOf(error);
  const name = error.propertyName === undefined ? lastName(error.instancePath) : 'what stands before a reading';
  const expected = title === undefined ? undefined : values[title]?.(name);
  if (expected !== undefined) return expected;
  if (title !== undefined) return `${recordOf(error)} is a record with ${fieldsOf(error).join(', ')}`;
  return `${name} is a ${type === 'array' ? 'list' : 'record of names'}`;
}

/** The record that an error is about, as it is spoken of. */
function recordOf(error: ErrorObject): string {
  const name = lastName(error.instancePath);
  return records[schemaOf(error).title ?? '']?.(name) ?? name;
}

/** The last part of a pointer that is no place in a list. */
const lastName = (pointer: string): string =>
  (pointer.split('/').findLast((part) => !/^\d+$/.test(part)) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
