import type { BranchName } from '../../../src/agent/engine/state.ts';
import type { HeldBack } from '../../../src/agent/engine/trace.ts';
import type { ActionNode, StrategyNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { inside, type Agent, type Occurrence } from './agent.ts';

type Counted = 'runs' | 'promotions' | 'replica-changes';

/** One action that a budget counts. */
export interface Taken {
  readonly occurrence: Occurrence;
  readonly branch: BranchName;
  readonly node: ActionNode;
  readonly kind: Counted;
  readonly dry: boolean;
  at: number;
  /** It is not at its end. */
  open: boolean;
}

function kindOf(node: ActionNode): Counted | undefined {
  if (node.kind !== 'primitive') return undefined;
  switch (node.name) {
    case 'runWorkflow':
    case 'runExecutor':
      return 'runs';
    case 'promote':
      return 'promotions';
    case 'updateWorkflowReplica':
    case 'duplicateWorkflowInstance':
      return 'replica-changes';
    default:
      return undefined;
  }
}

/** What counts for an event, and from when it would. */
function counting(agent: Agent, kind: Counted, dry: boolean, from: number): { readonly all: Taken[]; at: number } {
  const seen = agent.taken.filter((each) => each.kind === kind && (dry || !each.dry));
  const at = Math.max(from, ...seen.map((each) => each.at));
  const seconds = agent.graph.budget?.[kind]?.seconds ?? 0;
  return { all: seen.filter((each) => each.open || each.at > at - seconds * 1000), at };
}

/** What keeps THEN back: more is needed than is left. */
export function overBudget(agent: Agent, { actions, dryRun }: StrategyNode, at: number): HeldBack | undefined {
  const kinds = actions.flatMap(inside).flatMap((node) => kindOf(node) ?? []);
  for (const of of new Set(kinds)) {
    const allowance = agent.graph.budget?.[of];
    if (!allowance) continue;
    const spent = counting(agent, of, dryRun === true, at).all.length;
    const needs = kinds.filter((each) => each === of).length;
    if (spent + needs > allowance.count) return { by: 'budget', of, spent, needs, ...allowance };
  }
  return undefined;
}

/** Takes what an action needs, if that was not done yet; false where too little is left. */
export function take(
  agent: Agent,
  { dryRun }: StrategyNode,
  occurrence: Occurrence,
  branch: BranchName,
  node: ActionNode,
  from: number,
): boolean {
  const kind = kindOf(node);
  const allowance = kind && agent.graph.budget?.[kind];
  if (!allowance || takenFor(agent, occurrence, branch).some((each) => each.node === node)) return true;
  const { all, at } = counting(agent, kind, dryRun === true, from);
  if (all.length >= allowance.count) return false;
  const dry = dryRun === true;
  const taken = { occurrence, branch, node, kind, dry, at, open: !dry };
  agent.taken.push(taken);
  if (dry) forget(agent, taken);
  return true;
}

/** What no later event counts is forgotten, also by a budget of a longer time. */
function forget(agent: Agent, { kind, at, dry }: Taken): void {
  const seconds = agent.graph.budget?.[kind]?.seconds ?? Infinity;
  const isOver = (each: Taken): boolean => !each.open && each.at <= at - seconds * 1000;
  agent.taken = agent.taken.filter((each) => each.kind !== kind || !isOver(each) || (dry && !each.dry));
}

const takenFor = (agent: Agent, occurrence: Occurrence, branch: BranchName): Taken[] =>
  agent.taken.filter((each) => each.occurrence === occurrence && each.branch === branch);

/** It is done, or may have been. */
export function spent(agent: Agent, occurrence: Occurrence, branch: BranchName, node: ActionNode): void {
  for (const each of takenFor(agent, occurrence, branch)) {
    if (each.node !== node) continue;
    each.open = false;
    forget(agent, each);
  }
}

/** What was not done counts for nothing. */
export function giveBack(agent: Agent, occurrence: Occurrence): void {
  agent.taken = agent.taken.filter((each) => each.occurrence !== occurrence || !each.open);
}

/** Somebody agreed: it counts from then on. */
export function takenNow(agent: Agent, occurrence: Occurrence): void {
  for (const each of agent.taken) if (each.occurrence === occurrence) each.at = agent.now;
}
