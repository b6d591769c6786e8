import { describe, expect, it } from 'vitest';
import { batch, compileTexts, expectMessages } from '../support/marked.ts';

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

  it('that ask for what none can be given', () => {
    expectMessages(step('resources { cpu: «32..1» }'), [['bad-range', 'cpu: 1..32']]);
    expectMessages(step('resources { memory: «8Gi..4Gi» }'), [['bad-range', 'memory: 4Gi..8Gi']]);
    expectMessages(step('resources { memory: «none»..4Gi }'), [['bad-range', 'before the dots']]);
    expectMessages(step('resources { gpu: «1..2» }'), [['bad-range', 'gpu: 1']]);
    expectMessages(step('resources { memory: 8Gi..«16» }'), [['wrong-unit', '16Gi']]);
    expectMessages(step('resources { cpu: «0»..2 }'), ['bad-range']);
    expectMessages(step('retry 2  resources { memory: «1Gi..2Gi * try.number» }'), [['bad-range', 'both ends']]);
    expectMessages(step('args { n: «1..2» }'), ['wrong-type']);
    expectMessages(step('env { N: «1..2» }'), ['wrong-type']);
    expectMessages(step('mpi { workers: «1..2» }'), ['wrong-type']);
  });

  it('that say requests and limits apart', () => {
    const edited = (resources: string): string | undefined => {
      const [only, ...others] = compileTexts(step(`resources ${resources}`)).diagnostics;
      expect([only?.name, others]).toEqual(['unknown-field', []]);
      return only?.fix?.unsure ? undefined : only?.fix?.text;
    };
    expect(edited('{ limits: { cpu: 32 } }')).toBe('{ cpu: 32..32 }');
    expect(edited('{ cpu: 1, memory: 8Gi, limits: { cpu: 32 } }')).toBe('{ cpu: 1..32, memory: 8Gi }');
    expect(edited('{ requests: { cpu: 1, memory: 8Gi }, limits: { memory: 16Gi, gpu: 1 } }')).toBe(
      '{ cpu: 1, memory: 8Gi..16Gi, gpu: 1 }',
    );
    expect(edited('{ requests: { cpu: 1, memory: 8Gi } }')).toBe('{ cpu: 1, memory: 8Gi..none }');
    expect(edited('{ requests: { cpu: "500m" } }')).toBeUndefined();
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
    expectMessages(step('mpi { workers: «0» }  security { root: true }'), ['bad-range']);
    expectMessages(step('«mpi { workers: 2 }»'), [['mpi-without-root', 'security { root: true }']]);
    expectMessages(step('«mpi { workers: 2 }»  security { user: 1000 }'), ['mpi-without-root']);
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
