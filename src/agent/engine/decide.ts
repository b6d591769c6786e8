import { defined } from '../../base/values/defined.ts';
import type { StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Observation } from '../../base/values/value.ts';
import { asksFirst, begin, pretend } from './act.ts';
import type { StepDraft } from './step-draft.ts';
import { truthOf, type Truth } from './clause.ts';
import { decidedActions } from './decided.ts';
import type { SensorRequest } from './effect.ts';
import { evaluate, type Scope } from './evaluate.ts';
import { heldBack, heldSince } from './firing-limits.ts';
import { planActions } from './plan-actions.ts';
import { prepare, type PreparedStrategy } from './prepare.ts';
import type { BranchName, Occurrence, StrategyState } from './state.ts';
import { readingsOf, type Decision, type HeldBack } from './trace.ts';

/** An occurrence of which all is read. */
interface Observed {
  readonly occurrence: Occurrence;
  readonly deadline: number;
  readonly readings: Readonly<Record<string, Observation>>;
  readonly requests: readonly SensorRequest[];
}

/** Decides now, or when those that go before are decided. */
export function decideInTurn(draft: StepDraft, strategy: PreparedStrategy, observed: Observed): void {
  const { node } = strategy;
  if (hasToWait(draft, node, observed.occurrence)) draft.set(node, { running: { stage: 'deferred', ...observed } });
  else decide(draft, strategy, observed);
}

/** Judges the constraint, says so, and goes on to the actions of its outcome. */
export function decide(draft: StepDraft, strategy: PreparedStrategy, observed: Observed): void {
  const { node } = strategy;
  const { occurrence, deadline, readings, requests } = observed;
  const { at } = occurrence;
  const before = draft.of(node);
  const scope: Scope = {
    readings,
    arguments: occurrence.call?.arguments ?? {},
    state: draft.values,
    latches: before.latches,
  };
  const constraint = strategy.judge?.(scope);
  const truth = constraint?.truth ?? 'true';
  const held = heldSince(node, before.held, truth, at);
  draft.set(node, { held, latches: latchesAfter(strategy, scope) });
  const reason = truth === 'true' ? (keptBack(draft, node, at) ?? heldBack(node, draft.of(node), at)) : undefined;
  const verdict = reason === undefined ? verdictOf(truth) : 'held';
  const branch = branchOf(node, verdict);
  const plan = branch && planActions(node, branch, scope);
  draft.trace.push(
    defined({
      kind: 'decision',
      ...draft.place(node, occurrence),
      trigger: occurrence.trigger,
      madeUp: occurrence.madeUp,
      call: occurrence.call,
      readings: readingsOf(strategy.sensors, readings, requests),
      constraint,
      verdict,
      held: reason,
      branch,
      actions: plan ? decidedActions(node, scope, plan) : [],
      approver: plan && asksFirst(node, plan) ? node.approval : undefined,
      dryRun: plan && node.dryRun ? true : undefined,
    }),
  );
  if (!plan) draft.set(node, { running: null });
  else if (node.dryRun) pretend(draft, strategy, occurrence, plan);
  else begin(draft, strategy, { occurrence, deadline, plan });
}

const verdictOf = (truth: Truth): Decision['verdict'] =>
  truth === 'true' ? 'act' : truth === 'false' ? 'quiet' : 'unknown';

function branchOf(node: StrategyNode, verdict: Decision['verdict']): BranchName | undefined {
  if (verdict === 'act') return 'then';
  if (verdict === 'quiet') return node.otherwise ? 'else' : undefined;
  return verdict === 'unknown' && node.whenUnknown ? 'unknown' : undefined;
}

/** A latch of which nothing is known stays what it was. */
function latchesAfter({ latches }: PreparedStrategy, scope: Scope): StrategyState['latches'] {
  if (latches.length === 0) return scope.latches;
  const now = latches.flatMap((latch): [string, boolean][] => {
    const truth = truthOf(evaluate(latch, scope));
    return truth === 'unknown' ? [] : [[latch.id, truth === 'true']];
  });
  return { ...scope.latches, ...Object.fromEntries(now) };
}

// ------------------------------------------------------------------------------------ strategies that write one field

/** The strategies that go before this one where both are due at one instant. */
function firstOf(draft: StepDraft, node: StrategyNode, at: number): readonly StrategyNode[] {
  if (!node.yieldsTo) return [];
  const { byName } = prepare(draft.graph);
  return node.yieldsTo.flatMap((name) => byName.get(name)?.node ?? []).filter((other) => concerns(draft.of(other), at));
}

const concerns = (state: StrategyState, at: number): boolean =>
  state.running?.occurrence.at === at || state.lastFired === at || isUndecided(state, at);

/** It may be busy with an earlier occurrence. */
const isUndecided = ({ running, waiting }: StrategyState, at: number): boolean =>
  (running?.occurrence.at === at && (running.stage === 'observing' || running.stage === 'deferred')) ||
  waiting.some((occurrence) => occurrence.at === at);

/** Whether a strategy that goes before and is due at the same instant is not decided yet. */
export const hasToWait = (draft: StepDraft, node: StrategyNode, { at }: Occurrence): boolean =>
  firstOf(draft, node, at).some((other) => isUndecided(draft.of(other), at));

/** What goes before and acts at the same instant writes the fields that this one would write. */
function keptBack(draft: StepDraft, node: StrategyNode, at: number): HeldBack | undefined {
  const first = firstOf(draft, node, at).find((other) => {
    const state = draft.of(other);
    const { running, lastFired } = state;
    const acts = running?.stage === 'asking' || (running?.stage === 'acting' && running.plan.branch === 'then');
    // One that is not decided may still act: where time does not allow to wait for it, it goes before.
    return lastFired === at || isUndecided(state, at) || (acts && running.occurrence.at === at);
  });
  return first && { by: 'precedence', strategy: first.name };
}
