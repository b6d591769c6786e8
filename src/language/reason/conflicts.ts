import type { Agent } from '../model/model.ts';
import { mayCoincide } from './trigger-overlap.ts';
import { overlap, type Region } from './box.ts';
import { Writers, type Writer } from './writers.ts';
import { mayBeOne } from './writes.ts';

/** Two strategies that can be due at one instant, with branches that can be taken together, and write one field differently. */
export interface Conflict {
  /** The one that stands first. */
  readonly first: Writer;
  readonly second: Writer;
  /** Some of where both are taken. */
  readonly where: Region;
}

/**
 * Each pair of branches of two strategies once, with the first field over which they fight. What agents do through calls is
 * known where all agents of the program are given beside those that are looked at.
 */
export function conflictsOf(agents: readonly Agent[], writers: Writers = new Writers(agents)): readonly Conflict[] {
  const conflicts: Conflict[] = [];
  const found = new Set<string>();
  const numbers = new Map<unknown, number>();
  const numberOf = (of: unknown): number => numbers.get(of) ?? (numbers.set(of, numbers.size), numbers.size - 1);
  for (const [first, second] of rivalsOf(agents, writers)) {
    if (first.strategy === second.strategy) continue;
    // Whether two can act at one instant is the same for every field of a branch, unless a call comes between.
    const key = [first, second].flatMap(({ strategy, branch, conditions }) => [
      numberOf(strategy),
      branch,
      numberOf(conditions),
    ]);
    if (found.has(key.join(' '))) continue;
    found.add(key.join(' '));
    const where = overlap(writers.region(first), writers.region(second));
    const names: [string, string] = [first.owner.agent, second.owner.agent];
    if (where.length > 0 && mayCoincide(first.strategy.trigger, second.strategy.trigger, names)) {
      conflicts.push({ first, second, where });
    }
  }
  return conflicts;
}

/** Pairs of branches that write one field differently, whenever they do: of two strategies, or THEN and ELSE of one. */
export function* rivalsOf(agents: readonly Agent[], writers: Writers): Generator<readonly [Writer, Writer]> {
  const byKey = new Map<string, Writer[]>();
  for (const writer of agents.flatMap((agent) => writers.of(agent))) {
    const others = byKey.get(writer.write.key);
    for (const other of others ?? []) {
      const isOneBranch = other.strategy === writer.strategy && other.branch === writer.branch;
      if (isOneBranch || other.write.value === writer.write.value) continue;
      if (mayBeOne(other.write, writer.write)) yield [other, writer];
    }
    if (others) others.push(writer);
    else byKey.set(writer.write.key, [writer]);
  }
}

/**
 * Whether the agent knows which of the two goes first. A strategy that goes before keeps the other from firing, and so from
 * failing; what stands behind ELSE and `when unknown` is no firing, and nothing holds it back.
 */
export const isOrdered = ({ first, second }: Conflict): boolean =>
  first.agent === second.agent && isFiring(first) && isFiring(second) && priorityOf(first) !== priorityOf(second);

export const isFiring = ({ branch }: Writer): boolean => branch === 'then' || branch === 'failure';

export const priorityOf = ({ strategy }: Writer): number => strategy.modifiers.priority ?? 0;

/** The strategies of an agent, by name, that go before each: they write one field, and have the larger priority. */
export function precedence(agent: Agent, writers: Writers): ReadonlyMap<string, readonly string[]> {
  const priorities = new Set(agent.strategies.map(({ modifiers }) => modifiers.priority ?? 0));
  if (priorities.size < 2) return new Map();
  const found = new Map<string, Set<string>>();
  for (const conflict of conflictsOf([agent], writers.withTried)) {
    if (!isOrdered(conflict)) continue;
    const { first, second } = conflict;
    const [before, after] = priorityOf(first) > priorityOf(second) ? [first, second] : [second, first];
    // One that is only tried holds nobody back, and is held back by what is real.
    if (before.strategy.modifiers.dryRun) continue;
    const names = found.get(after.strategy.name);
    if (names) names.add(before.strategy.name);
    else found.set(after.strategy.name, new Set([before.strategy.name]));
  }
  return new Map([...found].map(([name, names]) => [name, [...names].sort()]));
}
