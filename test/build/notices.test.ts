import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { thirdPartyNotices } from '../../src/build/notices.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sflow-notices-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A package below `node_modules`; gives the path of its module. */
function install(name: string, files: Readonly<Record<string, string>> = {}, license: unknown = 'MIT'): string {
  const all = { 'package.json': JSON.stringify({ name, version: '1.2.3', license }), ...files };
  for (const [path, text] of Object.entries(all)) write(`node_modules/${name}/${path}`, text);
  return write(`node_modules/${name}/lib/index.js`, files['lib/index.js'] ?? '');
}

it('tells of each package once, by name, with what its licence and its notice say', async () => {
  const files = [
    install('zebra', { LICENSE: 'Striped\r\nlicence\r\n' }, 'ISC'),
    install('@scope/inner', { 'LICENCE.md': 'Scoped' }),
    install('apache', { LICENSE: 'Apache License', 'NOTICE.txt': 'By the zoo' }, 'Apache-2.0'),
    install('told', { 'README.md': '# told\n\n## License\n\nPermission is granted\n\n## More\n' }),
    write('node_modules/zebra/lib/other.js', ''),
    'src/own.ts',
  ];
  const { text, faults } = await thirdPartyNotices(files);
  expect(faults).toEqual([]);
  expect(text.split(`\n\n${'-'.repeat(80)}\n`).slice(1)).toEqual([
    '@scope/inner 1.2.3 (MIT)\n\nScoped',
    'apache 1.2.3 (Apache-2.0)\n\nApache License\n\nBy the zoo',
    'told 1.2.3 (MIT)\n\nPermission is granted',
    'zebra 1.2.3 (ISC)\n\nStriped\nlicence\n',
  ]);
  expect(await thirdPartyNotices(files.toReversed())).toEqual({ text, faults });
});

it('takes the package that is nearest to the file', async () => {
  install('outer', { LICENSE: 'Outer' });
  const { text } = await thirdPartyNotices([install('outer/node_modules/inner', { LICENSE: 'Inner' })]);
  expect(text).toContain('Inner');
  expect(text).not.toContain('Outer');
});

it('refuses a package whose licence it does not find, or nobody has agreed to', async () => {
  const files = [
    install('bare'),
    install('copyleft', { LICENSE: 'GNU' }, 'GPL-3.0-only'),
    install('mute', { LICENSE: 'Do what you like' }, null),
    install('seeing', { LICENSE: 'See elsewhere' }, { type: 'MIT' }),
  ];
  expect((await thirdPartyNotices(files)).faults).toEqual([
    'bare 1.2.3 is bundled, and the text of its licence is nowhere to be found',
    'copyleft 1.2.3 is bundled under the licence GPL-3.0-only, which nobody has agreed to',
    'mute 1.2.3 is bundled, and its package.json names no licence',
    'seeing 1.2.3 is bundled, and its package.json names no licence',
  ]);
});

it('tells of the packages that a package holds itself', async () => {
  const bundled = '// src/a.js\n// node_modules/@held/one/index.js\n// node_modules/two/index.js\n';
  const section = (name: string, licence: string): string =>
    `## ${name}@v4.5.6\n\n> What it is\n\nLicense: ${licence}  \nAuthor: me\n\n> Text of ${name}\n>\n> goes on\n\n${'-'.repeat(40)}\n\n`;
  const notices = `# Licenses\n\n${section('@held/one', 'MIT')}${section('not-held', 'MIT')}${section('two', 'ISC')}`;
  const holder = install('holder', { LICENSE: 'Holder', 'lib/index.js': bundled, 'THIRD-PARTY-NOTICES.md': notices });
  const { text, faults } = await thirdPartyNotices([holder]);
  expect(faults).toEqual([]);
  expect(text).toContain('@held/one 4.5.6 (MIT)\n\nText of @held/one\n\ngoes on\n');
  expect(text).toContain('two 4.5.6 (ISC)\n\nText of two\n');
  expect(text).not.toContain('not-held');

  write('node_modules/holder/THIRD-PARTY-NOTICES.md', section('two', 'ISC'));
  expect((await thirdPartyNotices([holder])).faults).toEqual([
    '@held/one is bundled, and the text of its licence is nowhere to be found',
  ]);
});
