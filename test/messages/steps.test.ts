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

  it('over each other’s values', () => {
    const over = (a: string, b: string): string =>
      `executor «a» for n in b.o after b { image "a:1"  output o : ${a} from "/tmp/o" }
       executor b for n in «a.o» after a { image "a:1"  output o : ${b} from "/tmp/o" }`;
    const { diagnostics } = compileTexts(batch(over('Int', 'Int')));
    expect(diagnostics.map(({ name }) => name)).toContain('dag-cycle');
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
    const inner = 'workflow inner : batch { param n : Int  executor s { image "a:1"  args { n: n } } }\n';
    const outer = (rest: string): string => `${inner}${batch(`${first(rest)}run inner(n: a.v) after a`)}`;
    expectMessages(outer('').replace('n: a.v', 'n: «a.v»'), ['maybe-absent']);
    expectMessages(outer(' default 0'), []);
  });

  it('are compared by what they mean', () => {
    const steps = (producer: string, reader: string, read = 'a.v'): string =>
      batch(`param go : Bool = false
param kind : String?
executor load { image "a:1"  output rows : Int from "/tmp/rows"  output more : Int from "/tmp/more" }
executor a after load when ${producer} { image "a:1"  output v : Int from "/tmp/v"  output o : Path at "/workflow/o" }
executor b after a when ${reader} { image "a:1"  args { v: ${read} } }
`);
    const enough = (producer: string, reader: string): void => {
      expectMessages(steps(producer, reader), []);
      expectMessages(steps(producer, reader, 'a.o'), []);
    };
    enough('load.rows > 0', 'load.rows>0');
    enough('load.rows > 0', '0  < // nothing\n load.rows');
    enough('load.rows > 0', 'load.rows > 10');
    enough('load.rows > 0', 'not (load.rows <= 0)');
    enough('load.rows >= 1', 'load.rows > 0 + 1');
    enough('load.rows * 2 > 10', 'load.rows > 5');
    enough('go', 'go and load.rows > 0');
    enough('go', 'go == true');
    enough('load.more > 0 and go', 'go and load.rows > 3 and load.more > 1');
    enough('go or load.rows > 0', 'load.rows == 4');
    enough('load.rows > load.more', 'load.more < load.rows');
    enough('kind != none', 'kind == "a"');

    const tooLittle = (producer: string, reader: string): void => {
      expectMessages(steps(producer, reader, '«a.v»'), ['maybe-absent']);
      expectMessages(steps(producer, reader, '«a.o»'), ['maybe-absent']);
    };
    tooLittle('load.rows > 0', 'load.rows >= 0');
    // 3 * 0.1 is more than 0.3, for Argo as for any other that computes in binary
    tooLittle('load.rows * 0.1 <= 0.3', 'load.rows <= 3');
    enough('load.rows * 0.1 <= 0.3', 'load.rows * 0.1 <= 0.3 and load.more > 0');
    tooLittle('load.rows > 0', 'load.more > 0');
    tooLittle('load.rows > 0', 'go');
    tooLittle('go and load.rows > 0', 'load.rows > 0');
    tooLittle('go', 'go or load.rows > 0');
    tooLittle('go', 'not go');
    tooLittle('load.rows > load.more', 'load.rows >= load.more');
    // An absent param is an empty text in a run.
    tooLittle('kind != none', 'kind == ""');
    // The condition itself is looked at in any case.
    expectMessages(steps('go', 'go and «a.v» > 0', '1'), ['maybe-absent']);
    expectMessages(steps('go', 'go and «a.v» > 0'), ['maybe-absent']);

    const inner = 'workflow inner : batch { param n : Int  executor s { image "a:1"  args { n: n } } }\n';
    const nested = (reader: string, read: string): string =>
      `${inner}${steps('load.rows > 0', 'load.rows > 0').replace(/\n}\s*$/, `\nrun inner(n: ${read}) after a when ${reader}\n}`)}`;
    expectMessages(nested('0 < load.rows and go', 'a.v'), []);
    expectMessages(nested('go', '«a.v»'), ['maybe-absent']);
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

  it('whose steps for the end would read what may be gone then', () => {
    const inner = (end: string): string =>
      `workflow inner : batch { param n : Int  executor s { image "a:1" }\n${end} }\n`;
    const outer = (args: string): string => batch(`${load}run inner(n: ${args}) after load`);
    const end = 'finally f { image "a:1"  args { n: n } }';
    expectMessages(`${inner(end)}${outer('«load.rows»')}`, ['gone-at-end']);
    expectMessages(`${inner(end)}${outer('3')}`, []);
    expectMessages(`${inner('')}${outer('load.rows')}`, []);
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

describe('runs', () => {
  it('by schedule, at no time, in no zone, or without a value', () => {
    const step = 'executor a { image "a:1" }\n';
    expectMessages(batch(`${step}schedule cron «"0 3 * *"»`), ['bad-cron']);
    expectMessages(batch(`${step}schedule cron "0 3 * * *" in «"Europe/Madird"»`), [
      ['bad-zone', 'did you mean "Europe/Madrid"?'],
    ]);
    expectMessages(batch(`param n : Int\n${step}«schedule cron "0 3 * * *"»`), ['schedule-without-value']);
    expectMessages(
      batch(`param n : Int = 1\nparam d : Dataset?\n${step}schedule cron "0 3 * * *" in "Europe/Madrid"`),
      [],
    );
  });

  it('with limits that are none', () => {
    const step = 'executor a { image "a:1" }\n';
    expectMessages(batch(`${step}timeout «0s»`), ['bad-range']);
    expectMessages(batch(`${step}parallel «0»`), ['bad-range']);
    expectMessages(batch(`${step}scratch «1Ki»`), ['bad-range']);
    expectMessages(batch(`${step}keep «5»`), ['wrong-unit']);
    expectMessages(batch(`${step}keep { «success»: 1d }`), [['unknown-field', 'succeeded']]);
    expectMessages(batch(`${step}exclusive\n«exclusive»`), ['duplicate-clause']);
    expectMessages(batch(`${step}«replicas 2»`), ['wrong-member']);
  });

  it('in queues that there are not', () => {
    const text = (queue: string): string => batch(`executor a { image "a:1" }\nqueue ${queue}`);
    expectMessages(text('volcano «"research"»'), [['unknown-queue', 'queues { research: { weight: 1 } }']]);
    expectMessages(text('volcano "default"'), []);
    expectMessages(text('«volcan» "default"'), [['unknown-variant', 'did you mean volcano?']]);
    const declared = text('volcano "research"').replace(
      'storage ',
      'queues { research: { weight: 4, cpu: 64 } }\nstorage ',
    );
    expectMessages(declared, []);
    expectMessages(declared.replace('weight: 4', 'weight: «0»'), ['bad-range']);
  });
});

describe('pods', () => {
  const step = (clauses: string): string => batch(`executor a { image "a:1"  ${clauses} }`);

  it('with variables of no key, and secrets where everybody can read them', () => {
    expectMessages(step('env { A: secret hub.token, B: config app."app.mode" }'), []);
    expectMessages(step('env { A: «secret hub» }'), [['missing-clause', 'secret hub.value']]);
    expectMessages(step('args { a: «secret hub.token» }'), ['bad-argument-value']);
    expectMessages(step('args { a: "${«secret hub.token»}" }').replace('"${«', '"«${').replace('»}"', '}»"'), [
      'secret-in-text',
    ]);
  });

  it('with volumes in no place, or of no kind', () => {
    expectMessages(step('volumes { "/data": claim d, "/etc/app": config c, "/tls": secret t, "/cache": 2Gi }'), []);
    expectMessages(step('volumes { «data»: claim d }'), ['bad-range']);
    expectMessages(step('volumes { "/data": «"d"» }'), [['wrong-type', 'claim datasets']]);
    expectMessages(step('volumes { «"/workflow"»: claim d }'), ['same-place-twice']);
    expectMessages(step('volumes { "/d": claim d, «"/d"»: claim e }'), ['duplicate-name']);
  });

  it('that are placed by what there is not', () => {
    expectMessages(step('affinity { away-from: «serve» }'), ['unknown-name']);
    expectMessages(step('affinity { away-from: train, spread: true, across: zones, required: true }'), []);
    expectMessages(step('affinity { away-from: «"x"» }'), ['wrong-type']);
    expectMessages(step('affinity { «away»: train }'), ['unknown-field']);
    expectMessages(step('affinity { across: «racks» }'), ['unknown-word']);
    expectMessages(step('tolerations [«{ value: "x" }»]'), [['missing-field', 'key: "gpu"']]);
    expectMessages(step('tolerations [{ key: "gpu", effect: «never» }]'), ['unknown-word']);
  });

  it('with rights that there are not', () => {
    expectMessages(step('security { root: true, capabilities: ["SYS_NICE"] }'), []);
    expectMessages(step('security { capabilities: «["CAP_SYS_NICE"]» }'), [['bad-range', '"SYS_NICE"']]);
    expectMessages(step('security «{ root: true, user: 1000 }»'), ['bad-range']);
  });

  it('with programs in no language, or made of what a run brings', () => {
    expectMessages(step('script python """print(1)"""'), []);
    expectMessages(step('script «perl» "x"'), ['unknown-variant']);
    expectMessages(batch('param x : String = "a"\nexecutor a { image "a:1"  script sh «"echo ${x}"» }'), [
      ['not-constant', 'args or env'],
    ]);
    expectMessages(step('command ["x"]  «script sh "y"»'), ['duplicate-clause']);
  });

  it('that start together and leave what nobody could tell apart', () => {
    expectMessages(step('gang «0»'), ['bad-range']);
    expectMessages(step('mpi { workers: «0» }'), ['bad-range']);
    expectMessages(step('gang 4  «mpi» { workers: 2 }'), ['duplicate-clause']);
    expectMessages(step('gang 4  output «v» : Int from "/tmp/v"'), ['left-by-several']);
    expectMessages(step('gang 4  output v : Path at "/workflow/v"'), []);
  });
});

describe('images that are made', () => {
  const step = (build: string): string => batch(`executor a { image "a:1"  build ${build} }`);

  it('of what changes from day to day, or lies elsewhere', () => {
    expectMessages(step('{ base: "python:3.13", packages: ["numpy==2.3.1"], context: "images/a" }'), []);
    expectMessages(step('{ base: «"python"» }'), [['bad-image', '"python:1.0"']]);
    expectMessages(step('{ base: "python:3.13", packages: [«"numpy"»] }'), [['bad-range', '"numpy==2.3.1"']]);
    expectMessages(step('{ base: "python:3.13", context: «"../a"» }'), ['bad-range']);
    expectMessages(step('«{ packages: [] }»'), ['missing-field']);
  });

  it('in two ways', () => {
    expectMessages(
      batch(
        'executor a { image "a:1"  build { base: "python:3.13" } }\nexecutor b { image "a:1"  «build { base: "python:3.12" }» }',
      ),
      ['image-made-twice'],
    );
  });
});
