import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadWorld } from '../../../src/agent/simulate/world-file.ts';
import { known } from '../../../src/base/values/value.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 11, 1, 9);
const head = 'start: 2026-12-01T09:00Z\nlength: 2h\n';

const problemsOf = (text: string): string[] =>
  loadWorld(head + text, 'world.yaml').problems.map(
    ({ line, column, message }) => `${String(line)}:${String(column)} ${message}`,
  );
const worldOf = (text: string) => {
  const { world, problems } = loadWorld(head + text, 'world.yaml');
  expect(problems).toEqual([]);
  return world;
};

describe('the file of a world', () => {
  it('has readings over time, in the units of the language', () => {
    const { metrics, online } = worldOf(
      'metrics: { request-rate(a): { 40m: 200/s, 0m: 45/s }, load: 90%, other: { 5m: unknown } }\n' +
        'online: { a: { ready: { 0m: 3, 42m: 0 }, desired: 3 } }\n',
    );
    expect(metrics).toMatchObject([
      {
        name: 'request-rate(a)',
        answers: [
          { at: START, reading: known(45) },
          { at: START + 40 * MINUTE, reading: known(200) },
        ],
      },
      { name: 'load', answers: [{ at: START, reading: known(0.9) }] },
      { name: 'other', answers: [{ at: START + 5 * MINUTE, reading: { known: false } }] },
    ]);
    expect(online?.get('a')).toEqual({
      ready: [
        { at: START, reading: known(3) },
        { at: START + 42 * MINUTE, reading: known(0) },
      ],
      desired: [{ at: START, reading: known(3) }],
    });
  });

  it('has answers of people and ends of actions, one after the other', () => {
    const { approvals, actions } = worldOf(
      'approvals: { a: true, b: never, c: [false, { agrees: true, after: 20m }] }\n' +
        'actions: { x: { fails: [busy, none] }, y: { fails: away }, z: { result: 1 } }\n',
    );
    expect(approvals).toEqual(
      new Map([
        ['a', [{ answer: 'agrees', after: 0 }]],
        ['b', [{ answer: 'never', after: 0 }]],
        [
          'c',
          [
            { answer: 'refuses', after: 0 },
            { answer: 'agrees', after: 20 * MINUTE },
          ],
        ],
      ]),
    );
    expect(actions).toEqual(
      new Map([
        ['x', [{ failed: 'busy' }, { ok: null }, { ok: null }]],
        ['y', [{ failed: 'away' }]],
        ['z', [{ ok: 1 }]],
      ]),
    );
  });

  it('has runs by hand, failures by run, and states of executors', () => {
    const { workflows } = worldOf(
      'workflows:\n  w: { takes: 5m, starts: [1m, 20m], fails: [full, none], executors: [{ executor: e, state: started, after: 1m, runs: 2 }] }\n',
    );
    expect(workflows.get('w')).toMatchObject({
      takes: 5 * MINUTE,
      starts: [START + MINUTE, START + 20 * MINUTE],
      fails: ['full', null],
      executors: [{ executor: 'e', state: 'started', after: MINUTE, runs: [2] }],
    });
  });

  it.each([
    ['metrics: { m: fast }', '3:15 this is a number, as 12, 20/s or 90%, or the word unknown'],
    ['metrics: { m: { soon: 1 } }', '3:17 what stands before a reading is a duration, as 90m'],
    ['online: { a: { ready: 1, gone: 2 } }', '3:26 the workflow a has no gone; it has ready, desired, deployed'],
    ['online: { a: 3 }', '3:14 the workflow a is a record with ready, desired, deployed'],
    ['approvals: { a: maybe }', '3:17 a answers true, false or never, or has a record with agrees, after'],
    ['approvals: { a: { agrees: 1, after: 5m } }', '3:27 agrees is true or false'],
    ['approvals: { a: { agrees: true, after: 5 } }', '3:40 after is a duration, as 90m'],
    ['workflows: { w: { takes: 5m, starts: noon } }', '3:38 starts is a duration, as 90m'],
    [
      'workflows: { w: { takes: 5m, executors: [{ executor: e, state: lost, after: 1m }] } }',
      '3:64 state is started, succeeded, failed, out-of-memory',
    ],
    ['workflows: { w: { takes: 5m, fails: [[]] } }', '3:38 why the n-th fails, or none, is a text'],
  ])('is refused with %s', (text, problem) => {
    expect(problemsOf(`${text}\n`)).toEqual([problem]);
  });

  it.each([
    ['calls: {}', /^3:1 the world has no calls; it has start, length, models, .*, expect$/],
    ['workflow: {}', /^3:1 the world has no workflow; it has .*; did you mean workflows\?$/],
    ['models: [m]', /^3:9 models is a record of names$/],
    ['observations: {}', /^3:15 observations is a list$/],
    ['workflows: { w: {} }', /^3:17 the workflow w needs takes; takes is a duration, as 90m$/],
    ['models: { m: { metric: f } }', /^3:14 the model m needs scores; scores is a number, or a list of numbers$/],
    ['workflows: { w: { takse: 5m } }', /^3:19 the workflow w has no takse; it has takes, .*; did you mean takes\?$/],
    ['actions: { a: 1 }', /^3:15 the action a is a record with result, fails$/],
    ['sensors: { s: [{ at: 3m }] }', /^3:16 an answer needs value; this is a value: a number/],
    ['sensors: { s: .nan }', /^3:15 this is a value: a number/],
    ['online: { "a/b~c": 1 }', /^3:20 the workflow a\/b~c is a record with ready, desired, deployed$/],
    ['length: 3h', /^3:1 length stands here already$/],
    ['models: &m {}\nworkflows: *m', /^4:12 \*m is not looked up; write out what it stands for$/],
    ['? [a]\n: 1', /^3:3 a name is a text$/],
    ['---\nlength: 1h', /^3:1 a second document begins here, and one is read$/],
  ])('is refused in one sentence with %s', (text, problem) => {
    expect(problemsOf(`${text}\n`)).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    ['levels', `sensors: { s: ${'['.repeat(40)}${']'.repeat(40)} }`, /^3:\d+ this is nested too deep$/],
    ['open levels', `sensors: { s: ${'['.repeat(20_000)}`, /^3:\d+ this is nested too deep$/],
    ['characters', '#'.repeat(1_000_000), /^1:1 a world has at most 1000000 characters$/],
    [
      'observations',
      `observations:\n${'  - { at: 0, every: 1ms, experiment: e, metric: m, value: 1 }\n'.repeat(1000)}`,
      /^4:3 a world has at most 100000 observations$/,
    ],
    [
      'names',
      Array.from({ length: 20_000 }, (_, index) => `a${String(index % 19_999)}: 1`).join('\n'),
      /^20002:1 a0 stands here already$/,
    ],
  ])('has a limit of %s', (_, text, problem) => {
    expect(problemsOf(`${text}\n`)).toEqual([expect.stringMatching(problem)]);
  });

  it('has all its mistakes told at once, in the order of the text', () => {
    expect(
      problemsOf('workflows: { w: { takes: soon, logs: 1 } }\nmetrics: { m: { 0m: 1, then: [2] } }\nstop: 1h\n'),
    ).toEqual([
      '3:26 takes is a duration, as 90m',
      '3:38 logs is a list',
      '4:24 what stands before a reading is a duration, as 90m',
      '4:30 this is a number, as 12, 20/s or 90%, or the word unknown',
      expect.stringMatching(/^5:1 the world has no stop; it has start, /) as string,
    ]);
  });

  it('is YAML 1.2 whatever it says of itself', () => {
    const { world, problems } = loadWorld(
      `%YAML 1.1\n---\n${head}sensors: { s: yes, __proto__: 2026-12-01 }\n`,
      'world.yaml',
    );
    expect(problems).toEqual([]);
    expect([...world.sensors]).toMatchObject([
      ['s', [{ reading: known('yes') }]],
      ['__proto__', [{ reading: known('2026-12-01') }]],
    ]);
  });

  it('is as its reference for users writes it', () => {
    const reference = readFileSync('src/agent/simulate/worlds.md', 'utf8');
    const text = /```yaml\n([\s\S]*?)```/.exec(reference)?.[1] ?? '';
    const { world, problems } = loadWorld(text, 'worlds.md');
    expect(problems).toEqual([]);
    expect([...world.workflows.keys()]).toEqual(['training']);
  });
});
