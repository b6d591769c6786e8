import { describe, expect, it } from 'vitest';
import { Driver, START } from './driver.ts';

/** Of two that write one field, `b` goes before `a`. */
const two = (a: string, b: string): Driver =>
  new Driver(`state n : Int = 0\nstrategy a { ${a} THEN set n = 1 }\nstrategy b { priority 5 ${b} THEN set n = 2 }`);

describe('strategies that write one field at one instant', () => {
  it('are decided in their order, whichever is read first', () => {
    const driver = two('WHEN every 5m IF x > 1', 'WHEN every 5m IF y > 1');
    driver.answers = false;
    driver.clock(5);
    driver.observe('a', 5, 2);
    expect(driver.told).toEqual([]);
    driver.observe('b', 6, 2);
    expect(driver.told).toEqual(['5 b act', '5 a held']);
  });

  it('act where the one that goes before does not', () => {
    for (const quiet of [0, undefined]) {
      const driver = two('WHEN every 5m IF x > 1', 'WHEN every 5m IF y > 1');
      driver.answers = false;
      driver.clock(5);
      driver.observe('a', 5, 2);
      driver.observe('b', 6, quiet);
      expect(driver.done).toEqual(['5 set n = 1']);
    }
  });

  it('keep their order in a call that is for both', () => {
    const driver = two('WHEN called go()', 'WHEN called go()');
    driver.call('c');
    expect(driver.told).toEqual(['0 b act', '0 a held']);
    expect(driver.done).toEqual(['0 set n = 2']);
  });

  it('wait for one that has the same instant before it and is busy', () => {
    const driver = new Driver(`state n : Int = 0
strategy a { WHEN every 5m IF x > 1 THEN set n = 1 }
strategy b { priority 5 WHEN every 5m IF y > 1 THEN { runWorkflow(train)  set n = 2 } }`);
    driver.readings.set('x', 2).set('y', 2);
    driver.outcomeOf = () => undefined;
    driver.clock(5);
    driver.clock(10);
    expect(driver.told).toEqual(['5 b act', '5 a held']);
    driver.complete(driver.asked[0], 11);
    expect(driver.told.slice(2)).toEqual(['10 b act', '10 a held']);
  });

  it('do not wait for ever: when its time is over, one is not begun any more', () => {
    const driver = two('timeout 1m WHEN every 5m IF x > 1', 'WHEN every 5m IF y > 1');
    driver.answers = false;
    driver.clock(5);
    driver.observe('a', 5, 2);
    expect(driver.wake).toBe(6);
    driver.clock(6);
    expect(driver.told).toEqual([]);
    expect(driver.trace.at(-1)).toMatchObject({ kind: 'late', at: START + 5 * 60_000 });
    // What is next is the schedule.
    expect(driver.wake).toBe(10);
    driver.observe('b', 7, 2);
    expect(driver.done).toEqual(['5 set n = 2']);
  });

  it('are decided after all where the one that goes before has left the graph', () => {
    const driver = two('WHEN every 5m IF x > 1', 'WHEN every 5m IF y > 1');
    driver.answers = false;
    driver.clock(5);
    driver.observe('a', 5, 2);
    driver.upgrade('state n : Int = 0\nstrategy a { WHEN every 5m IF x > 1 THEN set n = 1 }');
    driver.clock(6);
    // What it had read was for an order that is no more.
    driver.observe('a', 6, 2);
    expect(driver.done).toEqual(['5 set n = 1']);
  });

  it('do not wait for what goes before at another instant', () => {
    const driver = two('WHEN every 4m IF x > 1', 'WHEN every 10m IF y > 1');
    driver.answers = false;
    driver.clock(10);
    // `a` was missed at 4 and has 8 to make up, `b` has 10.
    driver.observe('a', 10, 2);
    expect(driver.told).toEqual(['8 a act']);
  });
});
