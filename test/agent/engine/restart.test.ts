import { describe, expect, it } from 'vitest';
import { initialState, outstanding, type EngineState } from '../../../src/agent/engine/state.ts';
import { step } from '../../../src/agent/engine/step.ts';
import { Driver, graphOf, START } from './driver.ts';

const MINUTE = 60_000;

const quiet = (source: string): Driver => {
  const driver = new Driver(source);
  driver.answers = false;
  driver.outcomeOf = () => undefined;
  return driver;
};

describe('a restart', () => {
  it('while sensors are read: they are asked for again under the same id', () => {
    const driver = quiet('strategy s { WHEN every 5m IF x > 1 THEN runWorkflow(train) }');
    driver.clock(5);
    const before = driver.effects.filter(({ kind }) => kind === 'observe');
    expect(driver.restart()).toEqual(before);
    driver.observe('s', 6, 2);
    // The answer to the one before the restart.
    driver.observe('s', 6, 0);
    expect(driver.told).toEqual(['5 s act']);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ignored' });
  });

  it('while an action is done: it is asked for again under the same key, and its second outcome changes nothing', () => {
    const driver = quiet(
      'state n : Int = 0\nstrategy s { WHEN called go() THEN { runWorkflow(train)  set n = n + 1 } }',
    );
    driver.call('c');
    const [asked] = driver.asked;
    expect(driver.restart()).toEqual([asked]);
    driver.complete(asked, 1);
    driver.complete(asked, 1);
    expect(driver.done).toEqual(['0 runWorkflow(train)', '0 set n = n + 1']);
    expect(driver.state.values).toEqual({ n: 1 });
    expect(driver.restart()).toEqual([]);
  });

  it('between two of a group: only the open one is asked for again', () => {
    const driver = quiet('strategy s { WHEN called go() THEN parallel { runWorkflow(train)  deployWorkflow(serve) } }');
    driver.call('c');
    const [first, second] = driver.asked;
    driver.complete(first, 1);
    expect(driver.restart()).toEqual([second]);
    driver.complete(second, 2);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ending', fired: true });
  });

  it('in a pause before another try: nothing is asked for, and the clock goes on with it', () => {
    const driver = quiet('strategy s { WHEN called go() THEN runWorkflow(train) retry 1 backoff 2m }');
    driver.call('c');
    const [first] = driver.asked;
    driver.complete(first, 1, { failed: 'busy' });
    expect(driver.restart()).toEqual([]);
    expect(driver.wake).toBe(3);
    driver.clock(3);
    const [second] = driver.asked;
    expect(second?.key).toBe(first?.key);
    expect(second?.id).not.toBe(first?.id);
    // The first try was answered; that it is told again is no outcome of the second.
    driver.complete(first, 4);
    expect(driver.asked).toEqual([second]);
  });

  it('during on failure: the key is not that of an action behind THEN', () => {
    const driver = quiet('strategy s { WHEN called go() THEN runWorkflow(train) on failure runWorkflow(train) }');
    driver.call('c');
    const [first] = driver.asked;
    driver.complete(first, 1, { failed: 'no' });
    const [second] = driver.asked;
    expect(driver.restart()).toEqual([second]);
    expect(second?.key).not.toBe(first?.key);
  });

  it('keeps what waits, in order', () => {
    const driver = quiet('strategy s { WHEN called go() THEN runWorkflow(train) }');
    for (const id of ['c', 'd', 'e']) driver.call(id);
    driver.restart();
    for (const minute of [1, 2, 3]) driver.complete(driver.asked[0], minute);
    expect(driver.decisions.map(({ call }) => call?.id)).toEqual(['c', 'd', 'e']);
  });

  it('keeps cooldown, limit and what was held', () => {
    const driver = new Driver(
      'strategy s { cooldown 3m limit 2 per 1h WHEN every 1m IF x > 1 for 2m THEN runWorkflow(train) }',
    );
    driver.readings.set('x', 2);
    for (let minute = 1; minute <= 10; minute += 1) {
      driver.clock(minute);
      driver.restart();
    }
    // Held since 1; cools down until 6; two within the hour.
    expect(driver.told.filter((line) => line.endsWith('act'))).toEqual(['3 s act', '6 s act']);
  });
});

describe('what comes too late', () => {
  it('is no reading: what was not decided in its time is not begun any more', () => {
    const driver = quiet(
      'strategy s { timeout 2m WHEN every 1h IF x > 1 THEN runWorkflow(train) when unknown deployWorkflow(serve) }',
    );
    driver.clock(60);
    expect(driver.wake).toBe(62);
    driver.clock(62);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'late', text: 's could not read its sensors within 2m' });
    driver.observe('s', 63, 2);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ignored' });
    expect(driver.told).toEqual([]);
    expect(driver.wake).toBe(120);
  });

  it('is no outcome where it comes after the deadline, though no clock came between', () => {
    const driver = quiet('strategy s { timeout 2m WHEN called go() THEN runWorkflow(train) }');
    driver.call('c');
    driver.complete(driver.asked[0], 3);
    expect(driver.trace.slice(-2)).toMatchObject([{ kind: 'ending', complete: false }, { kind: 'ignored' }]);
  });

  it('is no outcome of what follows', () => {
    const driver = quiet(
      'strategy s { timeout 2m WHEN called go() THEN runWorkflow(train) on failure stopWorkflow(train) }',
    );
    driver.call('c');
    const [late] = driver.asked;
    driver.clock(2);
    driver.complete(late, 3, { failed: 'no' });
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ignored' });
    driver.complete(driver.asked[0], 3);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ending', branch: 'failure', complete: true, fired: false });
  });
});

describe('a change', () => {
  it('is not lost while calls wait', () => {
    const driver = quiet('strategy s { WHEN called go() or on train.failed THEN runWorkflow(train) }');
    for (let index = 0; index <= 100; index += 1) driver.call(`c${String(index)}`);
    driver.change('t', 'failed', 1);
    driver.call('one-more', 1);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'refusal' });
    for (let index = 0; index <= 101; index += 1) driver.complete(driver.asked[0], 2);
    expect(driver.decisions).toHaveLength(102);
    expect(driver.decisions.at(-1)?.trigger).toBe('on train.failed');
  });
});

describe('a stored state', () => {
  const source = `state n : Int = 7
strategy s { limit 2 per 1h WHEN every 5m or on train.failed and called go() within 5m IF x > n and x rises above 5 falls below 2 for 10m THEN { set n = n + 1  runWorkflow(train) } }`;

  it('of an earlier release lacks what came later, and begins with the first values of that', () => {
    const graph = graphOf(source);
    const { startedAt, now, checkedTo, version, graph: digest } = initialState(graph, START);
    const strategies = { s: { running: null, waiting: [] } };
    let state = { version, graph: digest, startedAt, now, checkedTo, strategies } as unknown as EngineState;
    const sensor = graph.sensors[0]?.id ?? '';
    const verdicts: string[] = [];
    for (let minute = 5; minute <= 20; minute += 5) {
      const at = START + minute * MINUTE;
      let result = step(graph, state, { kind: 'clock', at });
      const [observe] = outstanding(result.state);
      if (observe?.kind !== 'observe') throw new Error('nothing is read');
      const readings = { [sensor]: { known: true, value: 8 } as const };
      result = step(graph, result.state, { kind: 'observed', at, occurrence: observe.occurrence, readings });
      for (const entry of result.trace) if (entry.kind === 'decision') verdicts.push(entry.verdict);
      const [act] = outstanding(result.state);
      if (act?.kind === 'act')
        result = step(graph, result.state, { kind: 'completed', at, effect: act.id, outcome: { ok: null } });
      ({ state } = result);
    }
    // 8 is above 7 since 5; at 15 it has been for ten minutes, and n becomes 8.
    expect(verdicts).toEqual(['held', 'held', 'act', 'quiet']);
    expect(state.values).toEqual({ n: 8 });
  });

  it('goes on with strategies that were changed: new ones begin now, also such that come back', () => {
    const driver = new Driver('strategy old { WHEN every 1h THEN runWorkflow(train) }');
    driver.clock(60);
    driver.clock(150);
    driver.upgrade('strategy new { WHEN every 1h THEN stopWorkflow(train) }');
    driver.clock(160);
    // What the new one would have done before it was there is not made up.
    expect(driver.told).toEqual(['60 old act', '120 old act']);
    driver.clock(180);
    expect(driver.told.at(-1)).toBe('180 new act');
    // Nor is what one would have done that comes back.
    driver.upgrade('strategy old { WHEN every 1h THEN runWorkflow(train) }');
    driver.clock(181);
    driver.clock(240);
    expect(driver.told.slice(-2)).toEqual(['180 new act', '240 old act']);
  });
});
