import { Ajv, type SchemaObject } from 'ajv';
import schema from './strategy-graph.schema.json' with { type: 'json' };
import type { StrategyGraph } from './strategy-graph.ts';

/** Bundles hold the code that this makes of the schema in place of this module (`src/build/standalone-validator.ts`). */
export const ajv: Ajv = new Ajv({
  discriminator: true,
  strictRequired: false,
  messages: false,
  code: { source: true, esm: true },
});

const { $schema: _, ...shapes } = schema;
const types = new Map(Object.entries(shapes.$defs).map(([name, part]) => [`#/$defs/${name}`, typeOf(part)]));

/** Whether data are a strategy graph. The first thing that is wrong with them stands in its `errors`. */
export const validate = ajv.compile<StrategyGraph>(JSON.parse(JSON.stringify(shapes), judged) as SchemaObject);

/** The published schema in the form of which ajv makes good code. */
function judged(key: string, part: unknown): unknown {
  if (key === 'description' && typeof part === 'string') return undefined;
  if (typeof part !== 'object' || part === null) return part;
  if ('allOf' in part) return chosen(part as Kinds);
  return 'uniqueItems' in part ? distinct(part as Distinct) : part;
}

interface Kinds {
  readonly required: readonly [field: string];
  readonly allOf: readonly { readonly then: object }[];
}

/** Kinds are chosen by their field instead of asking for each, which takes a fifth of the stack for a level. */
function chosen({ required, allOf }: Kinds): object {
  const oneOf = allOf.map(({ then }) => then);
  return { type: 'object', required, discriminator: { propertyName: required[0] }, oneOf };
}

interface Distinct {
  readonly uniqueItems: true;
  readonly items: { readonly $ref: string };
}

/** Texts and numbers are looked up. Records would be compared each with each; one that is there twice does no harm. */
function distinct({ uniqueItems, items, ...rest }: Distinct): object {
  const type = types.get(items.$ref);
  return type === 'object' ? { ...rest, items } : { ...rest, items: { type, ...items }, uniqueItems };
}

function typeOf(part: object): unknown {
  return 'type' in part ? part.type : undefined;
}
