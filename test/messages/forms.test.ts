import { mkdtempSync, rmSync, truncateSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LoadError } from '../../src/compiler/load-error.ts';
import { load } from '../../src/api/load.ts';
import { app, batch, compileTexts, expectMessages, strategy } from '../support/marked.ts';
import { compileFolder } from '../support/compile.ts';

describe('the form of a text', () => {
  it('with strings and characters that do not belong', () => {
    expectMessages(batch('executor step {\n image «"a:1»\n\n args { x: 1 }\n}'), ['unterminated-string']);
    expectMessages('sensor x = 1 «;»', [['stray-character', 'nothing stands behind']]);
    expectMessages(batch('executor step { image "a:1"  args { x: "a«\\q»b" } }'), ['unknown-escape']);
    expectMessages(batch('executor step { image "a:1"  script sh """\n  a «\\\n»  b \\\n  c\n"""\n}'), [
      ['unknown-escape', "between `'''` and `'''`"],
    ]);
    expectMessages(batch('executor step { image "a:1"  script python """print("«\\n»")"""\n}'), ['escape-in-script']);
    expectMessages(batch('executor step { image "a:1"  script python "a()\\nb(\\"c\\")" }'), []);
    expectMessages(batch('executor step { image "a:1"  script sh """echo «${HOST:-x}» «${#a[@]}»"""\n}'), [
      ['shell-in-hole', "between ''' and '''"],
      'shell-in-hole',
    ]);
    expectMessages(batch('executor step { image "a:1"  script sh """echo ${«HOST»}"""\n}'), [
      ['unknown-name', "between ''' and '''"],
    ]);
    expectMessages(batch('param HOSTS : Int = 1\nexecutor step { image "a:1"  args { x: "${«HOST»}", y: HOSTS } }'), [
      ['unknown-name', 'did you mean HOSTS?'],
    ]);
    expectMessages("model m { registered «'m'» better accuracy }", ['spelled-otherwise']);
    expectMessages("model m { registered «'»m better accuracy }", [['stray-character', 'between `"` and `"`']]);
    expectMessages('«#» a comment\nsensor x = 1'.replace('» a comment', ' a comment»'), [
      ['stray-character', 'begins with //'],
    ]);
    expectMessages('sensor n«é»e = 1', [['stray-character', 'the letters a to z']]);
    expectMessages('sensor x = "a «${»b"\nsensor y = 1', ['unclosed-hole']);
  });

  it('with braces that are missing or too many', () => {
    const { diagnostics } = expectMessages(
      'sensor x = 1\nagent a { strategy s { WHEN every 1h THEN runWorkflow(w) }\n\n\n«agent» b { }',
      ['unexpected'],
    );
    expect(diagnostics[0]?.labels[0]?.text).toBe('this { is not closed');
    expectMessages('platform p { registry "r" } «}»\n\n\nsensor x = 1', ['closes-nothing']);
    expectMessages('platform p { registry "r"«»', ['unexpected']);
  });

  it('with words that are not quite right', () => {
    expectMessages(strategy('WHEN «evry» 1h THEN runWorkflow(train)'), [['unexpected', 'did you mean every?']]);
    expectMessages(strategy('WHEN every 1h «if» «1 > 0» THEN runWorkflow(train)'), [
      'spelled-otherwise',
      'always-holds',
    ]);
    expectMessages(strategy('WHEN called go(n: Int) IF n «=>» 1 THEN runWorkflow(train)'), ['spelled-otherwise']);
    expectMessages(strategy('WHEN called go(n: Int) IF n «=» 1 THEN runWorkflow(train)'), ['spelled-otherwise']);
    expectMessages(strategy('WHEN called go(n: Int) IF n > 0 «&&» 2 > 1 THEN runWorkflow(train)'), [
      'spelled-otherwise',
    ]);
    expectMessages(strategy('WHEN called go(n: Int) IF n < 2 «<» 3 THEN runWorkflow(train)'), [
      ['chained-comparison', 'join both by `and`'],
    ]);
    expectMessages(strategy('«IF» 1 > 0 WHEN every 1h THEN runWorkflow(train)'), [['clause-order', 'in this order']]);
    expectMessages(
      app(
        'workflow w : batch { executor e { image "a:1" } }\n«agnet» a { strategy s { WHEN every 1h THEN runWorkflow(w) } }',
      ),
      [['unexpected', 'did you mean agent?']],
    );
  });

  it('with the parts of a strategy outside of one', () => {
    const body = 'workflow w : batch { executor e { image "a:1" } }\nagent a {\n';
    expectMessages(app(`${body}  «WHEN» every 1h\n  THEN runWorkflow(w)\n}`), [['unexpected', 'within a strategy']]);
  });

  it('of an empty file', () => {
    expectMessages('«»', ['empty-file']);
    expectMessages({ 'main.sflow': '«»// only a comment\n' }, ['empty-file']);
  });

  it('that is nested or chained without end', () => {
    const names = (text: string): string[] => compileTexts(text).diagnostics.map(({ name }) => name);
    expect(names(`sensor x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}`)).toEqual(['too-deep']);
    expect(names(`sensor x = ${'not '.repeat(100_000)}true`)).toEqual(['too-deep']);
    expect(names(`sensor x = ${'- '.repeat(100_000)}1`)).toEqual(['too-deep']);
    expect(names(`sensor x = 1${' + 1'.repeat(50_000)}`)).toEqual(['too-deep']);
    expect(names(`sensor x = a${'.b'.repeat(50_000)}`)).toContain('too-deep');
    expect(names(`param x : ${'List<'.repeat(5_000)}Int${'>'.repeat(5_000)}`)).toEqual(['too-deep']);
    expect(names(`sensor x = "${'${('.repeat(300)}1${')}'.repeat(300)}"`).length).toBeGreaterThan(0);
  });

  it('with very many mistakes', () => {
    const { diagnostics } = compileTexts(
      Array.from({ length: 500 }, (_, index) => `sensor s${String(index)} = =\n\n\n`).join(''),
    );
    expect(diagnostics).toHaveLength(101);
    expect(diagnostics.at(-1)?.name).toBe('too-many-errors');
  });
});

describe('two mistakes', () => {
  it('give two messages', () => {
    expectMessages(batch('executor a { «imag» "a:1" }\nexecutor b after «c» { image "a:1" }'), [
      'unknown-clause',
      'unknown-node',
    ]);
    expectMessages(app('workflow w : batch { executor step { image «"a"»  timeout «5» } }'), [
      'bad-image',
      'wrong-unit',
    ]);
    expectMessages(strategy('WHEN every «5» IF «1» THEN «run»(train)'), [
      'wrong-unit',
      'constraint-type',
      'unknown-primitive',
    ]);
    expectMessages('sensor x = «=» 1\n\n\nsensor y = «5parsecs»\n', ['unexpected', 'bad-quantity']);
  });

  it('of which one is in a file that the other imports', () => {
    expectMessages(
      {
        'a.sflow': 'sensor x = «=» 1\n\nmodel m { registered "m"  better a }',
        'b.sflow': 'import { x, m } from "./a"\nsensor y = x\nsensor z = «1h + 1Gi»',
      },
      ['unexpected', 'no-arithmetic'],
    );
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sflow-files-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const made = (name: string, bytes: Uint8Array | string): string => {
    const path = join(folder, name);
    mkdirSync(path);
    writeFileSync(join(path, 'main.sflow'), bytes);
    return path;
  };

  it('that are not UTF-8', async () => {
    const path = made('latin', Uint8Array.from([...Buffer.from('// caf'), 0xe9, 0x0a]));
    const { diagnostics } = await compileFolder(path);
    expect(diagnostics.map(({ name }) => name)).toEqual(['not-utf8']);
    expect(diagnostics[0]?.help).toContain('number 7');
  });

  it('of 50 MB', async () => {
    const path = made('large', 'sensor x = 1');
    truncateSync(join(path, 'main.sflow'), 50_000_000);
    const { diagnostics } = await compileFolder(path);
    expect(diagnostics.map(({ name, message }) => [name, message])).toEqual([
      ['file-too-large', 'this file has 50.0 MB; a source may have 2 MB'],
    ]);
  });

  it('that are not there, and folders without sources', async () => {
    mkdirSync(join(folder, 'empty'));
    await expect(load(join(folder, 'nothing'))).rejects.toThrow(LoadError);
    await expect(load(join(folder, 'empty'))).rejects.toThrow('holds no source');
    await expect(load('package.json')).rejects.toThrow('sources end in .sflow');
  });
});
