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
    const store = 'executor a for n in [1, 2] { image "a:1"  output o : Path at "/tmp/o" key "o/${run}/${n}" }\n';
    expectMessages(batch(`${store}executor b after a { image "a:1"  args { o: «a.o» } }`), ['stored-by-many']);
    expectMessages(
      batch('executor a for n in [1], m in [2] { image "a:1"  output o : Path at "/tmp/o" key «"o/${n}"» }'),
      [['key-of-many', '${m}']],
    );
  });

  it('that leave a file each', () => {
    const files = 'executor a for n in [1, 2] { image "a:1"  output o : Path at "/workflow/${n}"  args { o: a.o } }\n';
    expectMessages(batch(`${files}executor b after a { image "a:1"  args { o: «a.o» } }`), ['stored-by-many']);
    expectMessages(batch(`${files}finally b { image "a:1"  args { o: a.«o» } }`), ['unknown-field']);
  });

  it('that leave theirs at one place which all see', () => {
    const of = (output: string): string =>
      batch(`executor a for n in [1], m in [2] { image "a:1"  output o : ${output} }`);
    const place = [['key-of-many', 'put ${n} and ${m} into the place']] as const;
    expectMessages(of('Path at «"/workflow/o"»'), place);
    expectMessages(of('Path at «"/workflow/${n}"»'), [['key-of-many', 'put ${m} into the place']]);
    expectMessages(of('Int from «"/workflow/o"»'), place);
    expectMessages(of('Path at «"/workflow/o"» key "${n}/${m}"'), place);
    expectMessages(of('Path at "/workflow/${n}/${m}"'), []);
    expectMessages(of('Int from "/tmp/o"'), []);
    expectMessages(of('Path at "/tmp/o" key "${n}/${m}"'), []);
  });

  it('over each other’s values', () => {
    const over = (a: string, b: string): string =>
      `executor «a» for n in b.o after b { image "a:1"  output o : ${a} from "/tmp/o" }
       executor b for n in «a.o» after a { image "a:1"  output o : ${b} from "/tmp/o" }`;
    const { diagnostics } = compileTexts(batch(over('Int', 'Int')));
    expect(diagnostics.map(({ name }) => name)).toContain('dag-cycle');
  });
});

describe('places', () => {
  const read = (output: string, more = '', volumes = ''): string =>
    batch(
      `executor a { image "a:1"  output o : Path at ${output}  ${volumes} }\n` +
        `executor b after a { image "a:1"  args { o: a.o }  ${more} }`,
    );

  it('that are gone with their container', () => {
    expectMessages(read('«"/tmp/o"»'), [['not-shared', 'below /workflow']]);
    expectMessages(read('«"/tmp/o-${run}"»'), ['not-shared']);
    expectMessages(read('«"/workflows/o"»'), ['not-shared']);
    expectMessages(read('"/workflow/../workflow/o"'), []);
    expectMessages(read('"/tmp/o" key "o/${run}"'), []);
    expectMessages(batch('executor a { image "a:1"  output o : Path at "/tmp/o"  args { o: a.o } }'), []);
    expectMessages(
      batch('executor a { image "a:1"  output o : Path at «"/tmp/o"» }\nfinally b { image "a:1"  args { o: a.o } }'),
      ['not-shared'],
    );
    const volumes = (claim: string): string => `volumes { "/data": claim ${claim} }`;
    expectMessages(read('"/data/o"', volumes('sets'), volumes('sets')), []);
    expectMessages(read('«"/data/o"»', volumes('sets'), volumes('others')), ['not-shared']);
    expectMessages(read('«"/data/o"»', '', volumes('sets')), ['not-shared']);
  });

  const twice = (output: string, after = ''): string =>
    app(
      `workflow inner : batch {\n  param part : String\n` +
        `  executor make { image "a:1"  args { part: part }  output o : ${output} }\n` +
        `  executor use after make { image "a:1"  args { o: make.o } }\n}\n` +
        `workflow outer : batch {\n  run inner(part: "1") as one\n  run inner(part: "2") as «two» ${after}\n}`,
    );
  const once = (text: string): string => text.replaceAll(/[«»]/g, '');

  it('of one workflow that runs twice', () => {
    const told = [['one-place-for-two', 'let a param of inner be a part of it']] as const;
    expectMessages(twice('Path at "/workflow/o"'), told);
    expectMessages(twice('Int from "/workflow/o"'), told);
    expectMessages(twice('Path at "/tmp/o" key "o/${run}"'), told);
    expectMessages(once(twice('Path at "/workflow/${part}/o"')), []);
    expectMessages(once(twice('Path at "/tmp/o" key "o/${part}"')), []);
    expectMessages(once(twice('Int from "/tmp/o"')), []);
    expectMessages(once(twice('Path at "/workflow/o"', 'after one')), []);
  });

  it('of two steps', () => {
    const two = (second: string, more = '', first = ''): string =>
      batch(
        `param go : Bool = true\nexecutor a ${first} { image "a:1"  output o : Path at "/workflow/o" }\n` +
          `executor b ${second} { image "a:1"  output p : Path at «"/workflow/o"» }\n${more}`,
      );
    const reader = 'executor c after a { image "a:1"  args { o: a.o } }';
    expectMessages(two(''), [['one-place-for-two', 'give one of them another']]);
    expectMessages(two('after a', reader), ['one-place-for-two']);
    expectMessages(once(two('after a')), []);
    expectMessages(once(two('after c', reader)), []);
    expectMessages(once(two('when not go', '', 'when go')), []);
    const loops = (one: string, other: string): string =>
      batch(
        `executor a for n in ${one} { image "a:1"  output o : Path at "/workflow/\${n}" }\n` +
          `executor b for m in ${other} { image "a:1"  output o : Path at «"/workflow/\${m}"» }`,
      );
    expectMessages(loops('[1, 2]', '[1, 2]'), ['one-place-for-two']);
    expectMessages(once(loops('[1, 2]', '[3, 4]')), []);
  });
});

describe('conditions', () => {
  it('that are none', () => {
    expectMessages(batch(`${load}executor b after load when «load.rows» { image "a:1" }`), ['wrong-type']);
    expectMessages(batch(`${load}executor b when «load.rows» > 1 { image "a:1" }`), ['not-upstream']);
    expectMessages(batch('param d : Duration = 5m\nexecutor a when «d» > 1m { image "a:1" }'), ['bad-condition']);
    expectMessages(batch('param d : Dataset?\nexecutor a when d == none { image "a:1" }'), []);
  });

  it('whose step is read by what is left out with it', () => {
    const first = (rest = ''): string =>
      `param go : Bool = false\nexecutor a when go { image "a:1"  output o : Path at "/workflow/o"  output v : Int from "/tmp/v"${rest} }\n`;
    expectMessages(batch(`${first()}executor b after a { image "a:1"  args { o: a.o, v: a.v } }`), []);
    expectMessages(batch(`${first()}executor b after a when a.v > 0 { image "a:1" }`), []);
    const chain = `${first()}executor b after a { image "a:1" }\n`;
    expectMessages(batch(`${chain}executor c after b { image "a:1"  args { o: a.o, v: a.v } }`), []);
    const inner = 'workflow inner : batch { param n : Int  executor s { image "a:1"  args { n: n } } }\n';
    const outer = (after: string, read: string, rest = ''): string =>
      `${inner}${batch(`${first(rest)}run inner(n: ${read}) after ${after}`)}`;
    expectMessages(outer('a', 'a.v'), []);
    expectMessages(outer('a.ended', '«a.v»'), [['maybe-absent', 'run inner only where a has succeeded: after a']]);
    expectMessages(outer('a.ended', 'a.v', ' default 0'), []);
  });

  it('whose step is read where it may have failed or been left out', () => {
    const first = (when = '', rest = ''): string =>
      `param go : Bool = false\nexecutor a ${when} { image "a:1"  output o : Path at "/workflow/o"  output v : Int from "/tmp/v"${rest} }\n`;
    for (const state of ['ended', 'failed']) {
      expectMessages(batch(`${first()}executor b after a.${state} { image "a:1"  args { v: «a.v» } }`), [
        ['maybe-absent', 'output v : … from … default …'],
      ]);
      expectMessages(batch(`${first()}executor b after a.${state} when «a.v» > 0 { image "a:1" }`), ['maybe-absent']);
      expectMessages(batch(`${first()}executor b after a.${state} { image "a:1"  args { o: «a.o» } }`), [
        ['maybe-absent', 'run b only where a has succeeded: after a'],
      ]);
      expectMessages(
        batch(`${first('', ' default 0')}executor b after a.${state} { image "a:1"  args { v: a.v } }`),
        [],
      );
      expectMessages(
        batch(`${first('when go')}executor b after a.${state} when go { image "a:1"  args { v: «a.v» } }`),
        ['maybe-absent'],
      );
    }
    const chain = `${first()}executor b after a { image "a:1" }\n`;
    expectMessages(batch(`${chain}executor c after b.ended { image "a:1"  args { v: «a.v» } }`), [
      ['maybe-absent', 'after b.ended, a,'],
    ]);
    expectMessages(batch(`${chain}executor c after b.ended, a { image "a:1"  args { v: a.v } }`), []);
    expectMessages(batch(`${first()}executor b after a.succeeded { image "a:1"  args { v: a.v } }`), []);
  });

  it('of which one at most holds, before a step that waits for both', () => {
    const steps = (one: string, other: string, after: string): string =>
      batch(`param go : Bool = false
param kind : String?
executor load { image "a:1"  output rows : Int from "/tmp/rows"  output more : Int from "/tmp/more" }
executor a after load when ${one} { image "a:1" }
executor b after load when ${other} { image "a:1" }
executor c after b { image "a:1" }
executor d after ${after} { image "a:1" }
`);
    const apart = (one: string, other: string): void => {
      expectMessages(steps(one, other, '«a, b»'), [['never-meet', 'after a.ended, b.ended']]);
      expectMessages(steps(one, other, 'load, «a, c»'), ['never-meet']);
      expectMessages(steps(one, other, 'a.ended, b.ended'), []);
      expectMessages(steps(one, other, 'a, b.ended'), []);
    };
    apart('go', 'not go');
    apart('go and load.rows > 0', 'not go');
    apart('load.rows > 0', 'load.rows <= 0');
    apart('load.rows > 5', 'load.more > 1 and load.rows < 3');
    apart('load.rows > load.more', 'load.more > load.rows');
    apart('kind == none', 'kind != none');
    const together = (one: string, other: string): void => {
      expectMessages(steps(one, other, 'a, b'), []);
    };
    together('load.rows > 0', 'load.rows >= 0');
    together('load.rows > 0', 'load.more <= 0');
    together('go', 'go');
    // 3 * 0.1 is more than 0.3, for Argo as for any other that computes in binary
    together('load.rows * 0.1 <= 0.3', 'load.rows >= 3');
  });

  it('of how a step has to have ended, which there are not', () => {
    const load = 'executor load { image "a:1" }\n';
    expectMessages(batch(`${load}executor b after load.«faild» { image "a:1" }`), [['unknown-variant', 'failed']]);
    expectMessages(batch(`${load}executor b after load «failed» { image "a:1" }`), [['unexpected', 'load.failed']]);
  });

  it('whose step is a fan-out, of which the list of values is empty then', () => {
    const many =
      'param go : Bool = false\nexecutor a for n in [1] when go { image "a:1"  output v : Int from "/tmp/v" }\n';
    expectMessages(batch(`${many}executor b after a { image "a:1"  args { v: a.v } }`), []);
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

  it('with options of another clause', () => {
    const step = (clause: string): string => batch(`param p : Bool = true\nexecutor a { image "a:1"  ${clause} }`);
    expectMessages(step('input d : Path at "/d" key "d" { «pack»: true }'), [['unknown-field', 'unpack']]);
    expectMessages(step('output d : Path at "/d" key "d" { «unpack»: true }'), [['unknown-field', 'pack']]);
    expectMessages(step('output d : Path at "/d" key "d" { pack: «1» }'), ['wrong-type']);
    expectMessages(step('output d : Path at "/d" key "d" { pack: «p» }'), ['not-constant']);
    expectMessages(step('input d : Path at "/d" key "d" { unpack: false }'), []);
  });

  it('in places that are taken', () => {
    expectMessages(batch('executor a { image "a:1"  input «d» : Path at "/workflow" key "d" }'), ['same-place-twice']);
    expectMessages(
      batch('executor a { image "a:1"  input d : Path at "/data" key "d"  input «e» : Path at "/data" key "e" }'),
      ['same-place-twice'],
    );
  });

  it('at the place of another volume', () => {
    expectMessages(batch('executor a { image "a:1"  volumes { "/data": 1Gi }  input «d» : Path at "/data" key "d" }'), [
      'same-place-twice',
    ]);
  });

  it('without a store for them', () => {
    const text = batch('executor a { image "a:1"  input «d» : Path at "/data" key "d" }');
    expectMessages(text.replace(/\n *artifacts .*/, ''), ['platform-lacks']);
  });
});
