import { describe, expect, it } from 'vitest';
import { app, batch, compileTexts, expectMessages } from '../support/marked.ts';

const load = 'executor load { image "a:1"  output rows : Int from "/tmp/rows" default 0 }\n';

describe('fan-outs', () => {
  it('over something that is no list, or an empty one', () => {
    expectMessages(batch('executor a for n in «5» { image "a:1" }'), [
      ['wrong-type', 'a list stands in brackets, as [5]'],
    ]);
    expectMessages(batch('executor a for n in «[]» { image "a:1" }'), ['bad-range']);
    expectMessages(batch('param n : Int = 1\nexecutor a for «n» in [1, 2] { image "a:1" }'), ['duplicate-name']);
    expectMessages(batch('executor a for x in [1], «x» in [2] { image "a:1" }'), ['duplicate-name']);
  });

  it('with too many items', () => {
    const list = (count: number): string => `[${Array.from({ length: count }, (_, index) => index).join(', ')}]`;
    expectMessages(batch(`executor a for «x in ${list(40)}», y in ${list(26)} { image "a:1" }`), ['too-many-items']);
    expectMessages(batch(`executor a for x in ${list(40)}, y in ${list(25)} { image "a:1" }`), []);
  });

  it('whose items are known in the body alone', () => {
    expectMessages(batch('executor a for n in [1, 2] { image "a:1"  args { n: n } }'), []);
    expectMessages(batch('executor a for n in [1, 2] { image "a:1" }\nexecutor b { image "a:1"  args { n: «n» } }'), [
      'unknown-name',
    ]);
  });

  it('that leave an object each', () => {
    const store = 'executor a for n in [1, 2] { image "a:1"  output o : Path at "/tmp/o" key "o/${run}" }\n';
    expectMessages(batch(`${store}executor b after a { image "a:1"  args { o: «a.o» } }`), ['stored-by-many']);
  });
});

describe('conditions', () => {
  it('that are none', () => {
    expectMessages(batch(`${load}executor b after load when «load.rows» { image "a:1" }`), ['wrong-type']);
    expectMessages(batch(`${load}executor b when «load.rows» > 1 { image "a:1" }`), ['not-upstream']);
    expectMessages(batch('param d : Duration = 5m\nexecutor a when «d» > 1m { image "a:1" }'), ['bad-condition']);
    expectMessages(batch('param d : Dataset?\nexecutor a when d == none { image "a:1" }'), []);
  });

  it('whose step is read where it may have been left out', () => {
    const first = (rest: string): string =>
      `param go : Bool = false\nexecutor a when go { image "a:1"  output o : Path at "/workflow/o"  output v : Int from "/tmp/v"${rest} }\n`;
    expectMessages(batch(`${first('')}executor b after a { image "a:1"  args { v: «a.v» } }`), [
      ['maybe-absent', 'output v : … from … default …'],
    ]);
    expectMessages(batch(`${first(' default 0')}executor b after a { image "a:1"  args { v: a.v } }`), []);
    expectMessages(batch(`${first('')}executor b after a { image "a:1"  args { o: «a.o» } }`), [
      ['maybe-absent', 'when go'],
    ]);
    expectMessages(batch(`${first('')}executor b after a when go { image "a:1"  args { o: a.o, v: a.v } }`), []);
  });
});

describe('values and objects', () => {
  it('of types that no file holds', () => {
    expectMessages(batch('executor a { image "a:1"  output d : «Dataset» from "/tmp/d" }'), [
      ['wrong-type', 'for files themselves write at'],
    ]);
    expectMessages(batch('executor a { image "a:1"  output d : Int from «"rows"» }'), ['bad-range']);
    expectMessages(batch('executor a { image "a:1"  output d : Int from "/tmp/rows" default «"none"» }'), [
      'wrong-type',
    ]);
  });

  it('in places that are taken', () => {
    expectMessages(batch('executor a { image "a:1"  input «d» : Path at "/workflow" key "d" }'), ['same-place-twice']);
    expectMessages(
      batch('executor a { image "a:1"  input d : Path at "/data" key "d"  input «e» : Path at "/data" key "e" }'),
      ['same-place-twice'],
    );
  });

  it('without a store for them', () => {
    const text = batch('executor a { image "a:1"  input «d» : Path at "/data" key "d" }');
    expectMessages(text.replace(/\n *artifacts .*/, ''), ['platform-lacks']);
  });
});

describe('workflows within others', () => {
  it('that run each other', () => {
    const { diagnostics } = expectMessages(
      app(`workflow a : batch { run b() as «x» }\nworkflow b : batch { executor s { image "a:1" }  run a }`),
      ['nested-circle'],
    );
    expect(diagnostics[0]?.message).toContain('a → b → a');
    expectMessages(app('workflow a : batch { run «a» }'), ['nested-circle']);
  });

  it('with wrong arguments, or of a wrong kind', () => {
    const inner = 'workflow inner : batch { param n : Int  executor s { image "a:1"  args { n: n } } }\n';
    const outer = (run: string): string => app(`${inner}workflow outer : batch { executor a { image "a:1" }\n${run} }`);
    expectMessages(outer('run inner(n: 1) after a'), []);
    expectMessages(outer('«run inner after a»'), ['missing-argument']);
    expectMessages(outer('run inner(n: «"x"»)'), ['wrong-type']);
    expectMessages(outer('run inner(n: 1) as «a»'), ['duplicate-name']);
  });

  it('that wait for each other', () => {
    const inner = 'workflow inner : batch { executor s { image "a:1" } }\n';
    expectMessages(
      app(`${inner}workflow outer : batch { executor «a» after inner { image "a:1" }\nrun inner after a }`),
      ['dag-cycle'],
    );
  });
});

describe('the end of a run', () => {
  it('with outcomes that there are not, and addresses in plain text', () => {
    expectMessages(batch('executor a { image "a:1" }\nfinally b on «succes» { image "a:1" }'), ['unknown-variant']);
    expectMessages(batch('executor a { image "a:1" }\nnotify «"https://hooks.example.org"»'), ['secret-as-text']);
    expectMessages(batch('executor a { image "a:1" }\nnotify «secret hook»'), [['missing-clause', 'secret hook.url']]);
  });

  it('where values may be gone', () => {
    expectMessages(batch(`${load}finally b { image "a:1"  args { rows: load.«rows» } }`), ['unknown-field']);
    const { diagnostics } = compileTexts(
      batch(
        `executor a { image "a:1"  output o : Path at "/workflow/o" }\nfinally b { image "a:1"  args { o: a.o, s: status } }`,
      ),
    );
    expect(diagnostics).toEqual([]);
  });
});
