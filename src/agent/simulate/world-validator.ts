import { _ } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { WorldFile } from './world-shape.ts';
import { formats } from './world-values.ts';
import schema from './world.schema.json' with { type: 'json' };

/** Descriptions judge nothing, and would stand in every bundle. */
const shapes = JSON.parse(
  JSON.stringify(schema, (key, value: unknown) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  ),
) as typeof schema;
const { instant, duration, reading } = shapes.$defs;

/** The published schema, which knows shapes, with what it leaves open of texts. */
const judging = {
  ...shapes,
  $defs: {
    ...shapes.$defs,
    instant: { ...instant, format: 'instant' },
    duration: { ...duration, format: 'duration' },
    reading: { ...reading, format: 'reading' },
  },
};

/** Bundles hold the code that this makes of the schema in place of this module (`src/build/standalone-validator.ts`). */
export const ajv = new Ajv2020({
  allErrors: true,
  verbose: true,
  messages: false,
  allowUnionTypes: true,
  formats,
  code: { source: true, esm: true, formats: _`formats` },
});

/** Whether data are a world. What is wrong with them stands in its `errors`. */
export const validate = ajv.compile<WorldFile>(judging);
