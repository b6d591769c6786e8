import { rounded } from '../../base/values/arithmetic.ts';
import type { ExpressionNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { unknown, type Observation } from '../../base/values/value.ts';
import { truthOf, type Truth } from '../engine/clause.ts';
import { evaluate, type Scope } from '../engine/evaluate.ts';
import { thresholdFormOf, type Compared, type ThresholdForm, type Threshold } from './threshold-form.ts';
import { within } from '../../contract/strategy-graph/walk.ts';

/** What reads a sensor. */
interface Source {
  readonly sensor: string;
  readonly inputs: readonly Input[];
  /** Conditions that are no formula. */
  readonly others: readonly number[];
}

/** What compares a sensor in one way. */
interface Input {
  readonly reading: Compared;
  /** Of its two ranks the first: of thresholds that are reached; behind it, of those that are not. */
  readonly slot: number;
  /** In order, and the conditions that they stand in. */
  readonly thresholds: Float64Array;
  readonly conditions: Int32Array;
}

/** What a threshold asks for, in one word: a slot, and below it in 15 bits the least rank there. */
type Place = number;

type Test = () => number;

/** The guard bits: surely in the upper half, maybe in the lower. */
const TRUE = 0x8000_8000 | 0;
const UNKNOWN = 0x8000;
const FALSE = 0;
const words: Readonly<Record<Truth, number>> = { true: TRUE, unknown: UNKNOWN, false: FALSE };
/** A rank has 15 bits, below the guard bit of its half. */
const RANK = 0x7fff;
const RANK_BITS = 15;
/** Puts a rank into both halves of a word. */
const BOTH = 0x1_0001;
/** Of one sensor that is compared in one way. */
export const MOST_THRESHOLDS = RANK;
/** Each has two slots, and one is for what is never reached. */
const MOST_INPUTS = 2 ** (31 - RANK_BITS) - 1;

const NOT_READ = unknown('it was not read');
const NOTHING = { arguments: {}, state: {}, latches: {} };

/**
 * Many conditions over the same sensors, compiled once, whose truths are kept. They are those that `evaluate` gives. A new
 * reading touches only the conditions that it can change: the thresholds of a sensor are in order, and those between the old
 * reading and the new one are a stretch of them.
 *
 * A truth is two bits, *surely* and *maybe*: true has both, unknown has *maybe*, false none. So Kleene's `and` is `&` and his `or`
 * is `|`. A reading is two ranks, of how many thresholds it surely and maybe reaches: equal where it is known, none and all
 * where it is not. One subtraction compares both with what a threshold asks for, each in its half of a word, and leaves the
 * guard bit of the half where the rank is enough.
 */
export class ConditionIndex {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #readings: Record<string, Observation> = {};
  readonly #ranks: Int32Array;
  /** By condition the two thresholds of a conjunction, what is never reached for any other condition. */
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  /** The conditions that are no conjunction of two thresholds. */
  readonly #tests: ReadonlyMap<number, Test>;
  readonly #words: Int32Array;
  #held = 0;

  /** Readings come later; what else the conditions refer to stays as it is in `rest`. */
  constructor(nodes: readonly ExpressionNode[], rest: Omit<Scope, 'readings'> = NOTHING) {
    const formulas = formulasOf(nodes);
    const { sources, places } = arrange(nodes, formulas);
    this.#sources = sources;
    const count = [...sources.values()].reduce((total, { inputs }) => total + inputs.length, 0);
    // The last rank is that of no sensor: it stays none, and what asks for one is false.
    const never = placeAt(2 * count, 1);
    const ranks = new Int32Array(2 * count + 1).fill(TRUE);
    const placeOf = (threshold: Threshold | undefined): Place => (threshold && places.get(threshold)) ?? never;
    this.#ranks = ranks;
    const pairs = formulas.map((formula) => formula && pairOf(formula));
    this.#left = Int32Array.from(pairs, (pair) => placeOf(pair?.[0]));
    this.#right = Int32Array.from(pairs, (pair) => placeOf(pair?.[1]));
    const scope: Scope = { ...rest, readings: this.#readings };
    const compile = (formula: ThresholdForm): Test => {
      if (formula.kind === 'threshold') {
        const place = placeOf(formula);
        return () => over(place, ranks);
      }
      const tests = formula.parts.map(compile);
      return tests.reduce(
        formula.kind === 'and' ? (left, right) => () => left() & right() : (left, right) => () => left() | right(),
      );
    };
    this.#tests = new Map(
      nodes.flatMap((node, condition): [number, Test][] => {
        if (pairs[condition]) return [];
        const formula = formulas[condition];
        return [[condition, formula ? compile(formula) : () => words[truthOf(evaluate(node, scope))]]];
      }),
    );
    this.#words = new Int32Array(nodes.length);
    this.setAll(new Map());
  }

  /** How many conditions are true. */
  get held(): number {
    return this.#held;
  }

  truth(condition: number): Truth {
    const word = this.#words[condition];
    return word === TRUE ? 'true' : word === UNKNOWN ? 'unknown' : 'false';
  }

  /** Takes the reading of one sensor, and tells which conditions it changed. */
  set(sensor: string, reading: Observation, changed?: (condition: number) => void): void {
    const source = this.#sources.get(sensor);
    if (!source) return;
    const { inputs, others } = source;
    const ranks = inputs.map(({ slot }) => at(this.#ranks, slot));
    this.#take(source, reading);
    for (const [number, { slot, conditions }] of inputs.entries()) {
      const before = ranks[number] ?? 0;
      const after = at(this.#ranks, slot);
      const end = Math.max(maybe(before), maybe(after));
      for (let index = Math.min(surely(before), surely(after)); index < end; index += 1) {
        this.#judge(at(conditions, index), changed);
      }
    }
    for (const condition of others) this.#judge(condition, changed);
  }

  /** Takes a reading of each sensor; one that is left out is unknown. */
  setAll(readings: ReadonlyMap<string, Observation>): void {
    for (const source of this.#sources.values()) this.#take(source, readings.get(source.sensor) ?? NOT_READ);
    let held = judgePairs(this.#left, this.#right, this.#ranks, this.#words);
    for (const [condition, test] of this.#tests) {
      const word = test() & TRUE;
      this.#words[condition] = word;
      held += word >>> 31;
    }
    this.#held = held;
  }

  #take({ sensor, inputs, others }: Source, reading: Observation): void {
    if (others.length > 0) this.#readings[sensor] = reading;
    for (const { reading: compared, slot, thresholds } of inputs) {
      const value = reading.known ? reading.value : compared.otherwise;
      const all = thresholds.length;
      const sure = typeof value === 'number' ? reached(thresholds, rounded(value)) : 0;
      // What is no number reaches none where equality is asked for, and has no order: compared with a number it is unknown.
      const isKnown = typeof value === 'number' || (compared.forEquality && value !== undefined);
      const most = isKnown ? sure : all;
      this.#ranks[slot] = TRUE | (sure << 16) | most;
      this.#ranks[slot + 1] = TRUE | ((all - most) << 16) | (all - sure);
    }
  }

  #judge(condition: number, changed: ((condition: number) => void) | undefined): void {
    const before = at(this.#words, condition);
    const word = this.#word(condition);
    if (word === before) return;
    this.#words[condition] = word;
    this.#held += (word >>> 31) - (before >>> 31);
    changed?.(condition);
  }

  #word(condition: number): number {
    const test = this.#tests.get(condition);
    if (test) return test() & TRUE;
    return over(at(this.#left, condition), this.#ranks) & over(at(this.#right, condition), this.#ranks) & TRUE;
  }
}

const at = (numbers: Int32Array, index: number): number => numbers[index] ?? 0;

/** Writes the words of all conjunctions, and tells how many are true. The loop has no branches, which is what makes it fast. */
function judgePairs(left: Int32Array, right: Int32Array, ranks: Int32Array, words: Int32Array): number {
  const count = words.length;
  let held = 0;
  for (let condition = 0; condition < count; condition += 1) {
    const word = over(at(left, condition), ranks) & over(at(right, condition), ranks) & TRUE;
    words[condition] = word;
    held += word >>> 31;
  }
  return held;
}

const placeAt = (slot: number, rank: number): Place => (slot << RANK_BITS) | rank;

/** By how much the rank in the slot of a threshold is over what it asks for; the guard bit of a half is left where it is enough. */
const over = (place: Place, ranks: Int32Array): number =>
  at(ranks, place >>> RANK_BITS) - Math.imul(place & RANK, BOTH);

const surely = (rank: number): number => (rank >>> 16) & RANK;
const maybe = (rank: number): number => rank & RANK;

/** How many of some numbers in order are not above one. */
function reached(thresholds: Float64Array, value: number): number {
  let from = 0;
  let to = thresholds.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((thresholds[middle] ?? Infinity) <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The two thresholds of a conjunction, or one twice; undefined for what is more. */
function pairOf(formula: ThresholdForm): readonly [Threshold, Threshold] | undefined {
  if (formula.kind === 'threshold') return [formula, formula];
  const [left, right, ...more] = formula.parts;
  if (formula.kind === 'or' || left?.kind !== 'threshold' || right?.kind !== 'threshold') return undefined;
  return more.length === 0 ? [left, right] : undefined;
}

const thresholdsOf = (formula: ThresholdForm): readonly Threshold[] =>
  formula.kind === 'threshold' ? [formula] : formula.parts.flatMap(thresholdsOf);

/** Names a way in which a sensor is compared. */
const keyOf = ({ sensor, otherwise, forEquality }: Compared): string =>
  `${String(forEquality)}/${String(otherwise)}/${sensor}`;

/** The conditions as formulas; undefined for what is none, and for what has more thresholds or inputs than there is room for. */
function formulasOf(nodes: readonly ExpressionNode[]): readonly (ThresholdForm | undefined)[] {
  const formulas = nodes.map((node) => thresholdFormOf(node));
  const counts = new Map<string, number>();
  for (const { reading } of formulas.flatMap((formula) => (formula ? thresholdsOf(formula) : []))) {
    const key = keyOf(reading);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (counts.size > MOST_INPUTS) return nodes.map(() => undefined);
  const isMuch = ({ reading }: Threshold): boolean => (counts.get(keyOf(reading)) ?? 0) > MOST_THRESHOLDS;
  return formulas.map((formula) => (formula && !thresholdsOf(formula).some(isMuch) ? formula : undefined));
}

interface Use {
  readonly threshold: Threshold;
  readonly condition: number;
}

/** Indexes the conditions by what they read, and gives each threshold its place. */
function arrange(
  nodes: readonly ExpressionNode[],
  formulas: readonly (ThresholdForm | undefined)[],
): { readonly sources: ReadonlyMap<string, Source>; readonly places: ReadonlyMap<Threshold, Place> } {
  const uses = new Map<string, Use[]>();
  const others = new Map<string, Set<number>>();
  for (const [condition, node] of nodes.entries()) {
    const formula = formulas[condition];
    if (formula)
      for (const threshold of thresholdsOf(formula))
        entryOf(uses, keyOf(threshold.reading), () => []).push({ threshold, condition });
    else
      for (const part of within(node))
        if (part.op === 'reading') entryOf(others, part.sensor, () => new Set()).add(condition);
  }
  const places = new Map<Threshold, Place>();
  const inputs = new Map<string, Input[]>();
  for (const [index, own] of [...uses.values()].entries()) {
    const input = inputOf(own, 2 * index, places);
    if (input) entryOf(inputs, input.reading.sensor, () => []).push(input);
  }
  const sensors = new Set([...inputs.keys(), ...others.keys()]);
  const sources = [...sensors].map((sensor): [string, Source] => [
    sensor,
    { sensor, inputs: inputs.get(sensor) ?? [], others: [...(others.get(sensor) ?? [])] },
  ]);
  return { sources: new Map(sources), places };
}

/** The thresholds for one way in which a sensor is compared. */
function inputOf(uses: Use[], slot: number, places: Map<Threshold, Place>): Input | undefined {
  const [first] = uses;
  if (!first) return undefined;
  uses.sort((a, b) => a.threshold.least - b.threshold.least);
  for (const [index, { threshold }] of uses.entries()) {
    // The one at `index` is reached by a rank above it, and not reached where more are not reached than stand behind it.
    const rank = threshold.falls ? uses.length - index : index + 1;
    places.set(threshold, placeAt(threshold.falls ? slot + 1 : slot, rank));
  }
  return {
    reading: first.threshold.reading,
    slot,
    thresholds: Float64Array.from(uses, ({ threshold }) => threshold.least),
    conditions: Int32Array.from(uses, ({ condition }) => condition),
  };
}

function entryOf<T>(map: Map<string, T>, key: string, first: () => T): T {
  const there = map.get(key) ?? first();
  map.set(key, there);
  return there;
}
