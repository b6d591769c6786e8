import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronAfter, cronUpTo, type CronTimes } from '../../../src/base/values/cron.ts';
import { parseCron } from '../../../src/language/types/cron.ts';

const HOUR = 3_600_000;

function node(pattern: string, zone: string): CronTimes {
  const fields = parseCron(pattern);
  if ('reason' in fields) throw new Error(fields.reason);
  return { ...fields, zone };
}

const zones = ['UTC', 'Europe/Madrid', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];

/** Whether the offset of a zone changes within a day of an instant. */
function nearChange(zone: string, at: number): boolean {
  const offset = (instant: number): string =>
    new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
      .formatToParts(instant)
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return offset(at - 30 * HOUR) !== offset(at + 30 * HOUR);
}

describe('cron', () => {
  const item = (low: number, high: number): fc.Arbitrary<string> =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant('*') },
      fc.integer({ min: low, max: high }).map(String),
      fc.integer({ min: 2, max: 7 }).map((by) => `*/${String(by)}`),
      fc
        .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
        .map(([a, b]) => `${String(Math.min(a, b))}-${String(Math.max(a, b))}`),
    );
  const pattern = fc
    .tuple(item(0, 59), item(0, 23), item(1, 28), item(1, 12), item(0, 6))
    .map((parts) => parts.join(' '));

  it('fires when croner does, away from changes of clocks', () => {
    const from = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2029, 0, 1) });
    let compared = 0;
    fc.assert(
      fc.property(pattern, fc.constantFrom(...zones), from, (text, zone, after) => {
        const theirs = new Cron(text, { timezone: zone }).nextRun(new Date(after))?.getTime();
        const ours = cronAfter(node(text, zone), after);
        if (
          theirs === undefined ||
          nearChange(zone, theirs) ||
          nearChange(zone, after) ||
          (ours !== undefined && nearChange(zone, ours))
        )
          return;
        compared += 1;
        expect(ours, `${text} in ${zone} after ${new Date(after).toISOString()}`).toBe(theirs);
      }),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('runs a nightly job once on the night when clocks go forward, and once when they go back', () => {
    const nightly = node('30 2 * * *', 'Europe/Madrid');
    const during = (from: number, to: number): string[] => {
      const fired: string[] = [];
      for (let at = cronAfter(nightly, from); at !== undefined && at <= to; at = cronAfter(nightly, at))
        fired.push(new Date(at).toISOString());
      return fired;
    };
    // 29 March 2026: 02:00 becomes 03:00, so 02:30 is not there. 25 October 2026: 03:00 becomes 02:00, so it is there twice.
    expect(during(Date.UTC(2026, 2, 27, 12), Date.UTC(2026, 2, 30, 12))).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    expect(during(Date.UTC(2026, 9, 24, 12), Date.UTC(2026, 9, 26, 12))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('runs an hourly job every hour, whatever the clocks do', () => {
    const hourly = node('0 * * * *', 'America/New_York');
    for (const day of [Date.UTC(2026, 2, 8), Date.UTC(2026, 10, 1)]) {
      for (let at = day, count = 0; count < 30; count += 1) {
        const next = cronAfter(hourly, at);
        expect(next).toBe(at + HOUR);
        at = next ?? 0;
      }
    }
  });

  it('finds the last firing of a time as the one after which no other comes', () => {
    fc.assert(
      fc.property(
        pattern,
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2026, 1, 1), max: Date.UTC(2026, 11, 1) }),
        (text, zone, upTo) => {
          const cron = node(text, zone);
          const from = upTo - 400 * 24 * HOUR;
          const last = cronUpTo(cron, from, upTo);
          if (last === undefined) expect(cronAfter(cron, from) ?? Infinity).toBeGreaterThan(upTo);
          else {
            expect(cronAfter(cron, last - 1)).toBe(last);
            expect(cronAfter(cron, last) ?? Infinity).toBeGreaterThan(upTo);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('knows leap days and both kinds of days', () => {
    expect(cronAfter(node('0 0 29 2 *', 'UTC'), Date.UTC(2026, 0, 1))).toBe(Date.UTC(2028, 1, 29));
    // The 13th or a Friday: cron's rule where both are restricted.
    expect(cronAfter(node('0 0 13 * 5', 'UTC'), Date.UTC(2026, 11, 1))).toBe(Date.UTC(2026, 11, 4));
  });
});
