import type { Schema } from './types.ts';

/** Numbers, with the unit in which they are sent: always the base unit. */
const quantities: Readonly<Record<string, Schema>> = {
  Int: { type: 'integer', description: 'A whole number.' },
  Number: { type: 'number', description: 'A number without a unit.' },
  Count: { type: 'number', description: 'How many there are.' },
  Ratio: { type: 'number', description: 'A fraction: 0.25 is 25 percent.' },
  Cpu: { type: 'number', description: 'Cores.', 'x-unit': 'cores' },
  Duration: { type: 'number', description: 'Seconds.', 'x-unit': 's' },
  Rate: { type: 'number', description: 'How often in a second.', 'x-unit': '1/s' },
  Bytes: { type: 'number', description: 'Bytes.', 'x-unit': 'bytes' },
  Time: { type: 'number', description: 'Milliseconds since 1970-01-01T00:00:00Z.', 'x-unit': 'ms' },
};

const textual: Schema = { type: 'string' };

const texts = (description: string, ...names: readonly string[]): Schema => ({
  type: 'object',
  description,
  properties: Object.fromEntries(names.map((name) => [name, textual])),
  required: names,
});

/** Values with parts, each of which an interface describes once. */
export const records: Readonly<Record<string, Schema>> = {
  ModelVersion: texts(
    'A version of a model in the registry: `version` is a number, or an alias such as `production`; `uri` is what MLflow’s clients take.',
    'name',
    'version',
    'uri',
  ),
  Dataset: texts(
    'Data that a run of the tracker left behind; `uri` is what MLflow’s clients take.',
    'run',
    'path',
    'uri',
  ),
  Model: texts('A model in the registry.', 'name'),
  Workflow: {
    type: 'object',
    description:
      'A workflow: of an online one `instance` is the object of the system that serves it, of a batch one `template` is the WorkflowTemplate.',
    properties: {
      kind: { enum: ['batch', 'online'] },
      name: textual,
      namespace: textual,
      instance: textual,
      template: textual,
    },
    required: ['kind', 'name', 'namespace'],
  },
};

const PREFIX = '#/components/schemas/';

/** The types whose values are of one record. */
const recordOf: Readonly<Record<string, keyof typeof records>> = {
  ModelVersion: 'ModelVersion',
  Dataset: 'Dataset',
  Model: 'Model',
  Online: 'Workflow',
  Batch: 'Workflow',
};

/** The schema of the type with a name, as `Count`, `List<Path>` or `Duration?`; an absent value is `null`. */
export function schemaOf(type: string): Schema {
  if (type.endsWith('?')) return { anyOf: [schemaOf(type.slice(0, -1)), { type: 'null' }] };
  const item = /^List<(.*)>$/.exec(type)?.[1];
  if (item !== undefined) return { type: 'array', items: schemaOf(item) };
  const named = recordOf[type];
  if (named !== undefined) return { $ref: `${PREFIX}${named}` };
  const quantity = quantities[type];
  if (quantity) return quantity;
  if (type === 'Bool') return { type: 'boolean' };
  return type === 'Across' ? { enum: ['hosts', 'zones'] } : textual;
}

/** The records that a schema refers to. */
export function recordsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === '$ref' && typeof value === 'string' ? [value.slice(PREFIX.length)] : recordsIn(value),
  );
}
