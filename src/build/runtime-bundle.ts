import type { BuildOptions } from 'esbuild';
import packageFile from '../../package.json' with { type: 'json' };

/** What the image of the agents' runtime holds beside Node: one file, with all that it needs. */
export const runtimeBundle = {
  entryPoints: { runtime: 'src/agent/runtime/main.ts' },
  options: {
    format: 'esm',
    minify: true,
    target: 'node24',
    define: { SFLOW_VERSION: JSON.stringify(packageFile.version), SFLOW_BUNDLED: 'true' },
    banner: {
      // Where the base of the image has its Node, which has no shell that would look for it. Packages that are no modules ask for parts of Node.
      js: "#!/nodejs/bin/node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  },
} as const satisfies { readonly entryPoints: Readonly<Record<string, string>>; readonly options: BuildOptions };
