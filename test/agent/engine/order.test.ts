import { describe, expect, it } from 'vitest';
import { known, type Observation } from '../../../src/base/values/value.ts';
import type { Outcome } from '../../../src/agent/engine/event.ts';
import { Driver, START } from './driver.ts';

/** The first action is never answered, the others are at once. */
function firstUnanswered(driver: Driver): Driver {
  let count = 0;
  driver.outcomeOf = (): Outcome | undefined => ((count += 1) === 1 ? undefined : { ok: null });
  return driver;
}

/** `[from, to)` of what each decision read of a window, in minutes. */
const windows = (driver: Driver): string[] =>
  driver.decisions.map(({ readings }) => {
    const window = readings[0]?.window;
    return window ? `[${String((window.from - START) / 60_000)}, ${String((window.to - START) / 60_000)})` : '';
  });

describe('events of a strategy', () => {
  it('come one at a time, in their order, where a timeout ends at the instant of a schedule', () => {
    const driver = firstUnanswered(
      new Driver('strategy s { timeout 2m WHEN every 1m IF z since last fired >= 0 THEN runWorkflow(train) }'),
    );
    driver.readings.set('z', 5);
    driver.run(0, 4);
    expect(driver.told).toEqual(['1 s act', '2 s act', '3 s act', '4 s act']);
    // The first action has no answer: it may have been done, so its window has ended.
    expect(windows(driver)).toEqual(['[0, 1)', '[1, 2)', '[2, 3)', '[3, 4)']);
  });

  it('that wait are not overtaken by a schedule, be they calls or not', () => {
    const driver = firstUnanswered(
      new Driver('strategy s { timeout 2m WHEN every 1m or called go() THEN runWorkflow(train) }'),
    );
    driver.clock(1);
    driver.call('c1', 1.2);
    driver.call('c2', 1.4);
    driver.clock(3);
    expect(driver.told).toEqual(['1 s act', '1.2 s act', '1.4 s act', '3 s act']);
  });

  it('that were due before a call are taken before it: each observation counts once', () => {
    const driver = new Driver(
      'strategy s { WHEN every 60m or called go() IF z since last fired >= 0 THEN runWorkflow(train) }',
    );
    driver.readings.set('z', 5);
    driver.call('c', 150);
    driver.clock(180);
    expect(windows(driver)).toEqual(['[0, 120)', '[120, 150)', '[150, 180)']);
    expect(driver.decisions.map(({ madeUp }) => madeUp)).toEqual([true, false, false]);
  });

  it('that wait have the time from when they were taken, and are not begun behind it', () => {
    const driver = new Driver('strategy s { timeout 10m WHEN called go() THEN runWorkflow(train) }');
    driver.outcomeOf = () => undefined;
    driver.call('a', 0);
    driver.call('b', 1);
    driver.complete(driver.asked[0], 9);
    expect(driver.told).toEqual(['0 s act', '1 s act']);
    expect(driver.wake).toBe(11);
    driver.call('c', 10);
    driver.clock(11);
    expect(driver.trace).toContainEqual(expect.objectContaining({ kind: 'ending', complete: false }));
    // What came at 10 has its time until 20.
    expect(driver.told.at(-1)).toBe('10 s act');
    expect(driver.wake).toBe(20);
  });

  it('that wait for longer than they may are told and left out', () => {
    const driver = new Driver(
      'strategy s { timeout 10m WHEN called go() THEN { runWorkflow(train)  runWorkflow(train) } on failure runWorkflow(train) }',
    );
    driver.outcomeOf = () => undefined;
    driver.call('a', 0);
    driver.call('b', 1);
    // `on failure` has the time once more.
    driver.clock(10);
    expect(driver.wake).toBe(11);
    driver.clock(11);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'late', text: 's could not begin with called go() within 10m' });
    expect(driver.wake).toBe(20);
  });
});

describe('calls under one id', () => {
  it('are several, of two callers or for two receivers', () => {
    const driver = new Driver('strategy s { WHEN called go() or called stop() THEN runWorkflow(train) }');
    const calls = [
      ['go', 'one'],
      ['go', 'another'],
      ['stop', 'one'],
      // Where texts are put together, this is the first.
      ['go', 'one/go'],
    ];
    for (const [receiver = '', caller = ''] of calls)
      driver.send({ kind: 'called', at: START, id: 'c', receiver, arguments: {}, caller });
    const keys = driver.effects.flatMap((effect) => (effect.kind === 'act' ? [effect.key] : []));
    expect(new Set(keys).size).toBe(4);
  });
});

describe('one change', () => {
  it('is one event with all the states that it brought something into', () => {
    const driver = new Driver('strategy s { WHEN on train.succeeded or on train.ended THEN runWorkflow(train) }');
    driver.change('run-1', 'succeeded', 5, ['ended']);
    expect(driver.told).toEqual(['5 s act']);
  });

  it('is one event with a schedule of its instant', () => {
    const driver = new Driver('strategy s { WHEN every 10m or on train.ended THEN runWorkflow(train) }');
    driver.change('run-1', 'failed', 10, ['ended']);
    driver.clock(10);
    expect(driver.told).toEqual(['10 s act']);
    expect(driver.decisions[0]?.occurrence).toMatch(/\/change\/run-1$/);
  });

  it('is an event of its own beside a schedule that was missed before', () => {
    const driver = new Driver('strategy s { WHEN every 10m or on train.ended THEN runWorkflow(train) }');
    driver.change('run-1', 'ended', 25);
    expect(driver.told).toEqual(['20 s act', '25 s act']);
    expect(driver.decisions.map(({ madeUp }) => madeUp)).toEqual([true, false]);
  });

  it('makes `and` of two of its states come together', () => {
    const driver = new Driver(
      'strategy s { WHEN on train.succeeded and on train.ended within 1m THEN runWorkflow(train) }',
    );
    driver.change('run-1', 'succeeded', 5, ['ended']);
    driver.change('run-2', 'failed', 6, ['ended']);
    expect(driver.told).toEqual(['5 s act']);
  });
});

describe('a receiver that a trigger names twice', () => {
  it('is heard wherever it stands', () => {
    const driver = new Driver(
      'strategy s { WHEN called go() and on train.succeeded within 5m or called go() and on train.failed within 5m THEN runWorkflow(train) }',
    );
    driver.change('run-1', 'failed', 1);
    driver.call('c', 2);
    expect(driver.told).toEqual(['2 s act']);
  });
});

describe('what has to come together', () => {
  it('is found though the clock is late', () => {
    for (const interval of ['10m', '30s']) {
      const driver = new Driver(
        `strategy s { WHEN called go() and every ${interval} within 5m THEN runWorkflow(train) }`,
      );
      driver.call('c', 9);
      driver.clock(600);
      expect(driver.told).toEqual([interval === '10m' ? '10 s act' : '9 s act']);
    }
  });

  it('is found among all that two schedules missed', () => {
    const trigger = 'every 20m from "2026-12-01T00:00Z" and every 30m from "2026-12-01T00:05Z" within 5m';
    const driver = new Driver(`strategy s { WHEN ${trigger} THEN runWorkflow(train) }`);
    // 20 k and 5 + 30 l are five minutes apart at 0 and 5, at 40 and 35, and so each hour; the clock looks at two hours at once.
    driver.clock(-1 + 2 * 60);
    expect(driver.told).toEqual(['100 s act']);
    expect(driver.decisions[0]?.madeUp).toBe(true);
    driver.clock(2 * 60 + 10);
    expect(driver.told.slice(1)).toEqual(['125 s act']);
    driver.clock(5 * 365 * 24 * 60 + 50);
    expect(driver.told.at(-1)).toBe(`${String(5 * 365 * 24 * 60 + 40)} s act`);
  });

  it('does not come together where it was too far apart', () => {
    const driver = new Driver('strategy s { WHEN called go() and every 10m within 5m THEN runWorkflow(train) }');
    driver.call('c', 2);
    driver.clock(21);
    expect(driver.told).toEqual([]);
  });
});

describe('the first start', () => {
  it('is an instant of dates, patterns and intervals that begin with it; a plain interval has its first one later', () => {
    const triggers = ['at "2026-12-01T00:00Z"', 'cron "0 0 * * *"', 'every 1h from "2026-12-01T00:00Z"', 'every 1h'];
    const told = triggers.map((trigger) => {
      const driver = new Driver(`strategy s { WHEN ${trigger} THEN runWorkflow(train) }`);
      driver.run(0, 60, 30);
      return driver.told;
    });
    expect(told).toEqual([['0 s act'], ['0 s act'], ['0 s act', '60 s act'], ['60 s act']]);
  });

  it('of a strategy that is new in an upgrade is the latest instant known before', () => {
    const driver = new Driver('strategy a { WHEN every 1h THEN runWorkflow(train) }');
    driver.clock(599);
    driver.upgrade('strategy b { WHEN at "2026-12-01T10:15Z" THEN runWorkflow(train) }');
    driver.clock(630);
    expect(driver.told.at(-1)).toBe('615 b act');
  });
});

describe('what is read while an agent is upgraded', () => {
  it('is not taken for the reading of another sensor', () => {
    const driver = new Driver('strategy b { WHEN every 1m IF y > 10 and x < 1 THEN runWorkflow(train) }');
    driver.answers = false;
    driver.clock(1);
    const asked = driver.effects.find((effect) => effect.kind === 'observe');
    if (asked?.kind !== 'observe') throw new Error('nothing is read');
    driver.upgrade(`strategy a { WHEN every 1h IF x > 5 THEN runWorkflow(train) }
strategy b { WHEN every 1m IF y > 10 and x < 1 THEN runWorkflow(train) }`);
    // x is 12 and y 0.3, by the metric that each request asks for.
    const readings = asked.requests.map(({ sensor, fields }): [string, Observation] => [
      sensor,
      known(fields['metric'] === 'x' ? 12 : 0.3),
    ]);
    driver.send({
      kind: 'observed',
      at: START + 61_000,
      occurrence: asked.occurrence,
      readings: Object.fromEntries(readings),
    });
    expect(driver.decisions.map(({ strategy, verdict }) => `${strategy} ${verdict}`)).toEqual(['b quiet']);
  });
});
