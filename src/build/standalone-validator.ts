import { basename, dirname } from 'node:path';
import type { Ajv, ValidateFunction } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'esbuild';
import * as worlds from '../agent/simulate/world-validator.ts';
import * as graphs from '../contract/strategy-graph/graph-validator.ts';

const codeOf = ({ ajv, validate }: { readonly ajv: Ajv; readonly validate: ValidateFunction }): string =>
  standalone.default(ajv, validate);

/** By the name of the module that makes a validator of a schema: the code that ajv makes. */
const codes: Readonly<Record<string, () => string>> = {
  'world-validator.ts': () => `import { formats } from './world-values.ts';\n${codeOf(worlds)}`,
  'graph-validator.ts': () => codeOf(graphs),
};

/** Puts the code that ajv makes of a schema in place of the module that makes it, so that no bundle holds ajv. */
export const standaloneValidator: Plugin = {
  name: 'standalone-validator',
  setup(build) {
    build.onLoad({ filter: /[\\/](world|graph)-validator\.ts$/ }, ({ path }) => ({
      contents: codes[basename(path)]?.() ?? '',
      resolveDir: dirname(path),
      loader: 'js',
    }));
  },
};
