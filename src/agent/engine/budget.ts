import { spendingOf } from '../../contract/primitives/budget.ts';
import { countedWords, type CountedKind } from '../../contract/primitives/budget-kinds.ts';
import { primitiveKey } from '../../contract/primitives/primitives.ts';
import type { Allowance, StrategyGraph, StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { defined } from '../../base/values/defined.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import { counted } from '../../base/values/words.ts';
import type { ConcreteAction } from './effect.ts';
import type { Memory } from './memory.ts';
import { kindOf, type Needs } from './needs.ts';
import type { Occurrence, Spent } from './state.ts';
import type { HeldBack } from './trace.ts';

// What the strategies of an agent do together is counted from the instants of their events. Who decides takes all that THEN needs, and
// gives back what was not done; so nobody decides what another has taken, and what was decided can be done. An event that is older
// than what was taken last counts from that: what counts no more at one decision counts at none that follows.

/** Whether what is left of the budget at an instant is less than a firing needs. */
export function overBudget(memory: Memory, { dryRun }: StrategyNode, needs: Needs, at: number): HeldBack | undefined {
  for (const [of, needed] of needs) {
    const allowance = memory.graph.budget?.[of];
    if (!allowance) continue;
    const spent = spentBy(memory, of, allowance, dryRun, at).rows.length;
    const { count, seconds } = allowance;
    if (spent + needed > count) return { by: 'budget', of, spent, needs: needed, count, seconds };
  }
  return undefined;
}

/** Who takes from the budget, and from when it counts. */
interface Taker {
  readonly node: StrategyNode;
  readonly occurrence: Occurrence;
  readonly countsFrom: number;
}

/** Takes what an action needs. Gives why it may not be done, where nothing is left for it. */
export function takeFor(memory: Memory, taker: Taker, key: string, action: ConcreteAction): string | undefined {
  const kind = kindOf(action);
  const allowance = kind && memory.graph.budget?.[kind];
  if (!allowance || memory.spent.get(key)) return undefined;
  const { node, occurrence, countsFrom } = taker;
  const { rows, at } = spentBy(memory, kind, allowance, node.dryRun, countsFrom);
  if (rows.length >= allowance.count) return refusalOf(kind, allowance);
  const { dryRun } = node;
  const row: Spent = defined({ occurrence: occurrence.id, kind, at, open: dryRun ? undefined : true, dryRun });
  memory.spent.set(key, row);
  if (dryRun) forget(memory, row);
  return undefined;
}

/** What was taken for some actions counts from another instant. */
export function countFrom(memory: Memory, keys: readonly string[], at: number): void {
  for (const key of keys) {
    const row = memory.spent.get(key);
    if (row) memory.spent.set(key, { ...row, at });
  }
}

/** An action was done, or has no answer. */
export function spend(memory: Memory, key: string): void {
  const row = memory.spent.get(key);
  if (!row?.open) return;
  const { open: _, ...rest } = row;
  memory.spent.set(key, rest);
  forget(memory, rest);
}

/** Gives back what was taken for actions that were not done. */
export function giveBack(memory: Memory, keys: readonly string[]): void {
  for (const key of keys) if (memory.spent.get(key)?.open) memory.spent.delete(key);
}

/** An action with the bound that who does it has to keep, as only there it is known what is so now. */
export function bounded({ budget }: StrategyGraph, action: ConcreteAction): ConcreteAction {
  if (budget?.traffic === undefined || action.kind !== 'primitive') return action;
  const key = primitiveKey(action.name, action.target?.kind);
  return key !== undefined && spendingOf(key) === 'traffic' ? { ...action, largestStep: budget.traffic } : action;
}

/** What counts at an instant, and the instant itself: that of the event, or that of what was taken last. */
function spentBy(
  memory: Memory,
  kind: CountedKind,
  allowance: Allowance,
  dryRun: boolean | undefined,
  countsFrom: number,
): { readonly rows: readonly Spent[]; readonly at: number } {
  // What is pretended holds nothing back that is real.
  const seen = memory.spent
    .entries()
    .map(([, row]) => row)
    .filter((row) => row.kind === kind && (dryRun === true || !row.dryRun));
  const at = seen.reduce((latest, row) => Math.max(latest, row.at), countsFrom);
  return { rows: seen.filter((row) => row.open || row.at > at - milliseconds(allowance)), at };
}

/** What no decision counts behind one that is not given back. */
function forget(memory: Memory, { kind, at, dryRun }: Spent): void {
  const allowance = memory.graph.budget?.[kind];
  if (!allowance) return;
  for (const [key, row] of memory.spent.entries()) {
    const isOver = row.kind === kind && !row.open && row.at <= at - milliseconds(allowance);
    if (isOver && (row.dryRun || !dryRun)) memory.spent.delete(key);
  }
}

const refusalOf = (kind: CountedKind, { count, seconds }: Allowance): string =>
  `the budget is spent, of ${counted(count, ...countedWords[kind])} per ${formatDuration(seconds)}`;

const milliseconds = ({ seconds }: Allowance): number => Math.round(seconds * 1000);
