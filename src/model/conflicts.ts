import type { Agent, Strategy, Trigger } from './model.ts';
import { mayCoincide } from './occasions.ts';
import { meet, regionOf, type Region } from './region.ts';
import type { TermOwner } from './term-key.ts';
import { writesOf, type Write } from './writes.ts';

/** A strategy of an agent, and one field that it writes. */
export interface Writer {
  readonly agent: Agent;
  readonly strategy: Strategy;
  readonly owner: TermOwner;
  readonly write: Write;
}

/** Two strategies that can be due at one instant, with constraints that can hold together, and write one field differently. */
export interface Conflict {
  /** The one that stands first. */
  readonly first: Writer;
  readonly second: Writer;
}

/** Each pair of strategies once, with the first field over which they fight. */
export function conflictsOf(agents: readonly Agent[]): readonly Conflict[] {
  const conflicts: Conflict[] = [];
  const regions = new Map<Strategy, Region>();
  const judged = new Map<Strategy, Set<Strategy>>();
  for (const [first, second] of rivalsOf(agents)) {
    // Whether two can act at one instant is the same for every field.
    const known = judged.get(second.strategy) ?? new Set();
    if (known.has(first.strategy)) continue;
    judged.set(second.strategy, known.add(first.strategy));
    const together = meet(holds(regions, first), holds(regions, second)).length > 0;
    const names: [string, string] = [first.owner.agent, second.owner.agent];
    if (together && mayCoincide(first.strategy.trigger, second.strategy.trigger, names)) {
      conflicts.push({ first, second });
    }
  }
  return conflicts;
}

/** Pairs of strategies that write one field differently, whenever they do. */
export function* rivalsOf(agents: readonly Agent[]): Generator<readonly [Writer, Writer]> {
  const byKey = new Map<string, Writer[]>();
  for (const writer of agents.flatMap(writersOf)) {
    const others = byKey.get(writer.write.key);
    for (const other of others ?? []) {
      if (other.strategy !== writer.strategy && other.write.value !== writer.write.value) yield [other, writer];
    }
    if (others) others.push(writer);
    else byKey.set(writer.write.key, [writer]);
  }
}

/** Whether the agent knows which of the two goes first. */
export const isOrdered = ({ first, second }: Conflict): boolean =>
  first.agent === second.agent && priorityOf(first) !== priorityOf(second);

/** The strategies of an agent, by name, that go before each: they write one field, and have the larger priority. */
export function precedence(agent: Agent): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const conflict of conflictsOf([agent])) {
    if (!isOrdered(conflict)) continue;
    const { first, second } = conflict;
    const [before, after] = priorityOf(first) > priorityOf(second) ? [first, second] : [second, first];
    const names = found.get(after.strategy.name);
    if (names) names.push(before.strategy.name);
    else found.set(after.strategy.name, [before.strategy.name]);
  }
  for (const names of found.values()) names.sort();
  return found;
}

const priorityOf = ({ strategy }: Writer): number => strategy.modifiers.priority ?? 0;

/** In order of source, and those of strategies that do nothing left out. */
function writersOf(agent: Agent): readonly Writer[] {
  return agent.strategies
    .filter(({ modifiers }) => !modifiers.dryRun)
    .flatMap((strategy) => {
      const owner = ownerOf(agent, strategy);
      return writesOf(strategy, owner).map((write) => ({ agent, strategy, owner, write }));
    });
}

export function ownerOf({ declaration }: Agent, { name, trigger }: Strategy): TermOwner {
  const agent = `${declaration.name.span.path} ${declaration.name.text}`;
  return { agent, strategy: name, instants: instantsOf(trigger) ?? name };
}

/** The same for triggers that are due at the same instants, whatever happens. */
function instantsOf(trigger: Trigger): string | undefined {
  if (trigger.kind === 'cron') return JSON.stringify([trigger.fields, trigger.zone]);
  if (trigger.kind !== 'every' || trigger.jitterSeconds !== undefined) return undefined;
  return JSON.stringify([trigger.seconds, trigger.from ?? null, trigger.until ?? null]);
}

/** Where the constraint of a writer holds, found once. */
export function holds(regions: Map<Strategy, Region>, { strategy, owner }: Writer): Region {
  const known = regions.get(strategy);
  if (known) return known;
  const region = strategy.constraint ? regionOf(strategy.constraint, owner, 'true') : [new Map<string, never>()];
  regions.set(strategy, region);
  return region;
}
