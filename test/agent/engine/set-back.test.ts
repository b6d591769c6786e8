import { describe, expect, it } from 'vitest';
import { Driver, START } from './driver.ts';

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60;

const setBack = (driver: Driver, minute: number): void => {
  driver.send({ kind: 'clock', at: START + minute * MINUTE, set: true });
};

describe('a clock that was a year ahead and is set back', () => {
  it('lets schedules go on from then', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    driver.clock(YEAR);
    driver.clock(5);
    driver.clock(20);
    expect(driver.told).toHaveLength(1);
    setBack(driver, 25);
    driver.clock(30);
    expect(driver.told.at(-1)).toBe('30 s act');
  });

  it('leaves no cooldown, window, latch or `for` in the future', () => {
    const driver = new Driver(
      'strategy s { cooldown 20m WHEN every 10m IF z since last fired >= 0 and x rises above 5 falls below 1 THEN runWorkflow(train) }',
    );
    driver.readings.set('z', 1).set('x', 9);
    driver.clock(YEAR);
    setBack(driver, 5);
    // What fired has fired: it cools down from then.
    driver.run(10, 30, 10);
    expect(driver.told.slice(1)).toEqual(['10 s held', '20 s held', '30 s act']);
    expect(driver.decisions.at(-1)?.readings.flatMap(({ window }) => window?.from ?? [])).toContain(START + 5 * MINUTE);
  });

  it('ends what takes too long by its own time, and tries again without waiting a year', () => {
    const driver = new Driver('strategy s { timeout 10m WHEN called go() THEN runWorkflow(train) retry 1 backoff 5m }');
    driver.outcomeOf = () => undefined;
    driver.call('a', YEAR);
    driver.complete(driver.asked[0], YEAR, { failed: 'busy' });
    setBack(driver, 1);
    driver.clock(1);
    expect(driver.asked).toHaveLength(1);
    expect(driver.wake).toBe(11);
    driver.clock(11);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'ending', complete: false });
  });

  it('lets intervals be counted from then where the agent had started ahead', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }', YEAR);
    driver.clock(YEAR);
    setBack(driver, 5);
    driver.run(10, 30, 5);
    expect(driver.told).toEqual(['15 s act', '25 s act']);
  });

  it('wedges none that left and comes back', () => {
    const other = 'strategy other { WHEN called stop() THEN stopWorkflow(train) }';
    const both = `strategy s { cooldown 10m WHEN called go() THEN runWorkflow(train) } ${other}`;
    const driver = new Driver(both);
    driver.call('a', YEAR);
    driver.upgrade(other);
    setBack(driver, 5);
    driver.upgrade(both);
    driver.call('b', 10);
    driver.call('c', 15);
    expect(driver.told.slice(1)).toEqual(['10 s held', '15 s act']);
  });

  it('has events of their own for the instants that come again', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    driver.run(10, 20, 10);
    setBack(driver, 5);
    driver.restart();
    driver.run(10, 20, 10);
    expect(driver.told).toEqual(['10 s act', '20 s act', '10 s act', '20 s act']);
    expect(new Set(driver.decisions.map(({ occurrence }) => occurrence)).size).toBe(4);
  });

  it('is no setting back where it lies ahead', () => {
    const driver = new Driver('strategy s { WHEN every 10m THEN runWorkflow(train) }');
    setBack(driver, 10);
    expect(driver.told).toEqual(['10 s act']);
  });
});
