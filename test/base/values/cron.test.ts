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

function isTheirs(pattern: string): boolean {
  try {
    return new Cron(pattern, { paused: true }).getPattern() === pattern;
  } catch {
    return false;
  }
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

/** The parts of a pattern, their limits and their names. */
const parts = [
  { low: 0, high: 59, names: [] },
  { low: 0, high: 23, names: [] },
  { low: 1, high: 31, names: [] },
  { low: 1, high: 12, names: ['jan', 'FEB', 'mar', 'nov', 'Dec'] },
  { low: 0, high: 7, names: ['mon', 'TUE', 'wed', 'Sat'] },
] as const;

/**
 * One part of a pattern: numbers, names, ranges, steps, and lists of these; `beyond` 0 keeps to what cron allows, more goes
 * as far beyond the limits. A star without a step stands alone: beside other items croner forgets that it restricts nothing.
 */
function partOf({ low, high, names }: (typeof parts)[number], beyond: number): fc.Arbitrary<string> {
  const within = fc.integer({ min: low, max: high });
  const number = fc.integer({ min: Math.max(0, low - beyond), max: high + beyond }).map(String);
  const one = names.length === 0 ? number : fc.oneof({ weight: 3, arbitrary: number }, fc.constantFrom(...names));
  const range = fc
    .tuple(within, within)
    .map(([a, b]) => (beyond > 0 ? [a, b] : [Math.min(a, b), Math.max(a, b)]).join('-'));
  const step = beyond > 0 ? fc.constantFrom(0, 1, 2, 5) : fc.constantFrom(2, 3, 5);
  const stepped = fc.tuple(fc.oneof(fc.constant('*'), range), step).map(([text, by]) => `${text}/${String(by)}`);
  const list = fc.array(fc.oneof(one, range, stepped), { minLength: 1, maxLength: 3 }).map((items) => items.join(','));
  return fc.oneof({ weight: 2, arbitrary: list }, fc.constant('*'));
}

describe('cron', () => {
  const pattern = fc.tuple(...parts.map((each) => partOf(each, 0))).map((texts) => texts.join(' '));

  it('takes the patterns that croner takes, and no others', () => {
    const judged = { taken: 0, refused: 0 };
    const oneWrong = fc
      .nat({ max: parts.length - 1 })
      .chain((wrong) =>
        fc.tuple(...parts.map((each, index) => (index === wrong ? partOf(each, 2) : fc.constant('*')))),
      );
    fc.assert(
      fc.property(oneWrong, (texts) => {
        const text = texts.join(' ');
        const isTaken = !('reason' in parseCron(text));
        judged[isTaken ? 'taken' : 'refused'] += 1;
        expect(isTaken, text).toBe(isTheirs(text));
      }),
      { numRuns: 2000 },
    );
    expect(judged.taken).toBeGreaterThan(500);
    expect(judged.refused).toBeGreaterThan(500);
  });

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
      { numRuns: 1000 },
    );
    expect(compared).toBeGreaterThan(300);
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

  it('has a star among other items of a day restrict nothing, as robfig/cron does', () => {
    // `getField` keeps the bit of a star in a list, and `dayMatches` then asks for both (parser.go, spec.go).
    const mondays = node('0 0 * * 1', 'UTC');
    for (const days of ['*,5', '5,*/1']) expect(node(`0 0 ${days} * 1`, 'UTC')).toEqual(mondays);
  });

  it('knows leap days and both kinds of days', () => {
    expect(cronAfter(node('0 0 29 2 *', 'UTC'), Date.UTC(2026, 0, 1))).toBe(Date.UTC(2028, 1, 29));
    // The 13th or a Friday: cron's rule where both are restricted.
    expect(cronAfter(node('0 0 13 * 5', 'UTC'), Date.UTC(2026, 11, 1))).toBe(Date.UTC(2026, 11, 4));
  });
});
