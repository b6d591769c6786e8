import { createHash } from 'node:crypto';
import { build, type BuildOptions } from 'esbuild';
import { relative } from 'node:path';
import { decisionsOf } from '../../grammar/decisions.ts';
import { createParser } from '../../grammar/parser.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { declarations } from './declarations.ts';
import { thirdPartyNotices } from './notices.ts';
import { type BuiltFile, replaceFolder } from './replace-folder.ts';
import { runtimeBundle } from './runtime-bundle.ts';
import { standaloneValidator } from './standalone-validator.ts';

const OUT = '.build';

/** The oldest Node that the bundles run on. */
const NODE = 'node20.16';

/** What chevrotain has to find out about the grammar is found out here, once. */
const decisions = decisionsOf(createParser().lookAheadFuncsCache);
const defined = { SFLOW_DECISIONS: JSON.stringify(JSON.stringify(decisions)) };

/** The files of a bundle, and those of which it holds code. */
interface Bundle {
  readonly files: readonly BuiltFile[];
  readonly sources: readonly string[];
}

async function bundle(entryPoints: Readonly<Record<string, string>>, options: BuildOptions): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints,
    outdir: OUT,
    bundle: true,
    platform: 'node',
    target: NODE,
    legalComments: 'none',
    plugins: [standaloneValidator],
    ...options,
    write: false,
    metafile: true,
  });
  const files = outputFiles.map(({ path, contents }) => ({
    path: relative(OUT, path),
    content: contents,
    mode: options.banner === undefined ? 0o644 : 0o755,
  }));
  const sources = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([source, { bytesInOutput }]) => (bytesInOutput > 0 ? [source] : [])),
  );
  return { files, sources };
}

/** Scripts, since Node starts them faster than modules. */
const scripts = { format: 'cjs', outExtension: { '.js': '.cjs' }, minify: true } as const;
const dirname = { 'import.meta.dirname': '__dirname' };

const command = await bundle(
  { main: 'src/cli/main.ts' },
  {
    ...scripts,
    // One lays out pictures, the other reaches clusters; no other command should carry them.
    external: ['@dagrejs/dagre', '@kubernetes/client-node'],
    // A script from a cache imports nothing without a warning; requiring a module is the same.
    supported: { 'dynamic-import': false },
    alias: {
      // commander loads it for subcommands that are programs of their own, which there are none of.
      'node:child_process': './src/cli/no-subprocess.ts',
      // The grammar of queries loads it for editors.
      '@lezer/highlight': './src/build/no-highlight.ts',
    },
    define: { ...dirname, ...defined },
  },
);
const digest = command.files.reduce((hash, { content }) => hash.update(content), createHash('sha256')).digest('hex');

const bundles = [
  command,
  // What runs: it loads the other with the code that an earlier run compiled of it.
  await bundle(
    { sflow: 'src/cli/start.ts' },
    {
      ...scripts,
      banner: { js: '#!/usr/bin/env node' },
      define: { ...dirname, SFLOW_DIGEST: JSON.stringify(digest.slice(0, 16)) },
    },
  ),
  // `"plugins": ["sflow-lang/prettier"]`: the style alone, with all that it needs.
  await bundle({ prettier: 'src/language/format/prettier.ts' }, { format: 'esm', minify: true, define: defined }),
  // `import { compile } from 'sflow-lang'`, and `from 'sflow-lang/editor'`: a bundle of its own, in which other packages stay
  // what the user has installed. What only some programs use, as the simulator, is in parts that are loaded when asked for.
  await bundle(
    { api: 'src/api/index.ts', editor: 'src/api/editor.ts' },
    {
      format: 'esm',
      splitting: true,
      chunkNames: 'parts/[name]-[hash]',
      external: Object.keys(packageFile.dependencies),
      define: defined,
    },
  ),
  await bundle(runtimeBundle.entryPoints, runtimeBundle.options),
];

const types = (await declarations(['src/api/index.ts', 'src/api/editor.ts'], 'src')).map((file) => ({
  ...file,
  path: `types/${file.path}`,
}));
const notices = await thirdPartyNotices(bundles.flatMap(({ sources }) => sources));
if (notices.faults.length === 0) {
  const text = { path: 'THIRD-PARTY-NOTICES.txt', content: notices.text };
  await replaceFolder(OUT, [...bundles.flatMap(({ files }) => files), ...types, text]);
} else {
  process.stderr.write(notices.faults.map((fault) => `${fault}\n`).join(''));
  process.exitCode = 1;
}
