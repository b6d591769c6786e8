import { defined } from '../../base/values/defined.ts';
import type { StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { asksFirst, begin, pretend } from './act.ts';
import { overBudget } from './budget.ts';
import type { Truth } from './clause.ts';
import { decidedActions } from './decided.ts';
import { passedLimit, type Scope } from './evaluate.ts';
import { heldBack, heldSince } from './firing-limits.ts';
import type { Memory } from './memory.ts';
import { planActions, unknownOf } from './plan-actions.ts';
import { pauseOf } from './pausing.ts';
import type { PreparedStrategy } from './prepare.ts';
import { withoutMark } from './readings.ts';
import type { BranchName, Occurrence, Undecided } from './state.ts';
import { readingsOf, type Decision, type HeldBack } from './trace.ts';

/** Judges the constraint, says so, and goes on to the actions of its outcome. */
export function decide(memory: Memory, strategy: PreparedStrategy, observed: Undecided): void {
  const { node } = strategy;
  const { occurrence, deadline, values, requests } = observed;
  const { at } = occurrence;
  const readings = Object.fromEntries(
    Object.entries(observed.readings).map(([sensor, reading]) => [sensor, withoutMark(reading)]),
  );
  const scope: Scope = {
    readings,
    arguments: occurrence.call?.arguments ?? {},
    state: values,
    latches: latchesOf(memory, strategy),
    counts: occurrence.counts,
  };
  const constraint = strategy.judge?.(scope);
  const truth = constraint?.truth ?? 'true';
  moveLatches(memory, strategy, scope, at);
  const held = heldSince(node, memory.of(node).held, truth, at);
  memory.set(node, { held });
  const reason = truth === 'true' ? whyHeld(memory, strategy, occurrence) : undefined;
  const then = truth === 'true' && !reason ? planActions(node, 'then', scope, observed.readings) : undefined;
  const missing = then && unknownOf(then, scope);
  const judged = reason ? 'held' : missing === undefined ? verdictOf(truth) : 'unknown';
  const due = branchOf(node, judged);
  const pause = due && pauseOf(memory, node);
  const [verdict, branch] = pause ? (['held', undefined] as const) : [judged, due];
  const plan = branch && (branch === 'then' ? then : planActions(node, branch, scope));
  memory.trace.push(
    defined({
      kind: 'decision',
      ...memory.place(node, occurrence),
      trigger: occurrence.trigger,
      madeUp: occurrence.madeUp,
      call: occurrence.call,
      readings: readingsOf(strategy.sensors, readings, requests),
      constraint,
      verdict,
      missing,
      held: pause ?? reason,
      branch,
      actions: plan ? decidedActions(node, scope, plan) : [],
      approver: plan && asksFirst(node, plan) ? node.approval : undefined,
      dryRun: plan && node.dryRun ? true : undefined,
    }),
  );
  if (!plan) memory.set(node, { running: null });
  else if (node.dryRun) pretend(memory, strategy, occurrence, plan);
  else {
    if (branch === 'then') memory.acts(strategy, at);
    begin(memory, strategy, { occurrence, deadline, plan });
  }
}

const whyHeld = (memory: Memory, strategy: PreparedStrategy, occurrence: Occurrence): HeldBack | undefined =>
  keptBack(memory, strategy, occurrence.at) ??
  heldBack(strategy.node, memory.of(strategy.node), occurrence) ??
  overBudget(memory, strategy.node, strategy.needs, occurrence.at);

const verdictOf = (truth: Truth): Decision['verdict'] =>
  truth === 'true' ? 'act' : truth === 'false' ? 'quiet' : 'unknown';

function branchOf(node: StrategyNode, verdict: Decision['verdict']): BranchName | undefined {
  if (verdict === 'act') return 'then';
  if (verdict === 'quiet') return node.otherwise ? 'else' : undefined;
  return verdict === 'unknown' && node.whenUnknown ? 'unknown' : undefined;
}

// -------------------------------------------------------------------------------------------------------------- latches

const latchesOf = (memory: Memory, { latches }: PreparedStrategy): Scope['latches'] =>
  Object.fromEntries(
    latches.flatMap(({ id }) => {
      const state = memory.latches.get(id);
      return state ? [[id, state.side]] : [];
    }),
  );

/** A latch of which nothing is known stays what it was, and one that was looked at later is not moved by an earlier look. */
function moveLatches(memory: Memory, { latches }: PreparedStrategy, scope: Scope, at: number): void {
  for (const latch of latches) {
    const side = passedLimit(latch, scope);
    if (typeof side !== 'string') continue;
    const before = memory.latches.get(latch.id);
    if (before && (before.at > at || (before.at === at && before.side === side))) continue;
    memory.latches.set(latch.id, { side, at });
  }
}

// ------------------------------------------------------------------------------------ strategies that write one field

/** Whether a strategy that goes before and is due at the same instant is not decided yet. */
export const hasToWait = (memory: Memory, { yieldsTo }: PreparedStrategy, { at }: Occurrence): boolean =>
  yieldsTo.some((name) => memory.isUndecided(name, at));

/** What goes before and acts at the same instant writes the fields that this one would write. */
function keptBack(memory: Memory, { yieldsTo }: PreparedStrategy, at: number): HeldBack | undefined {
  const first = yieldsTo.find((name) => memory.hasActed(name, at));
  return first === undefined ? undefined : { by: 'precedence', strategy: first };
}
