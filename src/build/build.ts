import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { SflowParser } from '../../grammar/parser.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { writeDeclarations } from './declarations.ts';

/**
 * Bundles the command line and the public interface. What runs is a small file that turns V8's compile cache on and then
 * loads the bundle: code that was compiled by an earlier run is not compiled again. CommonJS, because Node starts it faster
 * than modules. What the parser learns of its grammar is learnt here, once.
 */
const OUT = '.build';
const learnt = { SFLOW_LEARNT: JSON.stringify(JSON.stringify(new SflowParser().learnt)) };

await mkdir(OUT, { recursive: true });
await build({
  entryPoints: ['src/cli/main.ts'],
  outfile: `${OUT}/main.cjs`,
  bundle: true,
  platform: 'node',
  target: 'node20.16',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  // It lays out pictures; no other command should carry it.
  external: ['@dagrejs/dagre'],
  // commander loads it for subcommands that are programs of their own, which there are none of.
  alias: { 'node:child_process': './src/cli/no-subprocess.ts' },
  define: { 'import.meta.url': 'importMetaUrl', ...learnt },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
});
await writeFile(
  `${OUT}/sflow.cjs`,
  `#!/usr/bin/env node
require('node:module').enableCompileCache?.();
require('./main.cjs').main(process.argv.slice(2)).then((code) => { process.exitCode = code; });
`,
);
await chmod(`${OUT}/sflow.cjs`, 0o755);

// `"plugins": ["sflow-lang/prettier"]`: the style alone, with all that it needs.
await build({
  entryPoints: ['src/language/format/prettier.ts'],
  outfile: `${OUT}/prettier.js`,
  bundle: true,
  platform: 'node',
  target: 'node20.16',
  format: 'esm',
  minify: true,
  legalComments: 'none',
});

// `import { compile } from 'sflow-lang'`: a bundle of its own, in which other packages stay what the user has installed. What only
// some programs use, as the simulator, is in parts that are loaded when they are asked for.
await rm(`${OUT}/parts`, { recursive: true, force: true });
await build({
  entryPoints: { api: 'src/api/index.ts' },
  outdir: OUT,
  bundle: true,
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  external: Object.keys(packageFile.dependencies),
  platform: 'node',
  target: 'node20.16',
  format: 'esm',
  define: learnt,
});
await writeDeclarations('src/api/index.ts', 'src', `${OUT}/types`);
