import { compare } from '../../base/values/compare.ts';
import { anyNumber, contains, type ValueSet } from '../../base/values/value-set.ts';
import { asTruth } from '../../base/values/truth.ts';
import { known, unknown, type Observation, type Value } from '../../base/values/value.ts';
import { within, type Term } from '../types/term.ts';
import { numbersOf, type Box, type Region } from './box.ts';
import { evaluate, isComputed } from './evaluate.ts';
import { isWhole } from './linear.ts';
import { isNumeric, rangeOf } from './range.ts';
import { ABOVE, BELOW, latchKey } from './region.ts';
import { samplesOf } from './sample.ts';
import { termKey, type TermOwner } from './term-key.ts';
import type { Condition } from './writers.ts';

/** One instant at which conditions come out as they have to. */
export interface Witnessed {
  /** The alternative that it belongs to. */
  readonly box: Box;
  /** What is read, remembered or brought, and latches, by key. */
  readonly leaves: ReadonlyMap<string, Term>;
  /** Of a latch, where its value was before. */
  readonly values: ReadonlyMap<string, Observation>;
}

/** Combinations of values that are tried in each alternative. */
const MOST_TRIES = 500;

/** Values for which all conditions come out as they have to, by the engine's own arithmetic; undefined where none are found. */
export function witnessOf(where: Region, conditions: readonly Condition[]): Witnessed | undefined {
  const leaves = new Map<string, Term>();
  for (const { term, owner } of conditions) for (const leaf of leavesIn(term)) leaves.set(leafKey(leaf, owner), leaf);
  const numbers = constantsIn(conditions);
  for (const box of where) {
    const solution = numbersOf(box);
    const axes = [...leaves].map(([key, leaf]): readonly [string, readonly Observation[]] => {
      const found = typeof solution === 'string' ? undefined : solution.get(key);
      return [key, candidates(leaf, box.get(key), found, numbers)];
    });
    const count = axes.reduce((product, [, values]) => product * values.length, 1);
    for (let index = 0; index < Math.min(count, MOST_TRIES); index += 1) {
      const values = combination(axes, index);
      if (conditions.every((condition) => comesOut(condition, values))) return { box, leaves, values };
    }
  }
  return undefined;
}

/** What evaluation takes as given: latches, and what is not computed. */
function leavesIn(term: Term): readonly Term[] {
  const leaves: Term[] = [];
  const visit = (part: Term): void => {
    if (part.op === 'latch') leaves.push(part);
    if (isComputed(part)) for (const each of partsOf(part)) visit(each);
    else if (part.op !== 'constant') leaves.push(part);
  };
  visit(term);
  return leaves;
}

function partsOf(term: Term): readonly Term[] {
  if ('left' in term) return [term.left, term.right];
  if (term.op === 'not' || term.op === 'negate') return [term.operand];
  if (term.op === 'default') return [term.of, term.otherwise];
  return term.op === 'latch' ? [term.of, term.on, term.off] : [];
}

function leafKey(leaf: Term, owner: TermOwner): string {
  if (leaf.op !== 'latch') return termKey(leaf, owner);
  const [high, low] = leaf.direction === 'rises' ? [leaf.on, leaf.off] : [leaf.off, leaf.on];
  return latchKey(leaf.of, high, low, owner);
}

const constantsIn = (conditions: readonly Condition[]): readonly number[] =>
  conditions.flatMap(({ term }) =>
    within(term).flatMap((part) => (part.op === 'constant' && typeof part.value === 'number' ? [part.value] : [])),
  );

/** Words that are told apart, and no more. */
const words = ['a', 'b', 'c'];

/** Values that a quantity may have, the most likely first. */
function candidates(
  leaf: Term,
  set: ValueSet = leaf.op === 'latch' ? anyNumber : rangeOf(leaf),
  found: number | undefined,
  constants: readonly number[],
): readonly Observation[] {
  if (leaf.op === 'latch') return [ABOVE, BELOW, 0].filter((side) => contains(set, side)).map(known);
  const listed = [...set.others.listed].map((json) => JSON.parse(json) as Value);
  const values: Value[] = [
    ...(found === undefined ? [] : [found]),
    ...(isCount(leaf) ? set.numbers.flatMap((interval) => samplesOf(interval, true)) : []),
    ...(isWhole(leaf) ? [] : set.numbers.flatMap((interval) => samplesOf(interval, false))),
    ...(isNumeric(leaf) ? [1, 2, 0, -1, 0.5, ...constants] : []),
    ...(set.others.allBut ? [...words.filter((word) => !listed.includes(word)), true, false] : listed),
  ].filter((value) => contains(set, value));
  const all = [...new Set(values)].slice(0, MOST_VALUES).map(known);
  return set.unknown ? [...all, unknown('it was not read')] : all;
}

/** Most counts are whole, though nobody sees to it. */
const isCount = (leaf: Term): boolean => isWhole(leaf) || (leaf.type.kind === 'quantity' && leaf.type.name === 'Count');

const MOST_VALUES = 8;

function combination(axes: readonly (readonly [string, readonly Observation[]])[], index: number): Witnessed['values'] {
  let rest = index;
  return new Map(
    axes.flatMap(([key, values]): readonly (readonly [string, Observation])[] => {
      const value = values[rest % values.length];
      rest = Math.floor(rest / values.length);
      return value ? [[key, value]] : [];
    }),
  );
}

function comesOut({ term, owner, outcome }: Condition, given: Witnessed['values']): boolean {
  const values = (part: Term): Observation | undefined => {
    if (part.op === 'latch') return sideOf(part, given.get(leafKey(part, owner)), values);
    return isComputed(part) || part.op === 'constant' ? undefined : given.get(termKey(part, owner));
  };
  const truth = asTruth(evaluate(term, values));
  return outcome === 'unknown' ? !truth.known : truth.known && truth.value === (outcome === 'true');
}

/** Whether a latch is on, of where its value was before it is looked at. */
function sideOf(
  { direction, of, on, off }: Extract<Term, { op: 'latch' }>,
  before: Observation | undefined,
  values: (term: Term) => Observation | undefined,
): Observation {
  const value = evaluate(of, values);
  const [ahead, behind] = direction === 'rises' ? (['gt', 'lt'] as const) : (['lt', 'gt'] as const);
  const [isOn, isOff] = [compare(ahead, value, evaluate(on, values)), compare(behind, value, evaluate(off, values))];
  if (!isOn.known) return isOn;
  if (!isOff.known) return isOff;
  const wasOn = before?.known === true && before.value === (direction === 'rises' ? ABOVE : BELOW);
  return known(isOn.value === true || (isOff.value !== true && wasOn));
}
