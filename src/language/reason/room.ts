import { isSubset, intersect, isEmpty, type Interval, type ValueSet } from '../../base/values/value-set.ts';
import { within, type Term } from '../types/term.ts';
import type { Box, Region } from './box.ts';
import { termKey } from './term-key.ts';
import type { Writer } from './writers.ts';

/** How the limits of two constraints lie to each other on a reading that both compare. */
export interface Room {
  readonly reading: Term;
  /** With room between the limits, at one limit, or so that both hold between them. */
  readonly kind: 'apart' | 'touching' | 'overlapping';
  /** The two limits; one number where they touch. */
  readonly low: number;
  readonly high: number;
}

/** Alternatives of two constraints that are compared. */
const MOST_PAIRS = 1000;

/**
 * The least room between where two writers act, as far as a reading has to cross it; undefined where they compare no reading with
 * limits from opposite sides, or where something else has to change as well.
 */
export function leastRoom(
  [first, second]: readonly [Writer, Writer],
  [one, other]: readonly [Region, Region],
): Room | undefined {
  if (one.length * other.length > MOST_PAIRS) return undefined;
  const readings = new Map<string, Term>();
  for (const { strategy, owner } of [second, first]) {
    for (const term of strategy.constraint ? within(strategy.constraint) : []) {
      if (!within(term).some(isRestless)) continue;
      const key = termKey(term, owner);
      if (!readings.has(key)) readings.set(key, term);
    }
  }
  let least: Room | undefined;
  for (const a of one) {
    for (const b of other) {
      const room = roomOf(a, b, readings);
      if (room && (!least || roomFor(room) < roomFor(least))) least = room;
    }
  }
  return least;
}

/** What stays near a limit by itself; what agents set alone goes where they want it. */
const isRestless = (term: Term): boolean => term.op === 'reading' && !term.use.traits.includes('set');

/** What both hold between counts below 0. */
const roomFor = ({ kind, low, high }: Room): number => (kind === 'overlapping' ? low - high : high - low);

/** Of two alternatives: all readings that lie apart have to cross their room. */
function roomOf(a: Box, b: Box, readings: ReadonlyMap<string, Term>): Room | undefined {
  const rooms: Room[] = [];
  for (const [key, reading] of readings) {
    const [one, other] = [a.get(key), b.get(key)];
    if (!one || !other) continue;
    const room = limitsOf(one, other);
    if (room) rooms.push({ reading, ...room });
    // What is told apart by something that is no number, or by its being unknown, has to change as a whole.
    else if (isEmpty(intersect(one, other))) return undefined;
  }
  const [apart] = rooms.filter(({ kind }) => kind === 'apart').sort((x, y) => roomFor(y) - roomFor(x));
  return apart ?? rooms.find(({ kind }) => kind === 'touching') ?? rooms[0];
}

function limitsOf(one: ValueSet, other: ValueSet): Omit<Room, 'reading'> | undefined {
  if (isSubset(one, other) || isSubset(other, one)) return undefined;
  const pairs = one.numbers.flatMap((a) => other.numbers.map((b) => between(a, b)));
  const [nearest] = pairs.sort((a, b) => a.high - a.low - (b.high - b.low));
  if (!nearest) return undefined;
  const { low, high } = nearest;
  if (!isEmpty(intersect(one, other))) return { kind: 'overlapping', low: high, high: low };
  return { kind: low === high ? 'touching' : 'apart', low, high };
}

/** From the end of the lower one to the begin of the higher one: the other way round where they overlap. */
const between = (a: Interval, b: Interval): { readonly low: number; readonly high: number } =>
  a.low < b.low || (a.low === b.low && a.high < b.high) ? { low: a.high, high: b.low } : { low: b.high, high: a.low };
