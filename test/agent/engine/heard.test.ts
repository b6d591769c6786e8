import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/base/values/value.ts';
import type { EngineEvent } from '../../../src/agent/engine/event.ts';
import { apply } from '../../../src/agent/engine/memory.ts';
import { open } from '../../../src/agent/engine/open.ts';
import { initialState, type EngineState } from '../../../src/agent/engine/state.ts';
import type { Decision } from '../../../src/agent/engine/trace.ts';
import { Driver, graphOf, START } from './driver.ts';

const MINUTE = 60_000;

let calls = 0;
function report(driver: Driver, minute: number, host: Value): void {
  calls += 1;
  const given = host === null ? {} : { host };
  driver.send({
    kind: 'called',
    at: START + minute * MINUTE,
    id: `report ${String(calls)}`,
    receiver: 'report',
    arguments: given,
    caller: 'p',
  });
}

const reports = 'WHEN called report(host: String)';

/** An agent after one report each of 1001 hosts at one instant, and a look four minutes later. */
function afterManyHosts(members: string): {
  readonly told: readonly string[];
  readonly decisions: readonly Decision[];
  readonly state: EngineState;
} {
  const graph = graphOf(members);
  let state = initialState(graph, START);
  const agent = open(graph, state);
  const decisions: Decision[] = [];
  const send = (event: EngineEvent): void => {
    const { patch, trace } = agent.step(event);
    state = apply(state, patch);
    decisions.push(...trace.filter((entry) => entry.kind === 'decision'));
  };
  for (let host = 0; host < 1001; host += 1) {
    const id = String(host);
    send({ kind: 'called', at: START + MINUTE, id, receiver: 'report', arguments: { host: id }, caller: 'p' });
  }
  send({ kind: 'clock', at: START + 5 * MINUTE });
  return { told: decisions.map(({ strategy, verdict }) => `${strategy} ${verdict}`), decisions, state };
}

describe('a count', () => {
  it('has the event itself in it, and none that came a whole time before', () => {
    const driver = new Driver(`strategy s { ${reports} IF count(report) over 10m >= 2 THEN runWorkflow(train) }`);
    for (const minute of [1, 11, 12, 25]) report(driver, minute, 'a');
    expect(driver.told).toEqual(['12 s act']);
  });

  it('is of those that bring a value', () => {
    const driver = new Driver(
      `strategy s { ${reports} IF count(report, host: host) over 10m >= 2 THEN runWorkflow(train) }
       strategy a { ${reports} IF count(report, host: "a") over 10m >= 2 THEN runWorkflow(train) }`,
    );
    for (const [minute, host] of [
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
      [4, 'c'],
    ] as const)
      report(driver, minute, host);
    expect(driver.told).toEqual(['3 a act', '3 s act', '4 a act']);
  });

  it('goes by what had come when the event came, however late it is decided', () => {
    const driver = new Driver(
      `strategy s { ${reports} IF count(report) over 10m == 2 THEN runWorkflow(train) ELSE stopWorkflow(train) }`,
    );
    driver.outcomeOf = () => undefined;
    for (const minute of [1, 2, 3]) report(driver, minute, 'a');
    driver.complete(driver.asked[0], 30);
    driver.complete(driver.asked[0], 31);
    expect(driver.decisions.map(({ verdict, at }) => [(at - START) / MINUTE, verdict])).toEqual([
      [1, 'quiet'],
      [2, 'act'],
      [3, 'quiet'],
    ]);
  });

  it('has what was refused because too many wait, and not what is no such call', () => {
    const driver = new Driver(
      `strategy s { ${reports} THEN runWorkflow(train) }
       strategy t { WHEN every 5m IF count(report) over 10m == 105 THEN stopWorkflow(train) }`,
    );
    driver.outcomeOf = (name) => (name === 'runWorkflow' ? undefined : { ok: null });
    for (let count = 0; count < 105; count += 1) report(driver, 1, 'a');
    report(driver, 1, 5);
    driver.clock(5);
    expect(driver.effects.filter((effect) => effect.kind === 'reply' && !effect.accepted)).toHaveLength(5);
    expect(driver.told.at(-1)).toBe('5 t act');
  });

  it('is of changes, also of those that nothing waits for, each state of one for itself', () => {
    const driver = new Driver(
      `strategy s { WHEN every 10m IF count(train.failed) over 1h >= 2 and count(train.ended) over 1h == 3 THEN stopWorkflow(train) }`,
    );
    driver.change('1', 'failed', 1, ['ended']);
    driver.change('2', 'succeeded', 2, ['ended']);
    driver.change('3', 'failed', 3, ['ended']);
    driver.run(10, 70, 10);
    expect(driver.told).toEqual(['10 s act', '20 s act', '30 s act', '40 s act', '50 s act', '60 s act']);
  });

  it('of an event that is made up has what came up to that, and nothing since', () => {
    const driver = new Driver(
      'strategy s { WHEN every 1h IF count(train.failed) over 10m == 1 THEN stopWorkflow(train) }',
    );
    driver.change('1', 'failed', 55);
    driver.change('2', 'failed', 100);
    driver.clock(110);
    expect(driver.told).toEqual(['60 s act']);
  });

  it('is unknown where the event brings no value to compare', () => {
    const driver = new Driver(
      `strategy s { WHEN every 5m or called report(host: String) IF count(report, host: host) over 10m >= 1 THEN runWorkflow(train) }`,
    );
    report(driver, 1, 'a');
    driver.clock(5);
    expect(driver.told).toEqual(['1 s act', '5 s unknown']);
    expect(driver.decisions.at(-1)?.constraint).toMatchObject({ sides: [{ value: { reason: /brings no host/ } }, {}] });
  });

  it('goes up to a thousand, and the last thousand hosts are known', () => {
    const { told, state } = afterManyHosts(
      `strategy s { WHEN every 5m IF count(report, host: "0") over 10m >= 1 THEN runWorkflow(train) }
       strategy t { WHEN every 5m IF count(report) over 10m == 1000 THEN runWorkflow(train) }
       strategy u { ${reports} THEN set seen = true } state seen : Bool = false`,
    );
    expect(Object.keys(state.heard)).toHaveLength(1000);
    expect(told.slice(1001)).toEqual(['s quiet', 't act']);
  });

  it('goes on over a restart, an upgrade that counts it too, and a clock that is set back', () => {
    const members = (more: string): string =>
      `strategy s { ${reports} IF count(report) over 10m >= 3 THEN runWorkflow(train) } ${more}`;
    const driver = new Driver(members(''));
    report(driver, 1, 'a');
    driver.restart();
    driver.upgrade(members('strategy t { WHEN every 1h THEN stopWorkflow(train) }'));
    report(driver, 2, 'a');
    driver.send({ kind: 'clock', at: START + MINUTE, set: true });
    report(driver, 11, 'a');
    report(driver, 10.5, 'a');
    expect(driver.told).toEqual([]);
    report(driver, 11.5, 'a');
    expect(driver.told).toEqual(['11.5 s act']);
    driver.upgrade('strategy t { WHEN every 1h THEN stopWorkflow(train) }');
    expect(driver.state.heard).toEqual({});
  });
});

describe('a cooldown and a limit for each value', () => {
  it('hold back what brings this value, and nothing else', () => {
    const driver = new Driver(`strategy s { cooldown 10m per host ${reports} THEN runWorkflow(train) }`);
    for (const [minute, host] of [
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
      [11, 'a'],
      [11, 'b'],
    ] as const)
      report(driver, minute, host);
    expect(driver.told).toEqual(['1 s act', '2 s act', '3 s held', '11 s act', '11 s held']);
    expect(driver.decisions.at(-1)?.held).toEqual({
      by: 'cooldown',
      until: START + 12 * MINUTE,
      key: { name: 'host', value: 'b' },
    });
  });

  it('count tries of each, a cooldown of all beside them', () => {
    const driver = new Driver(`strategy s { cooldown 1m limit 2 per 1d per host ${reports} THEN runWorkflow(train) }`);
    for (const [minute, host] of [
      [1, 'a'],
      [1.5, 'b'],
      [2, 'a'],
      [3, 'a'],
      [4, 'b'],
    ] as const)
      report(driver, minute, host);
    expect(driver.told).toEqual(['1 s act', '1.5 s held', '2 s act', '3 s held', '4 s act']);
  });

  it('take what brings no value for one of its own', () => {
    const driver = new Driver(
      `strategy s { cooldown 10m per host WHEN every 4m or called report(host: String) THEN runWorkflow(train) }`,
    );
    driver.clock(4);
    report(driver, 5, 'a');
    driver.clock(8);
    driver.clock(16);
    expect(driver.told).toEqual(['4 s act', '5 s act', '8 s held', '16 s act']);
  });

  it('remember the values that hold something back, and no more than a thousand: no other is taken meanwhile', () => {
    const { told, state, decisions } = afterManyHosts(
      `strategy s { cooldown 4m per host ${reports} or every 5m THEN set seen = true } state seen : Bool = false`,
    );
    expect(told.filter((each) => each === 's act')).toHaveLength(1001);
    expect(decisions[1000]?.held).toEqual({ by: 'keys', of: 1000, name: 'host' });
    expect(Object.keys(state.strategies['s']?.counts.byKey ?? {})).toEqual(['host null']);
  });

  it('hold back what waited, however late somebody has answered', () => {
    const driver = new Driver(
      `strategy s { cooldown 4m per host approval by "leads" ${reports} THEN runWorkflow(train) }`,
    );
    const answer = (minute: number, approved: boolean): void => {
      const ask = driver.effects.findLast(({ kind }) => kind === 'ask');
      const effect = ask?.kind === 'ask' ? ask.id : '';
      driver.send({ kind: 'answered', at: START + minute * MINUTE, effect, approved, by: 'ann' });
    };
    report(driver, 1, 'a');
    answer(2, true);
    report(driver, 3, 'b');
    report(driver, 5, 'a');
    // The cooldown of `a` ends at 6, before this answer and behind what waits.
    answer(9, false);
    expect(driver.decisions.at(-1)?.held).toMatchObject({ by: 'cooldown', until: START + 6 * MINUTE });
  });

  it('begin to cool where nobody agreed', () => {
    const driver = new Driver(
      `strategy s { cooldown 10m per host approval by "leads" ${reports} THEN runWorkflow(train) }`,
    );
    report(driver, 1, 'a');
    const ask = driver.effects.find((effect) => effect.kind === 'ask');
    driver.send({
      kind: 'answered',
      at: START + 2 * MINUTE,
      effect: ask && 'id' in ask ? ask.id : '',
      approved: false,
      by: 'x',
    });
    report(driver, 3, 'b');
    driver.send({ kind: 'clock', at: START + 3 * MINUTE });
    expect(driver.told).toEqual(['1 s act', '3 s act']);
    driver.upgrade(`strategy s { cooldown 10m per host ${reports} THEN runWorkflow(train) }`);
    report(driver, 5, 'a');
    expect(driver.told.at(-1)).toBe('5 s held');
  });

  it('of a dry run are its own', () => {
    const driver = new Driver(`strategy s { dry-run cooldown 10m per host ${reports} THEN runWorkflow(train) }`);
    for (const host of ['a', 'b', 'a']) report(driver, 1, host);
    expect(driver.told).toEqual(['1 s act', '1 s act', '1 s held']);
  });
});
