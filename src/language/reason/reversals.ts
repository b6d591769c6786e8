import { DAY } from '../../base/values/civil.ts';
import { primitives } from '../../contract/primitives/primitives.ts';
import { actionsOf, type BranchName, type Strategy } from '../model/model.ts';
import { meet } from './box.ts';
import { isFiring, priorityOf } from './conflicts.ts';
import { leastBetween, leastGap, looksAlong, mostLooks, wholeLooks } from './pace.ts';
import { regionOf } from './region.ts';
import type { Writer, Writers } from './writers.ts';
import { mayBeOne, type Write } from './writes.ts';

/** A field of an object outside of the agents that strategies give values. */
export interface Quantity {
  /** In a sentence, as `the traffic of inference`. */
  readonly what: string;
  readonly goals: readonly Goal[];
}

/** A value or a direction that a quantity gets, and those who give it. */
export type Goal = readonly [Writer, ...Writer[]];

/** What an agent remembers is its own affair, and no quantity. */
export const isControlled = ({ action }: Write): boolean => action.kind !== 'set';

/** All quantities, in the order of the source. What may be one object is taken for one. */
export function quantitiesOf(all: readonly Writer[]): readonly Quantity[] {
  const byKey = new Map<string, Writer[][]>();
  for (const writer of all) {
    if (!isControlled(writer.write)) continue;
    const groups = byKey.get(writer.write.key) ?? [];
    const isSame = (group: readonly Writer[]): boolean => group.some(({ write }) => mayBeOne(write, writer.write));
    const same = groups.filter(isSame);
    byKey.set(writer.write.key, [...groups.filter((group) => !same.includes(group)), [...same.flat(), writer]]);
  }
  return [...byKey.values()].flat().map((writers) => ({ what: writers[0]?.write.what ?? '', goals: goalsOf(writers) }));
}

export function goalsOf(writers: readonly Writer[]): readonly Goal[] {
  const byValue = new Map<string, [Writer, ...Writer[]]>();
  for (const writer of writers) {
    const known = byValue.get(writer.write.value);
    if (known) known.push(writer);
    else byValue.set(writer.write.value, [writer]);
  }
  return [...byValue.values()];
}

/** Pairs of writers that are looked at for how soon one follows the other. */
const MOST_PAIRS = 1000;

/**
 * How often a quantity can be turned from one goal to another, whatever its sensors say: the most turns in a span of time that
 * begins at any instant, in milliseconds. It follows from the looks of those who turn it, from `cooldown` and `limit`, and from `for`
 * where it begins anew with each turn. Counted are decisions; those who call are the agents of the program.
 */
export class Pace {
  readonly #writers: Writers;
  /** Each writer has many rivals. */
  readonly #seldom = new Map<Writer, boolean>();

  constructor(writers: Writers) {
    this.#writers = writers;
  }

  /** `bare`: as if nothing kept the agents from acting at each look. Infinite where nothing bounds them. */
  mostTurns(goals: readonly Goal[], span: number, bare = false): number {
    if (goals.length < 2) return 0;
    const waits = this.#waitsOf(goals, bare);
    const entries = goals.map((goal, index) => {
      const back = Math.min(...waits.filter((_, other) => other !== index));
      return Math.min(this.mostActs(goal, span, bare), fits(span, (waits[index] ?? 0) + back));
    });
    const others = entries.map((_, index) => sumOf(entries.filter((__, other) => other !== index)));
    // Between two turns to one goal lies one to another.
    return Math.min(sumOf(entries), fits(span, Math.min(...waits)), ...others.map((turns) => 2 * turns + 1));
  }

  /** How often those who have a goal act in a span of time. */
  mostActs(goal: Goal, span: number, bare = false): number {
    return sumOf(goal.map((writer) => this.#mostActsOf(writer, span, bare)));
  }

  /** Whether somebody looks or may act so seldom that all settles in between. */
  isSeldom(writer: Writer): boolean {
    const known = this.#seldom.get(writer) ?? this.mostActs([writer], DAY) <= SELDOM;
    this.#seldom.set(writer, known);
    return known;
  }

  /** Whether nothing but looks bounds how often somebody acts. */
  isRestless(writer: Writer): boolean {
    const asks = [writer, ...writer.through].some(({ strategy }) => strategy.modifiers.approval !== undefined);
    return !asks && !this.isSeldom(writer) && this.mostActs([writer], DAY) === this.mostActs([writer], DAY, true);
  }

  #mostActsOf({ agent, strategy, branch, through }: Writer, span: number, bare: boolean): number {
    const isCounted = (receiver: string): boolean => this.#writers.isCalled(agent, receiver);
    const links = [{ strategy, branch }, ...through];
    const asking = links.findLastIndex((link) => link.strategy.modifiers.approval !== undefined);
    // A strategy that waits for a person does later what it asks for, and what waits behind that: of its looks the last, of calls all.
    const looks = asking > 0 ? Infinity : mostLooks(strategy.trigger, span, isCounted) + (asking === 0 ? 2 : 0);
    if (bare) return looks;
    const counted = links.map((link, index) => (index < asking ? Infinity : mostFirings(link, span, index === 0)));
    return Math.min(looks, ...counted);
  }

  /** For each goal, how long it takes at least until it is sought after another was. */
  #waitsOf(goals: readonly Goal[], bare: boolean): readonly number[] {
    const count = goals.reduce((sum, { length }) => sum + length, 0);
    if (count ** 2 > MOST_PAIRS) return goals.map(() => 0);
    return goals.map((goal) => {
      const others = goals.filter((each) => each !== goal).flat();
      return Math.min(...goal.flatMap((writer) => others.map((other) => this.waitAfter(other, writer, bare))));
    });
  }

  /** How long it takes at least from what one does to what the other does next, as far as looks and `for` tell. */
  waitAfter(before: Writer, writer: Writer, bare = false): number {
    const [one, other] = [before.strategy, writer.strategy];
    const isOne = one === other;
    // What comes after a failure comes with what failed.
    if (![before, writer].every(actsAtLooks)) return 0;
    if (isOne && (before.branch === writer.branch || writer.branch === 'failure')) return 0;
    const isOneAgent = before.agent === writer.agent;
    const areApart = isOneAgent && (isOne || this.#areApart(before, writer));
    const isNeverTogether = areApart || (isOneAgent && isOrderedPair(before, writer));
    if (isNeverTogether && (isOne || looksAlong(one.trigger, other.trigger))) {
      const held = !bare && areApart && this.#endsHold(before, writer) ? (other.heldSeconds ?? 0) : 0;
      return leastGap(other.trigger) + wholeLooks(other.trigger, Math.round(held * 1000));
    }
    const between = leastBetween(one.trigger, other.trigger, isOneAgent);
    return between ? (isNeverTogether ? between.later : between.least) : 0;
  }

  #areApart(before: Writer, writer: Writer): boolean {
    return meet(this.#writers.region(before), this.#writers.region(writer)).length === 0;
  }

  /** Whether a constraint that is not true wherever another acts is false there, at a look of both. */
  #endsHold(before: Writer, { strategy, branch, owner }: Writer): boolean {
    if (!strategy.constraint || (branch !== 'then' && branch !== 'failure') || before.branch === 'failure')
      return false;
    if (before.strategy === strategy) return before.branch === 'else';
    const unknown = regionOf(strategy.constraint, owner, 'unknown');
    return meet(this.#writers.region(before), unknown).length === 0;
  }
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** Whether it is done with an event before the next look: it is not called, asks no person, and tries nothing again. */
const actsAtLooks = ({ strategy, through }: Writer): boolean =>
  through.length === 0 &&
  strategy.modifiers.approval === undefined &&
  actionsOf(strategy).every((action) => !('retry' in action));

/** One keeps the other from acting where both would. */
const isOrderedPair = (one: Writer, other: Writer): boolean =>
  isFiring(one) && isFiring(other) && priorityOf(one) !== priorityOf(other);

/** How many instants fit into a span of time that are so far apart. */
const fits = (span: number, apart: number): number => (apart === 0 ? Infinity : Math.max(1, Math.ceil(span / apart)));

interface Link {
  readonly strategy: Strategy;
  readonly branch: BranchName;
}

/** What `cooldown` and `limit` leave; they count for what stands behind THEN, and kept for each value of an argument for no other. */
function mostFirings({ strategy, branch }: Link, span: number, isFirst: boolean): number {
  if (branch !== 'then') return Infinity;
  const { cooldownSeconds, cooldownPer, limit, approval } = strategy.modifiers;
  const rest = cooldownPer === undefined ? Math.round((cooldownSeconds ?? 0) * 1000) : 0;
  const isAtLook = isFirst && approval === undefined;
  const rested = fits(span, isAtLook ? wholeLooks(strategy.trigger, rest) : rest);
  if (!limit || limit.per !== undefined) return rested;
  return Math.min(rested, limit.count * fits(span, Math.round(limit.seconds * 1000)));
}

/** Acts a day: what is changed once an hour settles in between. */
const SELDOM = 24;

/**
 * Whether two that undo each other are kept from taking turns at every look: they look or may act seldom, or something lets one of
 * them wait for longer than from look to look. What is turned before readings show the last turn is not.
 */
export function isCalm(pace: Pace, first: Writer, second: Writer): boolean {
  const goals: readonly Goal[] = [[first], [second]];
  if (pace.isSeldom(first) || pace.isSeldom(second)) return true;
  const turns = pace.mostTurns(goals, DAY);
  const settled = turns * Math.max(settlesOf(first), settlesOf(second)) * 1000 <= DAY;
  return settled && turns < pace.mostTurns(goals, DAY, true);
}

/** Seconds for which readings go on to show what was before. */
export const settlesOf = ({ write: { action } }: Writer): number =>
  action.kind === 'primitive' ? primitives[action.primitive.key].settlesSeconds : 0;
