import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { GRAPH_SCHEMA, graphSchema } from '../../src/build/graph-schema.ts';

it('makes the published schema of strategy graphs of their types; where this differs: npm run schema', async () => {
  expect(readFileSync(GRAPH_SCHEMA, 'utf8'), 'npm run schema').toBe(await graphSchema());
});
