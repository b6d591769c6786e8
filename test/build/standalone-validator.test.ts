import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { standaloneValidator } from '../../src/build/standalone-validator.ts';
import { decodeGraph } from '../../src/contract/strategy-graph/decode.ts';
import { samples } from '../contract/strategy-graph/samples.ts';

it('makes code for a bundle that judges graphs as the sources do, without ajv', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: ['src/contract/strategy-graph/decode.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [standaloneValidator],
    metafile: true,
  });
  // It counts the characters of a text, and is all that the code uses.
  const held = Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'));
  expect(held.map((path) => path.replace(/^.*node_modules\//, ''))).toEqual(['ajv/dist/runtime/ucs2length.js']);

  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  const bundled = (await import(`data:text/javascript;base64,${code}`)) as { readonly decodeGraph: typeof decodeGraph };
  for (const graph of samples.values()) {
    const text = JSON.stringify(graph);
    expect(bundled.decodeGraph(text)).toEqual({ graph });
    for (const wrong of [text.replace('"text":', '"txt":'), text.replace('"origin":"main', '"origin":"'), `${text}}`]) {
      expect(bundled.decodeGraph(wrong)).toEqual(decodeGraph(wrong));
    }
  }
});
