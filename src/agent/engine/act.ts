import { defined } from '../../base/values/defined.ts';
import type { StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import type { StepDraft } from './step-draft.ts';
import type { ActEffect } from './effect.ts';
import type { Outcome } from './event.ts';
import { countedFirings, deadlineOf, timeoutOf } from './firing-limits.ts';
import type { PreparedStrategy } from './prepare.ts';
import type { Acting, BranchName, Occurrence, OpenAction, ActionPlan, PlannedAction } from './state.ts';

interface Work {
  readonly occurrence: Occurrence;
  readonly deadline: number;
  readonly plan: ActionPlan;
}

/** Whether somebody has to agree first. Actions of the other outcomes are no firing, and nothing holds them back. */
export const asksFirst = (
  node: StrategyNode,
  { branch }: ActionPlan,
): node is StrategyNode & { readonly approval: string } =>
  node.approval !== undefined && node.dryRun !== true && branch === 'then';

/** Asks who has to agree, or begins with the first actions. */
export function begin(draft: StepDraft, strategy: PreparedStrategy, work: Work): void {
  const { node } = strategy;
  const { occurrence, deadline, plan } = work;
  if (!asksFirst(node, plan)) {
    doGroups(draft, strategy, work, 0);
    return;
  }
  const awaiting = {
    kind: 'ask',
    id: `${occurrence.id}/approval`,
    occurrence: occurrence.id,
    by: node.approval,
    actions: plan.groups.flat().map(({ text }) => text),
  } as const;
  draft.set(node, { running: { stage: 'asking', occurrence, deadline, awaiting, plan } });
  draft.effects.push(awaiting);
  draft.trace.push({
    kind: 'approval',
    ...draft.place(node, occurrence),
    effect: awaiting.id,
    by: node.approval,
    answer: 'asked',
  });
}

/** What was decided and is not done counts as done: the next decisions are those that would follow. */
export function pretend(draft: StepDraft, strategy: PreparedStrategy, occurrence: Occurrence, plan: ActionPlan): void {
  end(draft, strategy, occurrence, plan.branch, []);
}

/** Does the groups of actions from one on, until something has to be waited for or has failed; ends where there is none left. */
export function doGroups(draft: StepDraft, strategy: PreparedStrategy, work: Work, first: number): void {
  const { occurrence, deadline, plan } = work;
  for (const [offset, group] of plan.groups.slice(first).entries()) {
    const open = group.map((planned) => ask(draft, strategy, work, planned, 1));
    if (open.every(({ stage }) => stage === 'done')) continue;
    settle(draft, strategy, { stage: 'acting', occurrence, deadline, plan, index: first + offset, open });
    return;
  }
  end(draft, strategy, occurrence, plan.branch, []);
}

/** Asks for an action, or does at once what the engine does itself. */
function ask(
  draft: StepDraft,
  { node }: PreparedStrategy,
  { occurrence, plan }: Pick<Work, 'occurrence' | 'plan'>,
  { number, text, does }: PlannedAction,
  attempt: number,
): OpenAction {
  const key = keyOf(occurrence, plan.branch, number);
  const place = { kind: 'action', ...draft.place(node, occurrence), effect: key, text } as const;
  if ('unknown' in does) {
    draft.trace.push({ ...place, result: does });
    return { number, stage: 'failed' };
  }
  if ('set' in does) {
    draft.remember(does.set, does.value);
    draft.trace.push({ ...place, result: { ok: does.value } });
    return { number, stage: 'done' };
  }
  const id = attempt === 1 ? key : `${key}~${String(attempt)}`;
  const effect: ActEffect = { kind: 'act', id, key, occurrence: occurrence.id, action: does.action };
  draft.effects.push(effect);
  return { number, stage: 'asked', effect, attempt };
}

/** One segment behind the id of the occurrence, whose cause may have slashes of its own: so no two keys can be one. */
const keyOf = (occurrence: Occurrence, branch: BranchName, number: number): string =>
  `${occurrence.id}/${branch === 'then' ? '' : `${branch}-`}${String(number)}`;

export const isAsked = ({ open }: Acting, effect: string): boolean =>
  open.some((action) => action.stage === 'asked' && action.effect.id === effect);

/** The outcome of an action that was asked for: it is done, or tried again later, or has failed. */
export function complete(
  draft: StepDraft,
  strategy: PreparedStrategy,
  acting: Acting,
  effect: string,
  outcome: Outcome,
): void {
  const open = acting.open.map((action): OpenAction => {
    if (action.stage !== 'asked' || action.effect.id !== effect) return action;
    const { number, attempt } = action;
    const planned = plannedAt(acting, number);
    const again = 'failed' in outcome ? nextTry(planned, attempt, draft.now) : undefined;
    draft.trace.push(
      defined({
        kind: 'action',
        ...draft.place(strategy.node, acting.occurrence),
        effect,
        text: planned?.text ?? '',
        action: action.effect.action,
        result: outcome,
        again,
      }),
    );
    if ('ok' in outcome) return { number, stage: 'done' };
    return again === undefined ? { number, stage: 'failed' } : { number, stage: 'pausing', attempt, until: again };
  });
  settle(draft, strategy, { ...acting, open });
}

function nextTry(planned: PlannedAction | undefined, attempt: number, now: number): number | undefined {
  const retry = planned && 'action' in planned.does ? planned.does.retry : undefined;
  if (!retry || attempt > retry.limit) return undefined;
  const seconds = Math.min(retry.seconds * 2 ** (attempt - 1), retry.maximumSeconds ?? Infinity);
  return now + Math.round(Math.min(seconds, LONGEST_PAUSE) * 1000);
}

/** Seconds: a pause that is doubled without a maximum ends here. */
const LONGEST_PAUSE = 86_400;

/** Tries again what has waited long enough. */
export function resumePaused(draft: StepDraft, strategy: PreparedStrategy): void {
  const { running } = draft.of(strategy.node);
  if (running?.stage !== 'acting') return;
  const open = running.open.map((action): OpenAction => {
    if (action.stage !== 'pausing' || action.until > draft.now) return action;
    const planned = plannedAt(running, action.number);
    return planned
      ? ask(draft, strategy, running, planned, action.attempt + 1)
      : { number: action.number, stage: 'failed' };
  });
  if (open.some((action, index) => action !== running.open[index])) settle(draft, strategy, { ...running, open });
}

/** Ends what takes longer than it may. What was asked for may still be done, but nobody waits for it. */
export function giveUp(draft: StepDraft, strategy: PreparedStrategy, acting: Acting): void {
  const reason = `not done within ${formatDuration(timeoutOf(strategy.node))}`;
  for (const action of acting.open) {
    if (action.stage !== 'asked' && action.stage !== 'pausing') continue;
    draft.trace.push({
      kind: 'action',
      ...draft.place(strategy.node, acting.occurrence),
      effect: keyOf(acting.occurrence, acting.plan.branch, action.number),
      text: plannedAt(acting, action.number)?.text ?? '',
      result: { failed: reason },
    });
  }
  fail(draft, strategy, acting);
}

const plannedAt = ({ plan, index }: Acting, number: number): PlannedAction | undefined =>
  plan.groups[index]?.find((planned) => planned.number === number);

/** Goes on when all actions of the group are at their end. */
function settle(draft: StepDraft, strategy: PreparedStrategy, acting: Acting): void {
  if (acting.open.some(({ stage }) => stage === 'asked' || stage === 'pausing'))
    draft.set(strategy.node, { running: acting });
  else if (acting.open.some(({ stage }) => stage === 'failed')) fail(draft, strategy, acting);
  else doGroups(draft, strategy, acting, acting.index + 1);
}

function fail(draft: StepDraft, strategy: PreparedStrategy, { occurrence, plan, index }: Acting): void {
  const left = plan.groups.slice(index + 1).flatMap((group) => group.map(({ text }) => text));
  if (plan.onFailure.length === 0) {
    end(draft, strategy, occurrence, plan.branch, left, false);
    return;
  }
  draft.trace.push({
    kind: 'ending',
    ...draft.place(strategy.node, occurrence),
    branch: plan.branch,
    complete: false,
    fired: false,
    left,
  });
  const failure: ActionPlan = { branch: 'failure', groups: plan.onFailure, onFailure: [] };
  doGroups(draft, strategy, { occurrence, deadline: deadlineOf(strategy.node, draft.now), plan: failure }, 0);
}

/** Only actions behind THEN that were all done are a firing: what others counted is counted again. */
export function end(
  draft: StepDraft,
  strategy: PreparedStrategy,
  occurrence: Occurrence,
  branch: BranchName,
  left: readonly string[],
  isComplete = true,
): void {
  const { node } = strategy;
  const fired = isComplete && branch === 'then';
  if (fired) {
    const { at } = occurrence;
    draft.set(node, { lastFired: at, firings: countedFirings(node, draft.of(node).firings, at) });
  }
  draft.trace.push({ kind: 'ending', ...draft.place(node, occurrence), branch, complete: isComplete, fired, left });
  draft.set(node, { running: null });
}
