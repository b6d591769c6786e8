import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { VERSION } from 'chevrotain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionsOf } from '../../grammar/decisions.ts';
import { createParser } from '../../grammar/parser.ts';
import packageFile from '../../package.json' with { type: 'json' };

/** The public bundle beside a chevrotain that says which version it is, and when it analyses a grammar. */
let folder = '';
beforeAll(() => {
  if (!existsSync('.build/api.js')) throw new Error('there is no bundle: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'sflow-chevrotain-'));
  const installed = join(folder, 'node_modules');
  for (const name of Object.keys(packageFile.dependencies).filter((name) => name !== 'chevrotain')) {
    mkdirSync(join(installed, name, '..'), { recursive: true });
    symlinkSync(resolve('node_modules', name), join(installed, name));
  }
  mkdirSync(join(installed, 'chevrotain'));
  writeFileSync(join(installed, 'chevrotain/package.json'), '{ "type": "module", "exports": "./index.js" }');
  cpSync('.build', join(folder, '.build'), { recursive: true });
  cpSync('stdlib', join(folder, 'stdlib'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const program = `
    import { compile } from './.build/api.js';
    const { ok, diagnostics } = compile([{ path: 'main.sflow', text: 'param x : Int = 1 +' }]);
    console.log(ok, diagnostics[0].message);
  `;
  writeFileSync(join(folder, 'program.js'), program);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(version: string): string {
  const real = pathToFileURL(resolve('node_modules/chevrotain/lib/src/api.js')).href;
  const fake = `
    import * as real from '${real}';
    export * from '${real}';
    export const VERSION = '${version}';
    export class EmbeddedActionsParser extends real.EmbeddedActionsParser {
      performSelfAnalysis() {
        console.log('analysed');
        super.performSelfAnalysis();
      }
    }
  `;
  writeFileSync(join(folder, 'node_modules/chevrotain/index.js'), fake);
  const { stdout, stderr } = spawnSync(process.execPath, ['program.js'], { encoding: 'utf8', cwd: folder });
  expect(stderr).toBe('');
  return stdout;
}

describe('the public bundle', () => {
  it('has the decisions of the grammar as it is', () => {
    const files = ['api.js', ...readdirSync('.build/parts').map((name) => `parts/${name}`)];
    const texts = files.map((file) => readFileSync(join('.build', file), 'utf8')).join('');
    expect(texts).toContain(JSON.stringify(decisionsOf(createParser().lookAheadFuncsCache)));
  });

  it('analyses nothing with the chevrotain of its build, and everything with another', () => {
    const [known, other] = [run(VERSION), run('13.99.0')];
    expect(known).toMatch(/^false .*value/);
    expect(other).toBe(`analysed\n${known}`);
  });
});
