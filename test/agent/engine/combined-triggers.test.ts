import { describe, expect, it } from 'vitest';
import { Driver } from './driver.ts';

const within = (span: string): Driver =>
  new Driver(`strategy s { WHEN on train.succeeded and called go() within ${span} THEN runWorkflow(train) }`);

describe('what has to come together', () => {
  it('fires in either order, at the instant of the last, the span included', () => {
    const first = within('5m');
    first.change('t', 'succeeded', 1);
    first.call('c', 6);
    expect(first.told).toEqual(['6 s act']);
    const second = within('5m');
    second.call('c', 1);
    second.change('t', 'succeeded', 6);
    expect(second.told).toEqual(['6 s act']);
  });

  it('does not fire when it is further apart, and the last of each part counts', () => {
    const driver = within('5m');
    driver.change('t', 'succeeded', 1);
    driver.call('c', 7);
    expect(driver.told).toEqual([]);
    driver.change('u', 'succeeded', 8);
    expect(driver.told).toEqual(['8 s act']);
  });

  it('is used up by a firing, and does not forget over a restart', () => {
    const driver = within('5m');
    driver.change('t', 'succeeded', 1);
    driver.restart();
    driver.call('c', 2);
    driver.call('d', 3);
    expect(driver.told).toEqual(['2 s act']);
    driver.change('u', 'succeeded', 4);
    expect(driver.told).toEqual(['2 s act', '4 s act']);
  });

  it('uses up what fired together, and not what a part of it has heard for the next time', () => {
    const driver = new Driver(
      'strategy s { WHEN (on train.succeeded and called go() within 5m) and on train.submitted within 10m THEN runWorkflow(train) }',
    );
    driver.change('t', 'succeeded', 1);
    driver.call('c', 2);
    driver.call('d', 3);
    driver.change('u', 'submitted', 4);
    driver.change('t', 'succeeded', 5);
    driver.change('u', 'submitted', 6);
    expect(driver.told).toEqual(['4 s act', '6 s act']);
  });

  it('is judged by when things happened, however late the clock tells of a schedule', () => {
    const source = 'strategy s { WHEN every 1h and on train.succeeded within 5m THEN runWorkflow(train) }';
    const apart = new Driver(source);
    apart.change('t', 'succeeded', 70);
    apart.clock(71);
    expect(apart.told).toEqual([]);
    const together = new Driver(source);
    together.change('t', 'succeeded', 63);
    together.clock(71);
    expect(together.told).toEqual(['63 s act']);
  });

  it('may be one of several triggers', () => {
    const driver = new Driver(
      'strategy s { WHEN (on train.succeeded and called go() within 5m) or on train.failed THEN runWorkflow(train) }',
    );
    driver.change('t', 'failed', 1);
    driver.change('u', 'succeeded', 2);
    driver.call('c', 3);
    expect(driver.told).toEqual(['1 s act', '3 s act']);
  });
});
