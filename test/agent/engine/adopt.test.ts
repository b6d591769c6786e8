import { describe, expect, it } from 'vitest';
import { adopt } from '../../../src/agent/engine/adopt.ts';
import { outstanding } from '../../../src/agent/engine/state.ts';
import { Driver, START } from './driver.ts';

const MINUTE = 60_000;
const DAYS = 24 * 60;

function silent(members: string): Driver {
  const driver = new Driver(members);
  driver.answers = false;
  driver.outcomeOf = () => undefined;
  return driver;
}

const dropped = (driver: Driver): readonly string[] =>
  driver.trace.flatMap((entry) => (entry.kind === 'dropped' ? [entry.text] : []));

describe('a strategy that was renamed', () => {
  it('is what it was: cooldown, windows, and what it is doing', () => {
    const members = (name: string): string =>
      `strategy ${name} { cooldown 1h WHEN every 10m IF z since last fired >= 1 THEN runWorkflow(train) }`;
    const driver = new Driver(members('one'));
    driver.readings.set('z', 5);
    driver.outcomeOf = () => undefined;
    driver.clock(10);
    const [asked] = driver.asked;
    expect(driver.upgrade(members('other'))).toEqual([asked]);
    driver.complete(asked, 11);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ending', strategy: 'other', complete: true });
    driver.clock(20);
    expect(driver.decisions.at(-1)).toMatchObject({ strategy: 'other', verdict: 'held' });
    expect(driver.decisions.at(-1)?.readings[0]?.window?.from).toBe(START + 10 * MINUTE);
    expect(Object.keys(driver.state.strategies)).toEqual(['other']);
  });

  it('goes on with the jitter that it had, so that no firing comes twice', () => {
    const members = (name: string): string => `strategy ${name} { WHEN every 1h jitter 30m THEN runWorkflow(train) }`;
    for (const name of ['b', 'c', 'd', 'e', 'f', 'g']) {
      const [renamed, other] = [new Driver(members('a')), new Driver(members('a'))];
      const next = other.wake ?? 0;
      for (const driver of [renamed, other]) driver.clock(next);
      renamed.upgrade(members(name));
      for (const driver of [renamed, other]) driver.clock(next + 0.1);
      expect(renamed.wake).toBe(other.wake);
    }
  });

  it('is another one where two could be meant', () => {
    const driver = new Driver('strategy a { cooldown 1h WHEN every 10m THEN runWorkflow(train) }');
    driver.clock(10);
    driver.upgrade(`strategy b { cooldown 1h WHEN every 10m THEN runWorkflow(train) }
strategy c { cooldown 1h WHEN every 10m THEN runWorkflow(train) }`);
    driver.clock(20);
    expect(driver.told.slice(1)).toEqual(['20 b act', '20 c act']);
  });
});

describe('a strategy that left', () => {
  const old = 'strategy s { cooldown 90d WHEN every 10m THEN runWorkflow(train) }';
  const other = 'strategy t { WHEN called go() THEN stopWorkflow(train) }';

  it('has its action done to the end, and asks for nothing any more', () => {
    const driver = silent(old);
    driver.clock(10);
    const [asked] = driver.asked;
    expect(driver.upgrade(other)).toEqual([asked]);
    driver.restart();
    driver.complete(asked, 12);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ending', strategy: 's', complete: true });
    expect(outstanding(driver.state)).toEqual([]);
    driver.clock(60);
    expect(driver.told).toEqual(['10 s act']);
  });

  it('is given up where its action has no answer', () => {
    const driver = silent(old);
    driver.clock(10);
    driver.upgrade(other);
    driver.clock(10 + DAYS);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ending', strategy: 's', complete: false });
    expect(outstanding(driver.state)).toEqual([]);
  });

  it('has forgotten neither cooldown nor windows where it comes back within thirty days', () => {
    for (const days of [29, 31]) {
      const driver = new Driver(old);
      driver.clock(10);
      driver.upgrade(other);
      driver.clock(10 + days * DAYS);
      driver.upgrade(old);
      driver.clock(20 + days * DAYS);
      expect(driver.decisions.at(-1)?.verdict).toBe(days === 29 ? 'held' : 'act');
    }
  });

  it('leaves nothing where it had done nothing', () => {
    const driver = new Driver('strategy s { WHEN called go() THEN runWorkflow(train) }');
    driver.upgrade(other);
    expect(Object.keys(driver.state.strategies)).toEqual([]);
  });

  it('is told of where it was reading, or others waited for it', () => {
    const driver = silent('strategy s { WHEN every 10m or called go() IF x > 1 THEN runWorkflow(train) }');
    driver.clock(10);
    driver.call('c', 11);
    expect(driver.upgrade(other)).toEqual([]);
    expect(dropped(driver)).toHaveLength(2);
  });
});

describe('a strategy that stays', () => {
  it('reads anew what it was reading, where trigger and sensors are the same, and decides by what it is now', () => {
    const driver = silent('strategy s { WHEN every 10m or called go() IF x > 1 THEN runWorkflow(train) }');
    driver.clock(10);
    driver.call('c', 11);
    driver.upgrade('strategy s { WHEN every 600s or called go() IF x > 5 THEN runWorkflow(train) }');
    expect(dropped(driver)).toEqual([]);
    driver.clock(12);
    driver.observe('s', 12, 3);
    expect(driver.decisions.map(({ at, verdict }) => [(at - START) / MINUTE, verdict])).toEqual([[10, 'quiet']]);
    driver.observe('s', 12, 9);
    expect(driver.told).toEqual(['11 s act']);
  });

  it('drops it where they are not, and says so', () => {
    for (const changed of [
      'strategy s { WHEN every 10m IF y > 1 THEN runWorkflow(train) }',
      'strategy s { WHEN every 20m IF x > 1 THEN runWorkflow(train) }',
    ]) {
      const driver = silent('strategy s { WHEN every 10m IF x > 1 THEN runWorkflow(train) }');
      driver.clock(10);
      driver.upgrade(changed);
      expect(dropped(driver)).toHaveLength(1);
      driver.clock(11);
      driver.observe('s', 11, 9);
      expect(driver.told).toEqual([]);
    }
  });

  it('is asked for approval anew where it would do something else', () => {
    const members = (action: string): string =>
      `strategy s { approval by "leads" WHEN every 10m THEN ${action}(train) }`;
    const driver = new Driver(members('runWorkflow'));
    driver.clock(10);
    expect(driver.upgrade(members('runWorkflow'))).toHaveLength(1);
    expect(driver.upgrade(members('stopWorkflow'))).toEqual([]);
    expect(dropped(driver)).toHaveLength(1);
    driver.clock(20);
    expect(outstanding(driver.state)).toMatchObject([{ kind: 'ask', actions: ['stopWorkflow(train)'] }]);
  });

  it('forgets since when a constraint held that is another one, and what came together for another trigger', () => {
    const members = (limit: number, within: string): string =>
      `strategy s { WHEN every 5m IF x > ${String(limit)} for 10m THEN runWorkflow(train) }
strategy t { WHEN called go() and on train.ended within ${within} THEN stopWorkflow(train) }`;
    const driver = new Driver(members(1, '1h'));
    driver.readings.set('x', 9);
    driver.call('c', 4);
    driver.run(5, 10, 5);
    driver.upgrade(members(2, '2h'));
    driver.clock(15);
    driver.change('r', 'ended', 16);
    expect(driver.told).toEqual(['5 s held', '10 s held', '15 s held']);
  });

  it('goes on with what has come together already where it only reads something else', () => {
    const members = (sensor: string): string =>
      `strategy s { WHEN called go() and on train.ended within 1h IF ${sensor} > 1 THEN runWorkflow(train) }`;
    const driver = new Driver(members('x'));
    driver.readings.set('y', 9);
    driver.call('c', 4);
    driver.upgrade(members('y'));
    driver.change('r', 'ended', 5);
    expect(driver.told).toEqual(['5 s act']);
  });
});

describe('what is decided while an agent is upgraded', () => {
  it('still has what came for a trigger that is the same', () => {
    const members = (limit: number): string =>
      `strategy s { WHEN called go() and every 10m within 5m IF ${limit > 1 ? 'x' : 'y'} > 1 THEN runWorkflow(train) }`;
    const driver = new Driver(members(1));
    driver.readings.set('x', 2);
    driver.call('c', 8);
    driver.upgrade(members(2));
    driver.clock(10);
    expect(driver.told).toEqual(['10 s act']);
  });

  it('still yields to what has acted, also where only the new graph says so', () => {
    const members = (
      priority: string,
    ): string => `strategy a { WHEN every 5m IF x > 1 THEN updateWorkflowReplica(serve, minimum: 1) }
strategy b { ${priority} WHEN every 5m THEN ${priority === '' ? 'runWorkflow(train)' : 'updateWorkflowReplica(serve, minimum: 4)'} }`;
    const driver = silent(members(''));
    driver.clock(5);
    driver.upgrade(members('priority 5'));
    driver.clock(6);
    driver.observe('a', 6, 2);
    expect(driver.told).toEqual(['5 b act', '5 a held']);
  });

  it('has the time once more that it was decided with, where it fails', () => {
    const members = (timeout: string): string =>
      `strategy s { timeout ${timeout} WHEN every 10m THEN runWorkflow(train) on failure stopWorkflow(train) }`;
    const driver = silent(members('5m'));
    driver.clock(10);
    driver.upgrade(members('1h'));
    driver.clock(15);
    driver.clock(20);
    expect(driver.trace).toContainEqual(
      expect.objectContaining({ kind: 'ending', branch: 'failure', complete: false }),
    );
  });
});

describe('a state value', () => {
  const members = (type: string, first: string): string =>
    `state n : ${type} = ${first}\nstrategy s { WHEN called go() THEN set n = n }`;

  it('of another type goes to its first value, and that is said', () => {
    const driver = new Driver(members('Int', '6'));
    driver.call('c', 1);
    driver.upgrade(members('Duration', '1m'));
    expect(dropped(driver)).toEqual(['n was a Int and is a Duration; it begins with its first value']);
    driver.call('d', 2);
    expect(driver.state.values).toEqual({ n: 60 });
  });

  it('is not set by what was decided when it was of another type; the rest is done', () => {
    const deciding = (state: string, set: string): string => `${state}
strategy s { WHEN called go() THEN { runWorkflow(train)  ${set}  stopWorkflow(train) } on failure notify(secret a.url, "no") }`;
    for (const [state, set] of [
      ['state n : Int = 1', 'set n = 6'],
      ['state n : Int = 1', 'set n = n + 6'],
      ['state n : Int = 1  state k : Int = 1', 'set k = n + 6'],
    ] as const) {
      const driver = new Driver(deciding(state, set));
      driver.outcomeOf = (action) => (action === 'runWorkflow' ? undefined : { ok: null });
      driver.call('c', 1);
      driver.upgrade(deciding('state n : Duration = 1m  state k : Int = 1', ''));
      expect(dropped(driver)).toHaveLength(1);
      driver.complete(driver.asked[0], 2);
      expect(driver.state.values).toEqual({});
      expect(driver.done).toEqual(['1 runWorkflow(train)', '1 stopWorkflow(train)']);
    }
  });

  it('is left out of what is done for a failure, which is not begun where nothing else is in it', () => {
    const driver = new Driver(
      'state n : Int = 1\nstrategy s { WHEN called go() THEN runWorkflow(train) on failure set n = 6 }',
    );
    driver.outcomeOf = () => undefined;
    driver.call('c', 1);
    driver.upgrade('state n : Duration = 1m\nstrategy s { WHEN called go() THEN runWorkflow(train) }');
    driver.complete(driver.asked[0], 2, { failed: 'no' });
    expect(driver.trace.flatMap((entry) => (entry.kind === 'ending' ? [entry.branch] : []))).toEqual(['then']);
  });

  it('that is one of the new type stays', () => {
    const driver = new Driver(members('Int', '6'));
    driver.call('c', 1);
    driver.upgrade(members('Number', '1'));
    expect(dropped(driver)).toEqual([]);
    expect(driver.state.values).toEqual({ n: 6 });
  });
});

describe('the graph of a state', () => {
  it('is named in it; with the same one nothing happens', () => {
    const driver = new Driver('strategy s { WHEN every 10m IF x > 1 THEN runWorkflow(train) }');
    driver.answers = false;
    driver.clock(10);
    const { state, trace } = adopt(driver.state, driver.graph, { ...driver.graph }, driver.state.now);
    expect(state).toEqual(driver.state);
    expect(trace).toEqual([]);
    driver.upgrade('strategy t { WHEN called go() THEN runWorkflow(train) }');
    expect(driver.state.graph).not.toBe(state.graph);
  });
});
