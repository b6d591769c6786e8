import { describe, expect, it } from 'vitest';
import { whyNot, type WhyNot } from '../../../src/agent/explain/why-not.ts';
import { Driver, START } from '../engine/driver.ts';

const MINUTE = 60_000;

/** Asks at a minute, of what was told up to now. */
const ask = (driver: Driver, minute: number, strategy = 's'): WhyNot =>
  whyNot({
    graph: driver.graph,
    state: driver.state,
    strategy,
    at: START + minute * MINUTE,
    entries: driver.trace.toReversed(),
  });

describe('a strategy that did not act says which clause kept it, the value, and what would have been enough:', () => {
  it('a number below its limit, how often it was near, and when it looks next', () => {
    const driver = new Driver('strategy s { WHEN every 10m IF x >= 100 THEN runWorkflow(train) }');
    for (const [minute, x] of [
      [10, 50],
      [20, 96],
      [30, 97],
    ] as const) {
      driver.readings.set('x', x);
      driver.clock(minute);
    }
    expect(ask(driver, 35)).toEqual({
      because: 'quiet',
      reason: '2026-12-01T00:30:00Z nothing to do: x = 97 is not >= 100 (every 10m)',
      enough: 'x at least 100 (it was 97), or a limit of 97',
      more: ['within 5% of its limits twice in 3 decisions of the last 24 h', 'it looks next at 2026-12-01T00:40:00Z'],
      decision: driver.decisions[2]?.occurrence,
    });
    // Asked of an earlier instant, it is the decision of then.
    expect(ask(driver, 15).enough).toBe('x at least 100 (it was 50), or a limit of 50');
  });

  it('missing data', () => {
    const driver = new Driver('strategy s { WHEN every 10m IF x >= 100 THEN runWorkflow(train) }');
    driver.clock(10);
    expect(ask(driver, 10)).toMatchObject({ because: 'unknown', enough: 'a value of x' });
    expect(ask(driver, 10).reason).toContain('x is unknown: nothing was logged');
  });

  it('a cooldown', () => {
    const driver = new Driver('strategy s { cooldown 1h WHEN every 10m THEN runWorkflow(train) }');
    driver.clock(10);
    driver.clock(20);
    expect(ask(driver, 20)).toMatchObject({ because: 'cooldown', enough: 'the same from 2026-12-01T01:10:00Z on' });
  });

  it('one that goes before it', () => {
    const driver =
      new Driver(`strategy first { priority 2 WHEN every 10m THEN updateWorkflowReplica(serve, minimum: 4) }
strategy s { priority 1 WHEN every 10m THEN updateWorkflowReplica(serve, minimum: 1) }`);
    driver.clock(10);
    expect(ask(driver, 10)).toMatchObject({
      because: 'precedence',
      enough: 'that first does not act at the same instant',
    });
  });

  it('an approval that is waited for, and one that was refused', () => {
    const driver = new Driver('strategy s { approval by "ann" timeout 1h WHEN every 10m THEN runWorkflow(train) }');
    driver.clock(10);
    const asked = ask(driver, 11);
    expect(asked).toMatchObject({ because: 'approval', enough: 'that ann agrees before 2026-12-01T01:10:00Z' });
    expect(asked.reason).toContain('asks ann to agree');
    const [effect] = driver.effects.filter(({ kind }) => kind === 'ask');
    if (effect?.kind !== 'ask') throw new Error('nobody is asked');
    driver.send({ kind: 'answered', at: START + 12 * MINUTE, effect: effect.id, approved: false, by: 'ann' });
    expect(ask(driver, 12).because).toBe('approval');
    expect(ask(driver, 12).reason).toContain('ann does not agree');
  });

  it('what has not held for long enough', () => {
    const driver = new Driver('strategy s { WHEN every 10m IF x >= 100 for 30m THEN runWorkflow(train) }');
    driver.readings.set('x', 100);
    driver.clock(10);
    driver.clock(20);
    expect(ask(driver, 20)).toMatchObject({
      because: 'duration',
      enough: 'that it still holds at 2026-12-01T00:40:00Z',
    });
  });

  it('a pause, before and after it was due', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    driver.send({ kind: 'paused', at: START + MINUTE, strategy: 's', paused: true, by: 'ann' });
    expect(ask(driver, 2)).toMatchObject({ because: 'pause', enough: 'that it is let go on' });
    driver.clock(10);
    expect(ask(driver, 10)).toMatchObject({ because: 'pause', enough: 'that it is let go on' });
    expect(ask(driver, 10).reason).toContain('ann paused it');
  });

  it('a call that was refused for an argument that it does not know', () => {
    const driver = new Driver('strategy s { WHEN called go(images: Int) IF images > 5 THEN runWorkflow(train) }');
    const call = { kind: 'called', receiver: 'go', caller: 'p' } as const;
    driver.send({ ...call, at: START + MINUTE, id: '1', arguments: { pictures: 7 } });
    const refused = ask(driver, 2);
    expect(refused.because).toBe('refused');
    expect(refused.reason).toContain('pictures');
    expect(refused.more).toEqual(['it waits for called go(images: Int)']);
  });

  it('one that is busy, and reads what it needs', () => {
    const driver = new Driver('strategy s { WHEN every 10m IF x >= 1 THEN runWorkflow(train) }');
    driver.readings.set('x', 1);
    driver.outcomeOf = () => undefined;
    driver.clock(10);
    driver.clock(20);
    expect(ask(driver, 21)).toMatchObject({ because: 'busy', enough: 'its end before 2026-12-02T00:10:00Z' });
    expect(ask(driver, 21).more[0]).toContain('1 event waits');
    const slow = new Driver('strategy s { WHEN every 10m IF x >= 1 THEN runWorkflow(train) }');
    slow.answers = false;
    slow.clock(10);
    expect(ask(slow, 11)).toMatchObject({ because: 'reading', enough: 'an answer before 2026-12-02T00:10:00Z' });
    expect(ask(slow, 11).reason).toContain('it reads x');
  });

  it('one that was never due', () => {
    const driver = new Driver('strategy s { WHEN on train.failed THEN stopWorkflow(train) }');
    driver.clock(10);
    expect(ask(driver, 10)).toMatchObject({
      because: 'never due',
      enough: 'on train.failed',
      more: ['it waits for on train.failed'],
    });
  });

  it('one that another graph has', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    driver.upgrade('strategy other { WHEN every 10m THEN runWorkflow(train) }');
    expect(ask(driver, 1)).toMatchObject({ because: 'other graph', enough: 'a graph with s, built and applied' });
    expect(ask(driver, 1).reason).toContain('what it runs are other');
  });

  it('one that failed', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    driver.outcomeOf = () => ({ failed: 'the quota is used up' });
    driver.clock(10);
    expect(ask(driver, 10).because).toBe('failed');
    expect(ask(driver, 10).reason).toContain('the quota is used up');
  });

  it('one that did act', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    driver.clock(10);
    expect(ask(driver, 10).because).toBe('acted');
  });
});

describe('what would have been enough', () => {
  const enoughOf = (constraint: string, x: number, y?: number): string | undefined => {
    const driver = new Driver(`strategy s { WHEN every 10m IF ${constraint} THEN runWorkflow(train) }`);
    driver.readings.set('x', x);
    if (y !== undefined) driver.readings.set('y', y);
    driver.clock(10);
    return ask(driver, 10).enough;
  };

  it.each([
    [
      'x > 5 and y > 5',
      1,
      1,
      '(x above 5 (it was 1), or a limit below 1) and (y above 5 (it was 1), or a limit below 1)',
    ],
    ['x > 5 and y > 5', 6, 1, 'y above 5 (it was 1), or a limit below 1'],
    ['x > 5 or y == 2', 1, 1, '(x above 5 (it was 1), or a limit below 1), or else y equal to 2 (it was 1)'],
    ['not (x > 5)', 6, 0, 'x at most 5 (it was 6), or a limit of 6'],
    [
      'not (x > 5 or y > 5)',
      6,
      7,
      '(x at most 5 (it was 6), or a limit of 6) and (y at most 5 (it was 7), or a limit of 7)',
    ],
    ['100 <= x', 97, 0, 'x at least 100 (it was 97), or a limit of 97'],
    ['x > y', 3, 4, 'x above 4 (it was 3), or y below 3'],
  ])('%s with %d and %d', (constraint, x, y, expected) => {
    expect(enoughOf(constraint, x, y)).toBe(expected);
  });
});
