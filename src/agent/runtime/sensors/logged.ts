import { isRecord, noMinusZero } from '../../../base/values/plain.ts';
import { known, unknown, type Observation } from '../../../base/values/value.ts';
import { parseJson } from '../../../base/http/response.ts';
import type { LoggedPoint } from '../../../tracker/runs.ts';
import type { Window } from '../../engine/effect.ts';
import { MARK_LENGTH, type Reading } from '../../engine/event.ts';

/**
 * Points are stamped by the clock of whoever logs them and may come that much later, in milliseconds: then the window in which they
 * lie was read without them, and the next one counts them.
 */
export const LATE = 600_000;

/** What is reckoned of points. */
export type Take = 'sum' | 'count' | 'mean' | 'max' | 'min' | 'last';

export const isTake = (word: string): word is Take => ['sum', 'count', 'mean', 'max', 'min', 'last'].includes(word);

/** Of some points: how many, the sum of those that are numbers, and how many are none. */
interface Tally {
  readonly count: number;
  readonly sum: number;
  readonly odd: number;
}

const nothing: Tally = { count: 0, sum: 0, odd: 0 };

/**
 * What was counted in the last ten minutes of a window: tallies by the first characters of the ids of runs. How many points came late
 * and what they sum up to follows from it whatever their order; which they are is not known, and then those of a run count as late that
 * it logged last, as they are where a program sends its points in order.
 */
interface Mark {
  /** The end of the window. */
  readonly to: number;
  readonly characters: number;
  readonly tallies: ReadonlyMap<string, Tally>;
}

/**
 * What points come to within a window, with those that came too late for the one before it. `points` are all that there are from `LATE`
 * before the window on. `none`: why it is unknown where there is no point.
 */
export function reckon(
  take: Take,
  points: readonly LoggedPoint[],
  window: Window,
  mark: string | undefined,
  none = 'nothing was logged in this time',
): Reading {
  const within = points.filter(({ at }) => at >= window.from && at < window.to);
  const late = lateIn(points, window.from, markIn(mark, window.from));
  return { ...valueOf(take, within, late, none), mark: markOf(points, window.to) };
}

interface Late {
  readonly points: readonly LoggedPoint[];
  readonly tally: Tally;
}

function lateIn(points: readonly LoggedPoint[], before: number, mark: Mark | undefined): Late {
  if (!mark) return { points: [], tally: nothing };
  const found: LoggedPoint[] = [];
  let total = nothing;
  for (const [group, zone] of byGroup(lastOnes(points, before), mark.characters)) {
    const counted = mark.tallies.get(group) ?? nothing;
    const now = tallyOf(zone);
    // Less than before: a run was deleted.
    if (now.count <= counted.count) continue;
    found.push(...zone.sort(inTime).slice(counted.count - now.count));
    total = added(total, minus(now, counted));
  }
  return { points: found, tally: total };
}

function valueOf(take: Take, within: readonly LoggedPoint[], late: Late, none: string): Observation {
  const { count, sum, odd } = added(tallyOf(within), late.tally);
  if (take === 'count') return known(count);
  if (odd > 0) return unknown('a value that was logged is not a number (NaN)');
  if (count === 0) return take === 'sum' ? known(0) : unknown(none);
  const all = [...late.points, ...within];
  switch (take) {
    case 'sum':
      return finite(sum);
    case 'mean':
      return finite(sum / count);
    case 'max':
      return finite(all.reduce((most, { value }) => Math.max(most, value), -Infinity));
    case 'min':
      return finite(all.reduce((least, { value }) => Math.min(least, value), Infinity));
    case 'last':
      return finite(all.reduce((last, point) => (inTime(last, point) <= 0 ? point : last)).value);
  }
}

const finite = (value: number): Observation =>
  Number.isFinite(value) ? known(noMinusZero(value)) : unknown('the values that were logged are too large');

const lastOnes = (points: readonly LoggedPoint[], before: number): readonly LoggedPoint[] =>
  points.filter(({ at }) => at >= before - LATE && at < before);

const inTime = (one: LoggedPoint, other: LoggedPoint): number => one.at - other.at || one.step - other.step;

function byGroup(points: readonly LoggedPoint[], characters: number): ReadonlyMap<string, LoggedPoint[]> {
  const groups = new Map<string, LoggedPoint[]>();
  for (const point of points) {
    const group = point.run.slice(0, characters);
    groups
      .set(group, groups.get(group) ?? [])
      .get(group)
      ?.push(point);
  }
  return groups;
}

const tallyOf = (points: readonly LoggedPoint[]): Tally =>
  points.reduce(
    (tally, { value }) =>
      added(tally, Number.isNaN(value) ? { count: 1, sum: 0, odd: 1 } : { count: 1, sum: value, odd: 0 }),
    nothing,
  );

const added = (one: Tally, other: Tally): Tally => ({
  count: one.count + other.count,
  sum: one.sum + other.sum,
  odd: one.odd + other.odd,
});

const minus = (one: Tally, other: Tally): Tally => ({
  count: one.count - other.count,
  sum: one.sum - other.sum,
  odd: one.odd - other.odd,
});

// ------------------------------------------------------------------------------------------------------------ as it is kept

/** Ids are hexadecimal. Where many runs log, they are told apart by fewer characters, at last by none that would not fit. */
const CHARACTERS = [8, 1, 0];

function markOf(points: readonly LoggedPoint[], to: number): string {
  const zone = lastOnes(points, to);
  const marks = CHARACTERS.map((characters) => {
    const tallies = [...byGroup(zone, characters)].map(([group, of]) => [group, packed(tallyOf(of))] as const);
    return JSON.stringify({ to, characters, tallies: Object.fromEntries(tallies) });
  });
  return marks.find((mark) => mark.length <= MARK_LENGTH) ?? '';
}

const packed = ({ count, sum, odd }: Tally): readonly number[] => (odd > 0 ? [count, sum, odd] : [count, sum]);

/** Nothing where it is of another window, as after the clock was set. */
function markIn(text: string | undefined, to: number): Mark | undefined {
  const mark = text === undefined ? undefined : parseJson(text);
  if (!isRecord(mark) || mark['to'] !== to || typeof mark['characters'] !== 'number') return undefined;
  const { tallies } = mark;
  if (!isRecord(tallies)) return undefined;
  const unpacked = Object.entries(tallies).map(([group, numbers]): [string, Tally] => {
    const [count = 0, sum = 0, odd = 0] = Array.isArray(numbers) ? (numbers as readonly unknown[]).map(Number) : [];
    return [group, { count, sum, odd }];
  });
  return { to, characters: mark['characters'], tallies: new Map(unpacked) };
}
