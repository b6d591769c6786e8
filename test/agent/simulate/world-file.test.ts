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
    ['online: { a: { ready: 1, gone: 2 } }', '3:26 the workflow a has no gone; it has ready, desired'],
    ['online: { a: 3 }', '3:14 the workflow a is a record with ready, desired'],
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

  it('is as its reference writes it', () => {
    const reference = readFileSync('src/agent/simulate/worlds.md', 'utf8');
    const text = /```yaml\n([\s\S]*?)```/.exec(reference)?.[1] ?? '';
    const { world, problems } = loadWorld(text, 'worlds.md');
    expect(problems).toEqual([]);
    expect([...world.workflows.keys()]).toEqual(['training']);
  });
});
