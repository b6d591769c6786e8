import { dirname } from 'node:path';
import standalone from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'esbuild';
import { ajv, validate } from '../agent/simulate/world-validator.ts';

/** Puts the code that ajv makes of the schema of worlds in place of the module that makes it, so that no bundle holds ajv. */
export const standaloneValidator: Plugin = {
  name: 'standalone-validator',
  setup(build) {
    build.onLoad({ filter: /[\\/]world-validator\.ts$/ }, ({ path }) => ({
      contents: `import { formats } from './world-values.ts';\n${standalone.default(ajv, validate)}`,
      resolveDir: dirname(path),
      loader: 'js',
    }));
  },
};
