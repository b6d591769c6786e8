import { describe, expect, it } from 'vitest';
import { explainEntry } from '../../../src/agent/engine/explain.ts';
import type { EngineState } from '../../../src/agent/engine/state.ts';
import { step } from '../../../src/agent/engine/step.ts';
import { Driver, START } from './driver.ts';

const MINUTE = 60_000;

const pause = (driver: Driver, minute: number, strategy?: string, paused = true): void => {
  const of = strategy === undefined ? {} : { strategy };
  driver.send({ kind: 'paused', at: START + minute * MINUTE, ...of, paused, by: 'ann' });
};
const resume = (driver: Driver, minute: number, strategy?: string): void => {
  pause(driver, minute, strategy, false);
};
const headlines = (driver: Driver): string[] => driver.trace.map((entry) => explainEntry(entry).headline);

describe('a strategy that is paused', () => {
  it('is held back, says by whom, and acts on the next event when it goes on', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    driver.clock(10);
    pause(driver, 11, 's');
    driver.clock(20);
    driver.clock(30);
    resume(driver, 35, 's');
    expect(driver.done).toEqual(['10 runWorkflow(train)']);
    driver.clock(40);
    expect(driver.told).toEqual(['10 s act', '20 s held', '30 s held', '40 s act']);
    expect(driver.done).toEqual(['10 runWorkflow(train)', '40 runWorkflow(train)']);
    expect(driver.decisions[1]?.held).toEqual({ by: 'pause', of: 'strategy', who: 'ann' });
    expect(headlines(driver)).toContain('ann pauses s');
    expect(headlines(driver)).toContain('is held back, since ann paused it: no constraint (every 10m)');
    expect(headlines(driver)).toContain('ann lets s go on');
  });

  it('leaves others alone, also those that it goes before', () => {
    const driver = new Driver(`strategy s { priority 2 WHEN every 10m THEN runWorkflow(train) }
strategy t { priority 1 WHEN every 10m THEN stopWorkflow(train) }`);
    pause(driver, 1, 's');
    driver.clock(10);
    expect(driver.told).toEqual(['10 s held', '10 t act']);
  });

  it.each([
    ['ELSE', 'IF x > 1 THEN runWorkflow(train) ELSE stopWorkflow(train)', 0],
    ['when unknown', 'IF x > 1 THEN runWorkflow(train) when unknown stopWorkflow(train)', undefined],
  ])('does nothing of %s either', (_, body, x) => {
    const driver = new Driver(`strategy s { WHEN every 10m ${body} }`);
    if (x !== undefined) driver.readings.set('x', x);
    pause(driver, 1, 's');
    driver.clock(10);
    expect(driver.decisions[0]).toMatchObject({ verdict: 'held', held: { by: 'pause' }, actions: [] });
    expect(driver.effects.filter(({ kind }) => kind === 'act')).toEqual([]);
    resume(driver, 11, 's');
    driver.clock(20);
    expect(driver.done).toEqual(['20 stopWorkflow(train)']);
  });

  it('with nothing to do does nothing, as ever', () => {
    const driver = new Driver('strategy s { WHEN every 10m IF x > 1 THEN runWorkflow(train) }');
    driver.readings.set('x', 0);
    pause(driver, 1, 's');
    driver.clock(10);
    expect(driver.decisions[0]?.verdict).toBe('quiet');
  });

  it('goes on to judge: what has to hold for a time holds through a pause, and what keeps it back is told as ever', () => {
    const driver = new Driver('strategy s { WHEN every 1m IF x > 1 for 3m THEN runWorkflow(train) }');
    driver.readings.set('x', 2);
    pause(driver, 0, 's');
    driver.run(1, 4);
    expect(driver.decisions.map(({ held }) => held?.by)).toEqual(['duration', 'duration', 'duration', 'pause']);
    resume(driver, 4, 's');
    driver.clock(5);
    expect(driver.told.at(-1)).toBe('5 s act');
  });

  it('takes calls, which come to nothing', () => {
    const driver = new Driver('strategy s { WHEN called go() THEN runWorkflow(train) }');
    pause(driver, 1, 's');
    driver.call('c', 2);
    expect(driver.effects).toContainEqual({ kind: 'reply', accepted: true, call: 'c' });
    expect(driver.told).toEqual(['2 s held']);
    resume(driver, 3, 's');
    driver.clock(4);
    expect(driver.done).toEqual([]);
  });

  it('does what it has begun to its end', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN { runWorkflow(train) stopWorkflow(train) } }');
    driver.outcomeOf = () => undefined;
    driver.clock(10);
    pause(driver, 11, 's');
    driver.complete(driver.asked[0], 12);
    driver.complete(driver.asked[0], 13);
    expect(driver.done).toEqual(['10 runWorkflow(train)', '10 stopWorkflow(train)']);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ending', complete: true });
  });

  it('asks nobody, and takes back what it asked: that counts for nothing', () => {
    const driver = new Driver('strategy s { approval by "leads" cooldown 1h WHEN every 10m THEN runWorkflow(train) }');
    driver.clock(10);
    const asked = driver.effects.find(({ kind }) => kind === 'ask');
    pause(driver, 11, 's');
    expect(headlines(driver).slice(-2)).toEqual([
      'leads is asked no more, since it is paused',
      'nothing is done; not reached: runWorkflow(train)',
    ]);
    const effect = asked?.kind === 'ask' ? asked.id : '';
    driver.send({ kind: 'answered', at: START + 12 * MINUTE, effect, approved: true, by: 'leads' });
    driver.clock(20);
    expect(driver.effects.filter(({ kind }) => kind === 'ask' || kind === 'act')).toEqual([asked]);
    resume(driver, 21, 's');
    driver.clock(30);
    expect(driver.told).toEqual(['10 s act', '20 s held', '30 s act']);
  });

  it('pretends nothing in a dry run', () => {
    const driver = new Driver('strategy s { dry-run cooldown 1h WHEN every 10m THEN runWorkflow(train) }');
    pause(driver, 1, 's');
    driver.clock(10);
    resume(driver, 11, 's');
    driver.clock(20);
    expect(driver.told).toEqual(['10 s held', '20 s act']);
  });

  it('stays paused over a crash and a clock that is set back', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    pause(driver, 11, 's');
    driver.restart();
    driver.send({ kind: 'clock', at: START + 5 * MINUTE, set: true });
    expect(driver.state.strategies['s']?.paused).toEqual({ by: 'ann', at: START + 5 * MINUTE });
    driver.clock(20);
    expect(driver.told.at(-1)).toBe('20 s held');
  });

  it('is not there under another name, and is paused and goes on once', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    pause(driver, 1, 'nobody');
    pause(driver, 2, 's');
    pause(driver, 3, 's');
    resume(driver, 4, 's');
    resume(driver, 5, 's');
    resume(driver, 6);
    expect(headlines(driver)).toEqual([
      'ignored: ann pauses nobody, which a does not have',
      'ann pauses s',
      'ignored: s is paused already',
      'ann lets s go on',
      'ignored: s is not paused',
      'ignored: a is not paused',
    ]);
    expect(driver.state.strategies).not.toHaveProperty('nobody');
  });
});

describe('an agent that is paused', () => {
  it('holds back all of its strategies, and leaves those paused that are by themselves when it goes on', () => {
    const driver = new Driver(`strategy s { WHEN every 10m THEN runWorkflow(train) }
strategy t { WHEN every 10m THEN runWorkflow(train) }`);
    pause(driver, 1, 't');
    pause(driver, 2);
    driver.restart();
    driver.clock(10);
    expect(driver.decisions.map(({ held }) => held)).toEqual([
      { by: 'pause', of: 'agent', who: 'ann' },
      { by: 'pause', of: 'strategy', who: 'ann' },
    ]);
    expect(headlines(driver)).toContain('is held back, since ann paused the agent: no constraint (every 10m)');
    resume(driver, 11);
    driver.clock(20);
    expect(driver.told.slice(2)).toEqual(['20 s act', '20 t held']);
  });

  it('stays paused with another graph', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    pause(driver, 1);
    driver.upgrade(`strategy t { WHEN every 10m THEN runWorkflow(train) }
strategy u { WHEN every 10m THEN runWorkflow(train) }`);
    driver.clock(10);
    expect(driver.told).toEqual(['10 t held', '10 u held']);
  });
});

describe('another graph', () => {
  const members = (name: string, body = 'runWorkflow(train)'): string =>
    `strategy ${name} { WHEN every 10m THEN ${body} }`;

  it.each([
    ['of another name', members('other'), 'other'],
    ['that does something else', members('s', 'stopWorkflow(train)'), 's'],
  ])('leaves a strategy paused %s', (_, next, name) => {
    const driver = new Driver(members('s'));
    pause(driver, 1, 's');
    driver.upgrade(next);
    driver.clock(10);
    expect(driver.told).toEqual([`10 ${name} held`]);
  });

  it.each([
    [29, 'held'],
    [31, 'act'],
  ])('finds one paused that left and comes back, as long as it is remembered: after %i days %s', (days, verdict) => {
    const driver = new Driver(members('s'));
    pause(driver, 1, 's');
    driver.upgrade('strategy t { WHEN called go() THEN runWorkflow(train) }');
    pause(driver, 2, 's', false);
    expect(headlines(driver).at(-1)).toContain('which a does not have');
    driver.clock(days * 1440);
    driver.upgrade(members('s'));
    driver.clock(days * 1440 + 10);
    expect(driver.decisions.at(-1)?.verdict).toBe(verdict);
  });
});

describe('a state that was stored before anything could be paused', () => {
  it('is of an agent that is not', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    const { paused: _, strategies, ...rest } = driver.state;
    const before = Object.fromEntries(Object.entries(strategies).map(([name, { paused: __, ...own }]) => [name, own]));
    const { trace } = step(driver.graph, { ...rest, strategies: before } as unknown as EngineState, {
      kind: 'clock',
      at: START + 10 * MINUTE,
    });
    expect(trace).toContainEqual(expect.objectContaining({ kind: 'decision', verdict: 'act' }));
  });
});
