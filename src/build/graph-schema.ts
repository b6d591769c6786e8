import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { createGenerator } from 'ts-json-schema-generator';

const TYPES = 'src/contract/strategy-graph/strategy-graph.ts';
export const GRAPH_SCHEMA = 'src/contract/strategy-graph/strategy-graph.schema.json';

/** What the schema is called. A version that changes what graphs may hold has another. */
const ID = 'https://sflow.dev/schemas/strategy-graph/v1.json';
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** The published schema of strategy graphs as the text of its file: their types, with comments and the bounds in tags. */
export async function graphSchema(): Promise<string> {
  const made = createGenerator({
    path: TYPES,
    tsconfig: 'tsconfig.json',
    topRef: false,
    // `npm run types` has done that.
    skipTypeCheck: true,
  }).createSchema('StrategyGraph');
  const {
    definitions = {},
    $schema: _,
    title,
    description,
    ...root
  } = JSON.parse(JSON.stringify(made), inDraft) as typeof made;
  const sorted = Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = JSON.stringify({ $schema: DRAFT, $id: ID, title, description, ...root, $defs: sorted });
  return format(text, { ...(await resolveConfig(GRAPH_SCHEMA)), parser: 'json', plugins: [] });
}

/** The generator writes draft 7. */
function inDraft(key: string, part: unknown): unknown {
  if (key === '$ref') return String(part).replace('#/definitions/', '#/$defs/');
  // Without the field by which kinds are told apart a part is of none of them, and not of all.
  if (key === 'if') {
    const { properties } = part as { readonly properties: object };
    return { properties, required: Object.keys(properties) };
  }
  return part;
}

if (import.meta.main) writeFileSync(GRAPH_SCHEMA, await graphSchema());
