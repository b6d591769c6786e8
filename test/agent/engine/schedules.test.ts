import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedProgression, type Progression } from '../../../src/agent/engine/progressions.ts';
import { lastFiring, nextFiring, type Timing } from '../../../src/agent/engine/triggers.ts';
import type { EveryNode, TriggerNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { Driver, START } from './driver.ts';

const timing: Timing = { startedAt: START, seed: 'ns/a/s' };
const every = (seconds: number, more: Partial<EveryNode> = {}): EveryNode => ({
  kind: 'every',
  seconds,
  text: 'every',
  ...more,
});

/** All firings from the start to an instant, looked for from both ends. */
function firings(trigger: TriggerNode, upTo: number): readonly number[] {
  const found: number[] = [];
  for (
    let at = nextFiring(trigger, timing, START - 1);
    at !== undefined && at <= upTo;
    at = nextFiring(trigger, timing, at)
  )
    found.push(at);
  const back: number[] = [];
  for (
    let at = lastFiring(trigger, timing, START - 1, upTo);
    at !== undefined;
    at = lastFiring(trigger, timing, START - 1, at - 1)
  )
    back.unshift(at);
  expect(back).toEqual(found);
  return found;
}

describe('until', () => {
  it('bounds firings as they are without their jitter, of which none is lost', () => {
    const seconds = Array.from({ length: 40 }, (_, index) => 600 + index);
    for (const each of seconds) {
      const until = START + 6 * each * 1000;
      expect(firings(every(each, { from: START, until, jitterSeconds: 60 }), until + 120_000)).toHaveLength(7);
    }
    expect(firings(every(600, { from: START, until: START, jitterSeconds: 60 }), START + 1e6)).toHaveLength(1);
  });
});

describe('a jitter', () => {
  it('follows from names and the number of the firing, however the interval is written', () => {
    const upTo = START + 3_600_000;
    expect(firings(every(60, { jitterSeconds: 30, text: 'every 1m jitter 30s' }), upTo)).toEqual(
      firings(every(60, { jitterSeconds: 30, text: 'every 60s jitter 30s' }), upTo),
    );
  });

  it('does not fire a number again where an upgrade writes the interval otherwise', () => {
    const driver = new Driver('strategy s { WHEN every 1m jitter 50s THEN runWorkflow(train) }');
    driver.run(0, 3, 0.1);
    const before = driver.told.length;
    driver.upgrade('strategy s { WHEN every 60s jitter 50s THEN runWorkflow(train) }');
    driver.run(3, 6, 0.1);
    expect([before, driver.told.length]).toEqual([2, 5]);
  });
});

describe('intervals that share instants', () => {
  const all = (...triggers: TriggerNode[]): TriggerNode => ({ kind: 'all', text: 'all', triggers });

  it('share those that they have in common', () => {
    const progression = fc.record({ base: fc.integer({ min: -50, max: 50 }), period: fc.integer({ min: 1, max: 24 }) });
    const isIn = ({ base, period }: Progression, at: number): boolean =>
      (((at - base) % period) + period) % period === 0;
    fc.assert(
      fc.property(
        fc.array(progression, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: -60, max: 60 }),
        (those, first) => {
          // All repeats after the product of the periods at the latest.
          const length = those.reduce((product, { period }) => product * period, 1);
          fc.pre(length <= 50_000);
          const expected = Array.from({ length: 2 * length }, (_, index) => first + index).filter((at) =>
            those.every((each) => isIn(each, at)),
          );
          const shared = sharedProgression(those, first);
          expect(shared?.base).toBe(expected[0]);
          if (shared) expect(shared.base + shared.period).toBe(expected[1] ?? shared.base + length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are found however far apart they are, at once', () => {
    const far = all(every(7199, { from: START }), every(7200, { from: START }));
    expect(nextFiring(far, timing, START)).toBe(START + 7199 * 7200 * 1000);
    const three = all(...[97, 101, 103].map((minutes) => every(minutes * 60, { from: START })));
    const period = 97 * 101 * 103 * 60_000;
    const late = START + 30 * 365 * 86_400_000;
    expect(lastFiring(three, timing, START, late)).toBe(START + Math.floor((late - START) / period) * period);
    const never = all(every(20, { from: START }), every(30, { from: START + 5000 }));
    expect(nextFiring(never, timing, START)).toBeUndefined();
    const hugePeriods = all(
      every(86_400 * 365 * 1000 + 1, { from: START }),
      every(86_400 * 365 * 999, { from: START }),
    );
    expect(nextFiring(hugePeriods, timing, START)).toBeUndefined();
  });

  it('are found beside a pattern of cron however rarely they meet', () => {
    const numbers = (count: number, first = 0): number[] => Array.from({ length: count }, (_, index) => first + index);
    const cron = (minutes: readonly number[], hours: readonly number[]): TriggerNode => ({
      kind: 'cron',
      ...{ minutes, hours, days: numbers(31, 1), months: numbers(12, 1), weekdays: numbers(7), eitherDay: false },
      zone: 'UTC',
      text: 'cron',
    });
    // 59,999 ms and whole minutes meet each 59,999 minutes; 86,399 s and midnight each 86,399 days.
    const shared = (seconds: number, pattern: TriggerNode): TriggerNode =>
      all(every(seconds, { from: START }), pattern);
    for (const [trigger, later] of [
      [shared(59.999, cron(numbers(60), numbers(24))), 59_999 * 60_000],
      [shared(86_399, cron([0], [0])), 86_399 * 86_400_000],
    ] as const) {
      expect(nextFiring(trigger, timing, START)).toBe(START + later);
      expect(lastFiring(trigger, timing, START, START + later + 1)).toBe(START + later);
    }
  });

  it('end with the first that ends, and begin with the last that begins', () => {
    const day = 86_400_000;
    const trigger = all(every(1200, { from: START, until: START + day }), every(1800, { from: START + 3_600_000 }), {
      kind: 'at',
      instant: START + 7_200_000,
      text: 'at',
    });
    expect(firings(trigger, START + 2 * day)).toEqual([START + 7_200_000]);
    expect(
      firings(
        all(every(1200, { from: START, until: START + day }), every(1800, { from: START + day - 3_600_000 })),
        START + 3 * day,
      ),
    ).toEqual([START + day - 3_600_000, START + day]);
  });
});
