import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATE, reckon, type Take } from '../../../../src/agent/runtime/sensors/logged.ts';
import { MARK_LENGTH, type Reading } from '../../../../src/agent/engine/event.ts';
import { fingerprint } from '../../../../src/base/values/fingerprint.ts';
import { known } from '../../../../src/base/values/value.ts';
import type { LoggedPoint } from '../../../../src/tracker/runs.ts';

const point = (run: string, at: number, value: number, step = 0): LoggedPoint => ({ run, at, step, value });
const runId = (number: number): string => fingerprint(String(number)).padEnd(32, '0');
const read = (take: Take, points: readonly LoggedPoint[], from: number, to: number, mark?: string): Reading =>
  reckon(take, points, { from, to }, mark);
const valueOf = (reading: Reading): unknown => (reading.known ? reading.value : reading.reason);

describe('what was logged in a window', () => {
  const points = [point('a', 10, 3), point('b', 20, 1), point('a', 30, 8), point('b', 40, 5)];

  it('begins with its start and ends before its end', () => {
    const over = (take: Take): unknown => valueOf(read(take, points, 10, 40));
    expect(['sum', 'count', 'mean', 'max', 'min', 'last'].map((take) => over(take as Take))).toEqual([
      12, 3, 4, 8, 1, 8,
    ]);
  });

  it('is nothing where nothing was logged, which has a sum', () => {
    expect(read('sum', [], 0, 9)).toMatchObject(known(0));
    expect(read('count', [], 0, 9)).toMatchObject(known(0));
    for (const take of ['mean', 'max', 'min', 'last'] as const)
      expect(valueOf(read(take, [], 0, 9))).toBe('nothing was logged in this time');
  });

  it('is last by time and not by step', () => {
    expect(valueOf(read('last', [point('a', 5, 1, 9), point('a', 7, 2, 3)], 0, 9))).toBe(2);
    expect(valueOf(read('last', [point('a', 7, 1, 9), point('a', 7, 2, 3)], 0, 9))).toBe(1);
  });

  it('is unknown where a value is none, or together they are too large; they can be counted', () => {
    const odd = [point('a', 1, 4), point('a', 2, NaN)];
    expect(valueOf(read('sum', odd, 0, 9))).toBe('a value that was logged is not a number (NaN)');
    expect(valueOf(read('count', odd, 0, 9))).toBe(2);
    expect(valueOf(read('sum', [point('a', 1, 1e308), point('a', 2, 1e308)], 0, 9))).toMatch(/too large/);
  });
});

describe('points that come late', () => {
  const early = [point('a', 10, 3), point('b', 20, 4)];
  const { mark } = read('sum', early, 0, 100);
  const later = [...early, point('a', 50, 9), point('b', 120, 1)];

  it('are counted with the next window', () => {
    const next = (take: Take): unknown => valueOf(read(take, later, 100, 200, mark));
    expect([next('sum'), next('count'), next('mean'), next('max'), next('last')]).toEqual([10, 2, 5, 9, 1]);
    expect(valueOf(read('sum', later, 100, 200))).toBe(1);
  });

  it('are not known by a mark of another window, or by rubbish', () => {
    for (const odd of [
      read('sum', early, 0, 99).mark,
      '',
      '{',
      '[]',
      '{"to":100}',
      '{"to":100,"characters":8,"tallies":[]}',
    ])
      expect(valueOf(read('sum', later, 100, 200, odd))).toBe(1);
  });

  it('that are no number make it unknown once', () => {
    const odd = [...early, point('a', 50, NaN)];
    const second = read('sum', odd, 100, 200, mark);
    expect(valueOf(second)).toMatch(/NaN/);
    expect(valueOf(read('sum', odd, 200, 300, second.mark))).toBe(0);
  });

  it('are none where a run was deleted', () => {
    expect(valueOf(read('sum', [point('b', 120, 1)], 100, 200, mark))).toBe(1);
  });

  it('are counted where so many runs log that their ids do not fit', () => {
    for (const runs of [100, 200, 2000]) {
      const many = Array.from({ length: runs }, (_, index) => point(runId(index), 90, 0.5 + index));
      const { mark: small } = read('sum', many, 0, 100);
      expect(small?.length).toBeLessThanOrEqual(MARK_LENGTH);
      expect(valueOf(read('sum', [...many, point(runId(7), 95, 4)], 100, 200, small))).toBe(4);
      expect(valueOf(read('sum', many, 100, 200, small))).toBe(0);
    }
  });

  it('are counted once in 1,000 random schedules', () => {
    const logged = fc.record({
      // Few log much, many little.
      run: fc.oneof(fc.nat(2), fc.nat(400)),
      at: fc.nat(4_000_000),
      late: fc.oneof(fc.constant(0), fc.nat(LATE)),
      value: fc.integer({ min: -50, max: 1000 }),
    });
    const readings = fc.array(
      fc.record({ after: fc.integer({ min: 1, max: 900_000 }), delay: fc.nat(5000), fires: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.array(logged, { maxLength: 300 }), readings, (points, schedule) => {
        const visible = (instant: number): LoggedPoint[] =>
          points
            .filter(({ at, late }) => at + late <= instant)
            .map(({ run, at, value }) => point(runId(run), at, value));
        for (const take of ['sum', 'count'] as const) {
          let [from, total, now, looked]: [number, number, number, number] = [0, 0, 0, 0];
          let mark: string | undefined;
          for (const { after, delay, fires } of [...schedule, { after: 5_000_000, delay: 0, fires: true }]) {
            now += after;
            // One look follows the other.
            looked = Math.max(looked, now + delay);
            const reading = read(take, visible(looked), from, now, mark);
            expect(reading.mark?.length).toBeLessThanOrEqual(MARK_LENGTH);
            if (!fires) continue;
            total += reading.known ? Number(reading.value) : NaN;
            [from, mark] = [now, reading.mark];
          }
          const all = take === 'count' ? points.length : points.reduce((sum, { value }) => sum + value, 0);
          expect(total).toBe(all);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
