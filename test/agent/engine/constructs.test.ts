import { describe, expect, it } from 'vitest';
import { Driver, START } from './driver.ts';

const MINUTE = 60_000;

describe('modifiers', () => {
  it('cooldown: nothing until it is over, counted from the firing', () => {
    const driver = new Driver('strategy s { cooldown 10m WHEN every 5m IF x > 1 THEN runWorkflow(train) }');
    driver.readings.set('x', 2);
    driver.run(0, 20, 5);
    expect(driver.told).toEqual(['5 s act', '10 s held', '15 s act', '20 s held']);
  });

  it('limit: so many firings within any span', () => {
    const driver = new Driver('strategy s { limit 2 per 30m WHEN every 10m THEN runWorkflow(train) }');
    driver.run(0, 60, 10);
    // At 40 the firing at 10 is 30 minutes ago, and no longer within.
    expect(driver.told).toEqual(['10 s act', '20 s act', '30 s held', '40 s act', '50 s act', '60 s held']);
  });

  it('a firing whose action failed starts neither', () => {
    const driver = new Driver('strategy s { cooldown 1h limit 1 per 1d WHEN every 10m THEN runWorkflow(train) }');
    let tries = 0;
    driver.outcomeOf = () => ((tries += 1) < 3 ? { failed: 'busy' } : { ok: null });
    driver.run(0, 40, 10);
    expect(driver.told).toEqual(['10 s act', '20 s act', '30 s act', '40 s held']);
  });

  it('priority: of two that write one field at one instant the first acts, the other yields', () => {
    const driver = new Driver(`state n : Int = 0
strategy a { WHEN every 5m IF x > 1 THEN set n = 1 }
strategy b { priority 5 WHEN every 5m IF y > 1 THEN set n = 2 }`);
    driver.readings.set('x', 2).set('y', 2);
    driver.clock(5);
    expect(driver.told).toEqual(['5 b act', '5 a held']);
    driver.readings.set('y', 0);
    driver.clock(10);
    expect(driver.told.slice(2)).toEqual(['10 a act']);
    expect(driver.done).toEqual(['5 set n = 2', '10 set n = 1']);
  });

  it('timeout: what is not done in time has failed, and its late answer changes nothing', () => {
    const driver = new Driver(`state failed : Int = 0
strategy s { timeout 5m WHEN called go() THEN { runWorkflow(train)  stopWorkflow(train) } on failure set failed = 1 }`);
    driver.outcomeOf = () => undefined;
    driver.send({ kind: 'called', at: START, id: 'c', receiver: 'go', arguments: {}, caller: 'p' });
    driver.clock(4);
    expect(driver.done).toEqual([]);
    driver.clock(5);
    expect(driver.done).toEqual(['0 set failed = 1']);
    const [effect] = driver.effects.filter(({ kind }) => kind === 'act');
    driver.send({
      kind: 'completed',
      at: START + 6 * MINUTE,
      effect: effect?.kind === 'act' ? effect.id : '',
      outcome: { ok: null },
    });
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ignored' });
    expect(driver.effects.filter(({ kind }) => kind === 'act')).toHaveLength(1);
  });

  it('a wake is asked for when time is over', () => {
    const driver = new Driver('strategy s { timeout 5m WHEN called go() THEN runWorkflow(train) }');
    driver.outcomeOf = () => undefined;
    driver.send({ kind: 'called', at: START, id: 'c', receiver: 'go', arguments: {}, caller: 'p' });
    expect(driver.effects.at(-1)).toEqual({ kind: 'wake', at: START + 5 * MINUTE });
  });

  it('approval: nothing is done before somebody agrees, and nothing if nobody does', () => {
    const driver = new Driver('strategy s { approval by "leads" timeout 1h WHEN every 10m THEN runWorkflow(train) }');
    driver.clock(10);
    const ask = driver.effects.find(({ kind }) => kind === 'ask');
    expect(ask).toMatchObject({ by: 'leads', actions: ['runWorkflow(train)'] });
    expect(driver.done).toEqual([]);
    const effect = ask?.kind === 'ask' ? ask.id : '';
    expect(driver.restart()).toEqual([ask]);
    driver.send({ kind: 'answered', at: START + 15 * MINUTE, effect, approved: true, by: 'ann' });
    expect(driver.done).toEqual(['10 runWorkflow(train)']);
    driver.send({ kind: 'answered', at: START + 16 * MINUTE, effect, approved: true, by: 'ann' });
    expect(driver.done).toHaveLength(1);
    driver.clock(20);
    const second = driver.effects.findLast(({ kind }) => kind === 'ask');
    driver.send({
      kind: 'answered',
      at: START + 21 * MINUTE,
      effect: second?.kind === 'ask' ? second.id : '',
      approved: false,
      by: 'bob',
    });
    driver.clock(30);
    driver.clock(90);
    const answers = driver.trace.flatMap((entry) => (entry.kind === 'approval' ? [entry.answer] : []));
    // That of minute 30 has an hour; what came meanwhile waited, and is asked for when it is over.
    expect(answers).toEqual(['asked', 'approved', 'asked', 'refused', 'asked', 'lapsed', 'asked']);
    expect(driver.done).toHaveLength(1);
  });

  it('dry-run: all is decided, and nothing is done', () => {
    const driver = new Driver(`state n : Int = 0
strategy s { dry-run cooldown 10m WHEN every 5m THEN { set n = n + 1  runWorkflow(train) } }`);
    driver.run(0, 15, 5);
    expect(driver.told).toEqual(['5 s act', '10 s held', '15 s act']);
    expect(driver.done).toEqual([]);
    expect(driver.effects.filter(({ kind }) => kind === 'act')).toEqual([]);
  });
});

describe('constraints', () => {
  it('for: it has to have held whenever it was looked at', () => {
    const driver = new Driver('strategy s { WHEN every 1m IF x > 1 for 3m THEN runWorkflow(train) }');
    driver.readings.set('x', 2);
    driver.run(0, 2);
    driver.readings.set('x', 0);
    driver.clock(3);
    driver.readings.set('x', 2);
    driver.run(4, 7);
    expect(driver.told).toEqual(['1 s held', '2 s held', '4 s held', '5 s held', '6 s held', '7 s act']);
  });

  it('for: what nobody looked at is not known to have held', () => {
    const driver = new Driver('strategy s { WHEN every 1m IF x > 1 for 3m THEN runWorkflow(train) }');
    driver.readings.set('x', 2);
    driver.clock(1);
    driver.clock(60);
    expect(driver.told).toEqual(['1 s held', '60 s held']);
  });

  it('a latch stays what it was between its limits, over restarts', () => {
    const driver = new Driver(
      'strategy s { WHEN every 1m IF x rises above 20 falls below 15 THEN runWorkflow(train) }',
    );
    const acts = [18, 21, 18, 15, 14, 18, 21].map((value, index) => {
      driver.readings.set('x', value);
      driver.clock(index + 1);
      driver.restart();
      return driver.decisions.at(-1)?.verdict;
    });
    expect(acts).toEqual(['quiet', 'act', 'act', 'act', 'quiet', 'quiet', 'act']);
  });

  it('unknown: nothing is done, unless it is said what stands for it or what to do', () => {
    const driver = new Driver(`strategy a { WHEN every 1m IF x > 1 THEN runWorkflow(train) ELSE stopWorkflow(train) }
strategy b { WHEN every 1m IF x default 5 > 1 THEN runWorkflow(train) }
strategy c { WHEN every 1m IF x > 1 THEN runWorkflow(train) when unknown deployWorkflow(serve) }`);
    driver.clock(1);
    expect(driver.told).toEqual(['1 a unknown', '1 b act', '1 c unknown']);
    expect(driver.done).toEqual(['1 runWorkflow(train)', '1 deployWorkflow(serve)']);
  });
});

describe('actions', () => {
  it('ELSE where the constraint is false, which is no firing', () => {
    const driver = new Driver(
      'strategy s { cooldown 1h WHEN every 1m IF x > 1 THEN runWorkflow(train) ELSE stopWorkflow(train) }',
    );
    driver.readings.set('x', 0);
    driver.run(1, 2);
    driver.readings.set('x', 2);
    driver.run(3, 4);
    expect(driver.done).toEqual(['1 stopWorkflow(train)', '2 stopWorkflow(train)', '3 runWorkflow(train)']);
  });

  it('the first failure ends them, and on failure follows', () => {
    const driver = new Driver(
      'strategy s { WHEN every 1m THEN { stopWorkflow(train)  runWorkflow(train) } on failure deployWorkflow(serve) }',
    );
    driver.outcomeOf = (text) => (text === 'stopWorkflow' ? { failed: 'no' } : { ok: null });
    driver.clock(1);
    expect(driver.done).toEqual(['1 deployWorkflow(serve)']);
    const [ending] = driver.trace.filter(({ kind }) => kind === 'ending');
    expect(ending).toMatchObject({ branch: 'then', fired: false, left: ['runWorkflow(train)'] });
  });

  it('parallel: all are asked for at once, and what follows waits for all', () => {
    const driver = new Driver(
      'strategy s { WHEN every 1m THEN { parallel { stopWorkflow(train)  deleteWorkflow(serve) }  runWorkflow(train) } }',
    );
    driver.outcomeOf = () => undefined;
    driver.clock(1);
    // What has no answer is done again behind the restart, under its id.
    const ids = (): string[] => [
      ...new Set(driver.effects.flatMap((effect) => (effect.kind === 'act' ? [effect.id] : []))),
    ];
    expect(ids()).toHaveLength(2);
    expect(driver.restart()).toHaveLength(2);
    const [first = '', second = ''] = ids();
    driver.send({ kind: 'completed', at: START + MINUTE, effect: second, outcome: { ok: null } });
    expect(ids()).toHaveLength(2);
    driver.send({ kind: 'completed', at: START + MINUTE, effect: first, outcome: { ok: null } });
    expect(ids()).toHaveLength(3);
  });

  it('retry: again under one key, after pauses that double up to the longest', () => {
    const driver = new Driver('strategy s { WHEN called go() THEN runWorkflow(train) retry 4 backoff 1m..3m }');
    driver.outcomeOf = () => ({ failed: 'busy' });
    driver.send({ kind: 'called', at: START, id: 'c', receiver: 'go', arguments: {}, caller: 'p' });
    driver.run(1, 15);
    const acts = driver.effects.flatMap((effect) => (effect.kind === 'act' ? [effect] : []));
    expect(new Set(acts.map(({ key }) => key)).size).toBe(1);
    expect(new Set(acts.map(({ id }) => id)).size).toBe(5);
    const again = driver.trace.flatMap((entry) =>
      entry.kind === 'action' && entry.again !== undefined ? [(entry.again - START) / MINUTE] : [],
    );
    // Pauses of 1, 2, 3 and 3 minutes.
    expect(again).toEqual([1, 3, 6, 9]);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ending', fired: false });
  });

  it('state: what is set is read at the next event', () => {
    const driver = new Driver('state n : Int = 0\nstrategy s { WHEN every 1m IF n < 2 THEN set n = n + 1 }');
    driver.run(0, 5);
    expect(driver.done).toEqual(['1 set n = n + 1', '2 set n = n + 1']);
  });
});
