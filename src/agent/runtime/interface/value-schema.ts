import type { SchemaObject } from 'ajv';
import type { CalledNode } from '../../../contract/strategy-graph/strategy-graph.ts';

const texts = (...names: readonly string[]): SchemaObject => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  required: names,
});

const number: SchemaObject = { type: 'number' };

const named: Readonly<Record<string, SchemaObject>> = {
  Bool: { type: 'boolean' },
  Int: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  Number: number,
  Ratio: { ...number, description: 'a fraction of one' },
  Count: number,
  Cpu: { ...number, description: 'in cores' },
  Duration: { ...number, description: 'in seconds' },
  Rate: { ...number, description: 'per second' },
  Bytes: { ...number, description: 'in bytes' },
  Time: { ...number, description: 'in seconds since 1970 UTC' },
  ModelVersion: texts('name', 'version', 'uri'),
  Dataset: texts('run', 'path', 'uri'),
};

/** JSON Schema of the values that `conforms` takes, of a type by its name in the graph. */
function valueSchema(type: string): SchemaObject {
  if (type.endsWith('?')) return { anyOf: [valueSchema(type.slice(0, -1)), { type: 'null' }] };
  const item = /^List<(.*)>$/.exec(type)?.[1];
  if (item !== undefined) return { type: 'array', items: valueSchema(item) };
  if (type.startsWith('quantity in ')) return number;
  if (type.startsWith('{')) return { type: 'object' };
  return named[type] ?? { type: 'string' };
}

/** JSON Schema of the body of a call: what a receiver is given, by name. */
export const argumentsSchema = ({ parameters }: CalledNode): SchemaObject => ({
  type: 'object',
  properties: Object.fromEntries(parameters.map(({ name, type }) => [name, valueSchema(type)])),
  required: parameters.flatMap(({ name, optional }) => (optional ? [] : [name])),
  additionalProperties: false,
});
