import { check, format as prettify, getFileInfo, type Options } from 'prettier';
import { beforeAll, describe, expect, it } from 'vitest';
import { existsSync } from 'node:fs';
import { format } from '../../../src/language/format/format.ts';
import { sources } from './sources.ts';

/** The bundle, asked as Prettier asks it. */
const options: Options = { parser: 'sflow', plugins: ['sflow-lang/prettier'] };

beforeAll(() => {
  if (!existsSync('.build/prettier.js')) throw new Error('there is no bundle: npm run build');
});

describe('the plugin for Prettier', () => {
  it('is asked for files that end in .sflow', async () => {
    const found = await getFileInfo('examples/leaf/leaf.sflow', { plugins: ['sflow-lang/prettier'] });
    expect(found.inferredParser).toBe('sflow');
  });

  it('writes what sflow fmt writes', async () => {
    for (const source of sources) expect(await prettify(source.text, options), source.path).toBe(format(source).text);
    const odd = '\ufeffparam s : String = """\r\n  ends   \r\n\r\n   """ // comment\r\n';
    expect(await prettify(odd, options)).toBe(format({ path: '', text: odd }).text);
  });

  it('has lines of 120 characters, or of as many as are asked for', async () => {
    const text = `param p : List<Int> = [${'1000, '.repeat(12)}1000]\n`;
    expect(await check(text, options)).toBe(true);
    expect(await prettify(text, { ...options, printWidth: 60 })).toMatch(
      /^param p : List<Int> = \[\n {2}1000, .*\n {2}1000/,
    );
    expect(await prettify('model m {\n registered "m" }', { ...options, tabWidth: 8, useTabs: true })).toBe(
      'model m {\n  registered "m"\n}\n',
    );
  });

  it('says where a mistake is', async () => {
    await expect(
      prettify('model m {\n  registered "m\n}\n', { ...options, filepath: 'm.sflow' }),
    ).rejects.toMatchObject({
      name: 'SyntaxError',
      message: expect.stringContaining('(2:14)') as unknown,
      loc: { start: { line: 2, column: 14 } },
    });
  });

  it('lays out what Markdown shows, and leaves alone what is no source', async () => {
    const markdown =
      '# M\n\n- item\n\n  ```sflow\n  model   m {\n    registered """\n        m\n      """ }\n  ```\n\n```sflow\nmodel m {\n```\n';
    expect(await prettify(markdown, { parser: 'markdown', plugins: ['sflow-lang/prettier'] })).toBe(
      '# M\n\n- item\n\n  ```sflow\n  model m {\n    registered """\n        m\n      """\n  }\n  ```\n\n```sflow\nmodel m {\n```\n',
    );
  });
});
