import { describe, expect, it } from 'vitest';
import type { ObserveEffect } from '../../../src/agent/engine/effect.ts';
import { known } from '../../../src/base/values/value.ts';
import { Driver, START } from './driver.ts';

const MINUTE = 60_000;

/** Nothing is answered unless a test does. */
function silent(members: string): Driver {
  const driver = new Driver(members);
  driver.answers = false;
  driver.outcomeOf = () => undefined;
  return driver;
}

const observations = (driver: Driver): ObserveEffect[] => driver.effects.filter((effect) => effect.kind === 'observe');

/** Answers an observation, each sensor with its own value. */
const answer = (
  driver: Driver,
  effect: ObserveEffect | undefined,
  minute: number,
  value: number,
  mark?: string,
): void => {
  const reading = { ...known(value), ...(mark === undefined ? {} : { mark }) };
  driver.send({
    kind: 'observed',
    at: START + minute * MINUTE,
    occurrence: effect?.occurrence ?? '',
    readings: Object.fromEntries((effect?.requests ?? []).map(({ sensor }) => [sensor, reading])),
  });
};

describe('readings of one instant', () => {
  it('are one for all strategies, so that what excludes each other never acts together', () => {
    const driver = silent(`strategy a { WHEN every 1m IF x > 10 THEN runWorkflow(train) }
strategy b { WHEN every 1m IF x < 10 THEN stopWorkflow(train) }`);
    driver.clock(1);
    expect(observations(driver)).toHaveLength(1);
    driver.restart();
    answer(driver, observations(driver)[0], 1, 12);
    expect(driver.decisions.map(({ strategy, verdict }) => `${strategy} ${verdict}`)).toEqual(['a act', 'b quiet']);
  });

  it('are asked for once where strategies need several, and each waits for all of its own', () => {
    const driver = silent(`strategy a { WHEN every 1m IF x > 10 THEN runWorkflow(train) }
strategy b { WHEN every 1m IF x < 10 or y < 10 THEN deployWorkflow(serve) }`);
    driver.clock(1);
    const [first, second] = observations(driver);
    expect(observations(driver).map(({ requests }) => requests.length)).toEqual([1, 1]);
    answer(driver, second, 1, 5);
    expect(driver.decisions).toEqual([]);
    answer(driver, first, 1, 12);
    expect(driver.told).toEqual(['1 a act', '1 b act']);
  });

  it('are still asked for where the strategy that asked has given up', () => {
    const driver = silent(`strategy a { timeout 1m WHEN every 5m IF x > 10 THEN runWorkflow(train) }
strategy b { WHEN every 5m IF x < 10 THEN stopWorkflow(train) }`);
    driver.clock(5);
    driver.clock(6);
    expect(driver.restart()).toEqual(observations(driver));
    answer(driver, observations(driver)[0], 7, 5);
    expect(driver.told).toEqual(['5 b act']);
    expect(driver.state.observations).toEqual({});
  });

  it('serve one that had to wait for its turn, if it asks for the same window', () => {
    const driver = silent(`strategy a { WHEN every 5m IF x > 10 THEN runWorkflow(train) }
strategy b { WHEN every 5m or called go() IF x > 10 THEN deployWorkflow(serve) }`);
    driver.call('c', 4);
    answer(driver, observations(driver)[0], 4, 11);
    driver.clock(5);
    answer(driver, observations(driver)[1], 5, 12);
    driver.complete(
      driver.asked.find(({ occurrence }) => occurrence.includes('/b/')),
      6,
    );
    expect(observations(driver)).toHaveLength(2);
    expect(driver.told).toEqual(['4 b act', '5 a act', '5 b act']);
  });

  it('are forgotten once all of the instant is decided and over', () => {
    const driver = silent('strategy a { WHEN every 1m IF x > 10 THEN runWorkflow(train) }');
    driver.clock(1);
    answer(driver, observations(driver)[0], 1, 5);
    driver.clock(2);
    answer(driver, observations(driver)[1], 2.5, 5);
    driver.clock(2.6);
    expect(driver.state.observations).toEqual({});
  });
});

describe('what is made up', () => {
  it('reads the present as of now, and windows as of then', () => {
    const driver = silent(
      'strategy a { WHEN every 1h IF now > 10 and z since last fired > 1 THEN runWorkflow(train) }',
    );
    driver.clock(1200 + 30);
    const [asked] = observations(driver);
    expect(asked?.at).toBe(START + 1230 * MINUTE);
    expect(asked?.requests.map(({ window }) => window?.to)).toEqual(
      expect.arrayContaining([undefined, START + 1200 * MINUTE]),
    );
  });
});

describe('the order of strategies that write one field', () => {
  const both = (higher: string, lower: string): Driver =>
    silent(`strategy lower { ${lower} THEN updateWorkflowReplica(serve, minimum: 1) }
strategy higher { priority 5 ${higher} }`);

  it('is remembered where the one that went first has fired again since', () => {
    const driver = both(
      'WHEN every 1m THEN updateWorkflowReplica(serve, minimum: 4)',
      'WHEN every 1m until "2026-12-01T00:01Z" IF x > 0',
    );
    driver.clock(1);
    driver.complete(driver.asked[0], 1);
    driver.clock(2);
    driver.complete(driver.asked[0], 2);
    driver.restart();
    answer(driver, observations(driver)[0], 2.5, 1);
    expect(driver.told).toEqual(['1 higher act', '2 higher act', '1 lower held']);
  });

  it('is remembered where what went first has failed', () => {
    const driver = both(
      'WHEN every 1m THEN updateWorkflowReplica(serve, minimum: 4) on failure updateWorkflowReplica(serve, minimum: 3)',
      'WHEN every 1m IF x > 0',
    );
    driver.clock(1);
    driver.complete(driver.asked[0], 1, { failed: 'no' });
    answer(driver, observations(driver)[0], 1, 1);
    expect(driver.told).toEqual(['1 higher act', '1 lower held']);
  });

  it('is remembered for one that an upgrade puts behind it within the instant', () => {
    const higher = 'strategy higher { priority 5 WHEN every 1m THEN updateWorkflowReplica(serve, minimum: 4) }';
    const driver = silent(`strategy lower { WHEN every 1h or called go() THEN runWorkflow(train) }\n${higher}`);
    driver.clock(1);
    driver.upgrade(
      `strategy lower { WHEN every 1h or called go() THEN updateWorkflowReplica(serve, minimum: 1) }\n${higher}`,
    );
    driver.call('c', 1);
    expect(driver.told).toEqual(['1 higher act', '1 lower held']);
  });

  it('is forgotten once all of that instant is decided', () => {
    const driver = both('WHEN every 1m THEN updateWorkflowReplica(serve, minimum: 4)', 'WHEN every 1m IF x > 0');
    driver.clock(1);
    answer(driver, observations(driver)[0], 1, 1);
    driver.complete(driver.asked[0], 1);
    driver.clock(1.5);
    expect(driver.state.acted).toEqual({});
  });

  it('does not depend on names where one reads what the other sets', () => {
    for (const name of ['alpha', 'zeta']) {
      const driver = new Driver(`state n : Int = 0
strategy ${name} { WHEN every 1m IF n == 0 THEN { set n = 1  updateWorkflowReplica(serve, minimum: 3) } }
strategy other { WHEN every 1m IF n == 1 THEN { set n = 0  updateWorkflowReplica(serve, minimum: 1) } }`);
      driver.run(1, 4);
      expect(driver.told).toEqual([`1 ${name} act`, '2 other act', `3 ${name} act`, '4 other act']);
    }
  });
});

describe('the state that an event begins with', () => {
  it('is one for all of an instant, in whatever order they come, also beside one that waited', () => {
    for (const name of ['alpha', 'zeta']) {
      const driver = new Driver(`state k : Int = 0  state l : Int = 0  state n : Int = 0
strategy first  { priority 5 WHEN every 2m THEN { runWorkflow(train)  set k = 1 } }
strategy second { priority 4 WHEN every 4m IF x > 1 THEN { set k = 2  set l = 1 } }
strategy third  { priority 3 WHEN every 2m THEN { set l = 2  set n = n + 1 } }
strategy ${name} { priority 3 WHEN every 6m IF n == 2 THEN updateWorkflowReplica(serve, minimum: 1) }`);
      driver.readings.set('x', 0);
      driver.outcomeOf = (text) => (text === 'runWorkflow' ? undefined : { ok: null });
      // At 4 the first is busy, and so the second and the third wait for it; at 6 another event takes its place.
      driver.run(2, 6, 2);
      const third = (minute: number): string => `${String(minute)} third act`;
      expect(driver.told.filter((told) => !told.includes(name))).toEqual(['2 first act', ...[2, 4, 6].map(third)]);
      expect(driver.told).toContain(`6 ${name} act`);
    }
  });

  it('is that of its turn for one that waited', () => {
    const driver = silent(`state n : Int = 0
strategy s { WHEN called go() IF n == 0 THEN { runWorkflow(train)  set n = 1 } }`);
    driver.call('a', 1);
    driver.call('b', 1);
    driver.complete(driver.asked[0], 2);
    expect(driver.decisions.map(({ verdict }) => verdict)).toEqual(['act', 'quiet']);
  });

  it('is what the strategy itself has set, also at one instant', () => {
    const driver = new Driver('state n : Int = 0\nstrategy s { WHEN called go() IF n == 0 THEN set n = 1 }');
    driver.call('a', 1);
    driver.call('b', 1);
    expect(driver.decisions.map(({ verdict }) => verdict)).toEqual(['act', 'quiet']);
  });

  it('is not what `set` computes from: that is the state when it is done', () => {
    const driver = new Driver(
      'state n : Int = 0\nstrategy s { WHEN every 1m THEN { set n = n + 1  set n = n * 10 + 2 } }',
    );
    driver.clock(1);
    expect(driver.state.values).toEqual({ n: 12 });
  });
});

describe('latches', () => {
  const mirrored = `strategy grow { WHEN every 1m IF now rises above 20 falls below 15 THEN { runWorkflow(train)  updateWorkflowReplica(serve, minimum: 5) } }
strategy shrink { WHEN every 1m IF now falls below 15 rises above 20 THEN updateWorkflowReplica(serve, minimum: 1) }`;

  it('that are said the other way round are one, though a strategy is busy meanwhile', () => {
    const driver = new Driver(mirrored);
    driver.outcomeOf = (text) => (text === 'runWorkflow' ? undefined : { ok: null });
    for (const [minute, value] of [10, 25, 10, 18, 18].entries()) {
      driver.readings.set('now', value);
      driver.clock(minute + 1);
      if (minute === 3) driver.complete(driver.asked[0], minute + 1);
    }
    expect(driver.told).toEqual(['1 shrink act', '2 grow act', '3 shrink act', '4 shrink act', '5 shrink act']);
    expect(Object.keys(driver.state.latches)).toHaveLength(1);
  });

  it('are neither before a limit was passed', () => {
    const driver = new Driver(mirrored);
    driver.readings.set('now', 18);
    driver.clock(1);
    expect(driver.told).toEqual([]);
  });

  it('are not moved by a look that comes late, once a later one has seen where they are', () => {
    const latch = 'x rises above 3 falls below 1';
    const driver = new Driver(`strategy early { WHEN called go() IF ${latch} THEN runWorkflow(train) }
strategy late { WHEN called stop() IF ${latch} THEN stopWorkflow(train) }`);
    driver.answers = false;
    driver.call('a', 1);
    driver.observe('early', 1, 5);
    driver.complete(driver.asked[0], 1);
    driver.call('b', 2, 'stop');
    driver.call('c', 3);
    driver.observe('early', 3, 5);
    driver.complete(driver.asked[0], 3);
    driver.observe('late', 4, 0);
    driver.call('d', 5);
    driver.observe('early', 5, 2);
    expect(driver.told).toEqual(['1 early act', '3 early act', '5 early act']);
  });
});

describe('marks', () => {
  it('come back with the next window, once the one before has ended', () => {
    const driver = silent('strategy s { WHEN every 1m IF z since last fired >= 1 THEN runWorkflow(train) }');
    driver.clock(1);
    answer(driver, observations(driver)[0], 1, 5, 'up to 7');
    driver.complete(driver.asked[0], 1, { failed: 'no' });
    driver.clock(2);
    expect(observations(driver)[1]?.requests[0]?.mark).toBeUndefined();
    answer(driver, observations(driver)[1], 2, 5, 'up to 8');
    driver.complete(driver.asked[0], 2);
    driver.clock(3);
    expect(observations(driver)[2]?.requests[0]?.mark).toBe('up to 8');
    answer(driver, observations(driver)[2], 3, 5, 'x'.repeat(5000));
    driver.complete(driver.asked[0], 3);
    driver.clock(4);
    expect(observations(driver)[3]?.requests[0]?.mark).toBeUndefined();
  });
});
