import { describe, expect, it } from 'vitest';
import { applyFixes, isFixable } from '../../src/base/diagnostics/apply-fixes.ts';
import { app, compileTexts, expectMessages } from '../support/marked.ts';

const journal = (clause: string): string =>
  app('workflow w : batch { executor step { image "a:1" } }\n').replace('  storage ', `  ${clause}\n  storage `);

describe('journals', () => {
  it('are on a volume or in a database', () => {
    expectMessages(journal('journal volume "fast-ssd"'), []);
    expectMessages(journal('journal volume "fast-ssd" { size: 4Gi }'), []);
    expectMessages(journal('journal postgres secret agents.url'), []);
    expectMessages(journal('journal postgres secret agents.url { port: 6432 }'), []);
    expectMessages(journal('journal «sqlite» "a"'), ['unknown-variant']);
    expectMessages(journal('«journal» "fast-ssd"'), [['missing-clause', 'journal volume']]);
  });

  it('with a value of the other kind, or one that cannot be', () => {
    expectMessages(journal('journal volume «secret x.y»'), ['wrong-type']);
    expectMessages(journal('journal volume "a" { size: «1Mi» }'), ['bad-range']);
    expectMessages(journal('journal volume "a" { «port»: 1 }'), ['unknown-field']);
    expectMessages(journal('journal postgres «"postgres://a:b@db/c"»'), [['secret-as-text', 'secret']]);
    expectMessages(journal('journal postgres «secret agents»'), [['wrong-type', 'secret agents.url']]);
    expectMessages(journal('journal postgres secret agents.url { port: «0» }'), ['bad-range']);
    expectMessages(journal('journal postgres secret agents.url { «size»: 1Gi }'), ['unknown-field']);
  });

  it('written as storage, which is what steps share, get the edit', () => {
    const text = app('').replace('  storage   "nfs-client"', '  storage journal "fast"');
    const [found, ...others] = compileTexts(text).diagnostics;
    expect(others).toEqual([]);
    expect(found?.help).toContain('storage is what steps share');
    const { text: mended } = applyFixes(
      text,
      [found].flatMap((one) => (one && isFixable(one) ? [one] : [])),
    );
    expect(mended).toContain('  journal volume "fast"\n');
    expect(compileTexts(mended).diagnostics).toEqual([]);
  });

  it('on volumes bound the name of an agent, of which a pod has a label with a hash behind it', () => {
    const agent = (length: number, mark = (name: string): string => name): string =>
      journal('').concat(`agent ${mark('a'.repeat(length))} { strategy s { WHEN every 1h THEN runWorkflow(w) } }`);
    expectMessages(agent(52), []);
    expectMessages(
      agent(53, (name) => `«${name}»`),
      ['name-too-long'],
    );
    expectMessages(agent(53).replace('  storage ', '  journal postgres secret agents.url\n  storage '), []);
  });
});
