import { defined } from '../../base/values/defined.ts';
import type { StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import { bounded, countFrom, giveBack, spend, takeFor } from './budget.ts';
import type { ActEffect } from './effect.ts';
import { evaluate } from './evaluate.ts';
import type { Outcome } from './event.ts';
import { coolingFrom, deadlineOf, withTry } from './firing-limits.ts';
import type { Memory } from './memory.ts';
import type { PreparedStrategy } from './prepare.ts';
import type { Acting, ActionPlan, Asking, BranchName, Occurrence, OpenAction, PlannedAction } from './state.ts';

/** What is to be done for an occurrence, and what it counts as until now. */
type Work = Pick<Acting, 'occurrence' | 'deadline' | 'plan' | 'countsFrom' | 'counted'>;

/** Whether somebody has to agree first. Actions of the other outcomes are no firing, and nothing holds them back. */
export const asksFirst = (
  node: StrategyNode,
  { branch }: ActionPlan,
): node is StrategyNode & { readonly approval: string } =>
  node.approval !== undefined && node.dryRun !== true && branch === 'then';

/** Asks who has to agree, or begins with the first actions. */
export function begin(
  memory: Memory,
  strategy: PreparedStrategy,
  work: Pick<Work, 'occurrence' | 'deadline' | 'plan'>,
): void {
  const { node } = strategy;
  const { occurrence, deadline, plan } = work;
  if (plan.branch === 'then') takeAll(memory, strategy, occurrence, plan);
  if (!asksFirst(node, plan)) {
    doGroups(memory, strategy, { ...work, countsFrom: occurrence.at, counted: 'nothing' }, 0);
    return;
  }
  const awaiting = {
    kind: 'ask',
    id: `${occurrence.id}/approval`,
    occurrence: occurrence.id,
    by: node.approval,
    actions: plan.groups.flat().map(({ text }) => text),
  } as const;
  memory.set(node, { running: { stage: 'asking', occurrence, deadline, awaiting, plan } });
  memory.effects.push(awaiting);
  memory.trace.push({
    kind: 'approval',
    ...memory.place(node, occurrence),
    effect: awaiting.id,
    by: node.approval,
    answer: 'asked',
  });
}

/** Somebody agreed: what is done counts from now. */
export const agreed = (memory: Memory, strategy: PreparedStrategy, { occurrence, deadline, plan }: Asking): void => {
  countFrom(memory, keysOf(occurrence, plan), memory.now);
  doGroups(memory, strategy, { occurrence, deadline, plan, countsFrom: memory.now, counted: 'nothing' }, 0);
};

/** Nobody agreed: it cools down from then on, and nothing else counts. */
export function disagreed(memory: Memory, strategy: PreparedStrategy, asking: Asking, at: number): void {
  const { node } = strategy;
  memory.set(node, { counts: coolingFrom(node, memory.of(node).counts, asking.occurrence, at) });
  endUndone(memory, strategy, asking);
}

function endUndone(memory: Memory, strategy: PreparedStrategy, asking: Asking): void {
  giveBack(memory, keysOf(asking.occurrence, asking.plan));
  tellEnd(memory, strategy, { ...asking, counted: 'nothing' }, asking.awaiting.actions, false, true);
  memory.set(strategy.node, { running: null });
}

/** Nobody is asked any more: nothing counts. */
export function withdraw(memory: Memory, strategy: PreparedStrategy, asking: Asking): void {
  const { id, by } = asking.awaiting;
  const place = memory.place(strategy.node, asking.occurrence);
  memory.trace.push({ kind: 'approval', ...place, effect: id, by, answer: 'withdrawn' });
  endUndone(memory, strategy, asking);
}

/** What was decided and is not done counts as done, by itself: the next decisions are those that would follow. */
export function pretend(memory: Memory, strategy: PreparedStrategy, occurrence: Occurrence, plan: ActionPlan): void {
  const { node } = strategy;
  const { at } = occurrence;
  const counts = plan.branch === 'then';
  if (counts) {
    const pretended = withTry(node, memory.of(node).pretended, occurrence, at);
    memory.set(node, { pretended: { ...pretended, lastFired: at, marks: plan.marks ?? {} } });
  }
  takeAll(memory, strategy, occurrence, plan);
  end(memory, strategy, { occurrence, plan, counted: counts ? 'firing' : 'nothing' }, []);
}

/** Takes from the budget for all actions of an outcome. */
function takeAll(memory: Memory, { node }: PreparedStrategy, occurrence: Occurrence, plan: ActionPlan): void {
  const taker = { node, occurrence, countsFrom: occurrence.at };
  for (const { number, does } of plan.groups.flat())
    if ('action' in does) takeFor(memory, taker, keyOf(occurrence, plan.branch, number), does.action);
}

const keysOf = (occurrence: Occurrence, { branch, groups }: ActionPlan): readonly string[] =>
  groups.flat().map(({ number }) => keyOf(occurrence, branch, number));

/** Does the groups of actions from one on, until something has to be waited for or has failed; ends where there is none left. */
function doGroups(memory: Memory, strategy: PreparedStrategy, begun: Work, first: number): void {
  let work = begun;
  for (const [offset, group] of work.plan.groups.slice(first).entries()) {
    const open = group.map((planned) => ask(memory, strategy, work, planned, 1));
    for (const [index, { does }] of group.entries())
      if (open[index]?.stage === 'done') work = counting(memory, strategy, work, levelOf(does));
    if (open.every(({ stage }) => stage === 'done')) continue;
    settle(memory, strategy, { ...work, stage: 'acting', index: first + offset, open });
    return;
  }
  // Where there is nothing but messages and what is remembered, all of it is a firing.
  const all = work.plan.groups.flat().map(({ does }) => levelOf(does));
  end(memory, strategy, all.includes('firing') ? work : counting(memory, strategy, work, 'firing'), []);
}

/** As what an action counts: a message, or what is remembered, ends no window while something greater stands beside it. */
const levelOf = (does: PlannedAction['does']): 'try' | 'firing' =>
  'action' in does && !(does.action.kind === 'primitive' && does.action.name === 'notify') ? 'firing' : 'try';

/** An action behind THEN was done, or has no answer: it counts, once for all tries of all actions. */
function counting<T extends Work>(memory: Memory, { node }: PreparedStrategy, work: T, level: 'try' | 'firing'): T {
  const { occurrence, plan, countsFrom, counted } = work;
  if (plan.branch !== 'then' || counted === 'firing' || counted === level) return work;
  const before = memory.of(node).counts;
  const counts = counted === 'nothing' ? withTry(node, before, occurrence, countsFrom) : before;
  const ended = { lastFired: occurrence.at, marks: plan.marks ?? {} };
  memory.set(node, { counts: level === 'firing' ? { ...counts, ...ended } : counts });
  return { ...work, counted: level };
}

/** Asks for an action, or does at once what the engine does itself. */
function ask(
  memory: Memory,
  { node }: PreparedStrategy,
  { occurrence, plan, countsFrom }: Pick<Work, 'occurrence' | 'plan' | 'countsFrom'>,
  { number, text, does }: PlannedAction,
  attempt: number,
): OpenAction {
  const key = keyOf(occurrence, plan.branch, number);
  const place = { kind: 'action', ...memory.place(node, occurrence), effect: key, text } as const;
  if ('unknown' in does) {
    memory.trace.push({ ...place, result: does });
    return { number, stage: 'failed' };
  }
  if ('set' in does) {
    const { readings = {}, arguments: given = {}, counts } = plan.given ?? {};
    const value = evaluate(does.value, { readings, counts, arguments: given, state: memory.values, latches: {} });
    if (!value.known) {
      memory.trace.push({ ...place, result: { unknown: `${does.value.text} is unknown: ${value.reason}` } });
      return { number, stage: 'failed' };
    }
    memory.remember(does.set, value.value);
    memory.trace.push({ ...place, result: { ok: value.value } });
    return { number, stage: 'done' };
  }
  const refused = takeFor(memory, { node, occurrence, countsFrom }, key, does.action);
  if (refused !== undefined) {
    memory.trace.push({ ...place, result: { failed: refused } });
    return { number, stage: 'failed' };
  }
  const id = attempt === 1 ? key : `${key}~${String(attempt)}`;
  const action = bounded(memory.graph, does.action);
  const effect: ActEffect = { kind: 'act', id, key, occurrence: occurrence.id, action };
  memory.effects.push(effect);
  return { number, stage: 'asked', effect, attempt };
}

/** One segment behind the id of the occurrence, whose cause may have slashes of its own: so no two keys can be one. */
const keyOf = (occurrence: Occurrence, branch: BranchName, number: number): string =>
  `${occurrence.id}/${branch === 'then' ? '' : `${branch}-`}${String(number)}`;

export const isAsked = ({ open }: Acting, effect: string): boolean =>
  open.some((action) => action.stage === 'asked' && action.effect.id === effect);

/** The outcome of an action that was asked for: it is done, or tried again later, or has failed. */
export function complete(
  memory: Memory,
  strategy: PreparedStrategy,
  acting: Acting,
  effect: string,
  outcome: Outcome,
): void {
  let work = acting;
  const open = acting.open.map((action): OpenAction => {
    if (action.stage !== 'asked' || action.effect.id !== effect) return action;
    const { number, attempt } = action;
    const planned = plannedAt(acting, number);
    if ('ok' in outcome) spend(memory, action.effect.key);
    if ('ok' in outcome && planned) work = counting(memory, strategy, work, levelOf(planned.does));
    const again = 'failed' in outcome ? nextTry(planned, attempt, memory.now) : undefined;
    memory.trace.push(
      defined({
        kind: 'action',
        ...memory.place(strategy.node, acting.occurrence),
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
  settle(memory, strategy, { ...work, open });
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
export function resumePaused(memory: Memory, strategy: PreparedStrategy): void {
  const { running } = memory.of(strategy.node);
  if (running?.stage !== 'acting') return;
  const open = running.open.map((action): OpenAction => {
    if (action.stage !== 'pausing' || action.until > memory.now) return action;
    const planned = plannedAt(running, action.number);
    return planned
      ? ask(memory, strategy, running, planned, action.attempt + 1)
      : { number: action.number, stage: 'failed' };
  });
  if (open.some((action, index) => action !== running.open[index])) settle(memory, strategy, { ...running, open });
}

/** Ends what takes longer than it may. What was asked for may still be done, but nobody waits for it. */
export function giveUp(memory: Memory, strategy: PreparedStrategy, acting: Acting): void {
  const reason = `not done within ${formatDuration(acting.plan.timeoutSeconds)}`;
  let work = acting;
  for (const action of acting.open) {
    if (action.stage !== 'asked' && action.stage !== 'pausing') continue;
    const planned = plannedAt(acting, action.number);
    if (action.stage === 'asked') spend(memory, action.effect.key);
    if (action.stage === 'asked' && planned) work = counting(memory, strategy, work, levelOf(planned.does));
    memory.trace.push({
      kind: 'action',
      ...memory.place(strategy.node, acting.occurrence),
      effect: keyOf(acting.occurrence, acting.plan.branch, action.number),
      text: planned?.text ?? '',
      result: { failed: reason },
    });
  }
  fail(memory, strategy, work);
}

const plannedAt = ({ plan, index }: Acting, number: number): PlannedAction | undefined =>
  plan.groups[index]?.find((planned) => planned.number === number);

/** Goes on when all actions of the group are at their end. */
function settle(memory: Memory, strategy: PreparedStrategy, acting: Acting): void {
  if (acting.open.some(({ stage }) => stage === 'asked' || stage === 'pausing'))
    memory.set(strategy.node, { running: acting });
  else if (acting.open.some(({ stage }) => stage === 'failed')) fail(memory, strategy, acting);
  else doGroups(memory, strategy, acting, acting.index + 1);
}

function fail(memory: Memory, strategy: PreparedStrategy, acting: Acting): void {
  const { plan, index, occurrence } = acting;
  const left = plan.groups.slice(index + 1).flatMap((group) => group.map(({ text }) => text));
  giveBack(memory, keysOf(occurrence, plan));
  if (plan.onFailure.length === 0) {
    end(memory, strategy, acting, left, false);
    return;
  }
  tellEnd(memory, strategy, acting, left, false);
  const failure: ActionPlan = defined({
    branch: 'failure',
    groups: plan.onFailure,
    onFailure: [],
    timeoutSeconds: plan.timeoutSeconds,
    given: plan.given,
  });
  const deadline = deadlineOf(plan, memory.now);
  const work = { occurrence, deadline, plan: failure, countsFrom: acting.countsFrom, counted: acting.counted };
  doGroups(memory, strategy, work, 0);
}

/** Nothing of an occurrence is left to do. */
function end(
  memory: Memory,
  strategy: PreparedStrategy,
  work: Pick<Work, 'occurrence' | 'plan' | 'counted'>,
  left: readonly string[],
  isComplete = true,
): void {
  const { node } = strategy;
  tellEnd(memory, strategy, work, left, isComplete);
  const { left: gone } = memory.of(node);
  memory.set(node, defined({ running: null, left: gone && { at: gone.at } }));
}

function tellEnd(
  memory: Memory,
  { node }: PreparedStrategy,
  { occurrence, plan: { branch }, counted }: Pick<Work, 'occurrence' | 'plan' | 'counted'>,
  left: readonly string[],
  complete: boolean,
  isRefused = false,
): void {
  const fired = branch === 'then' && counted !== 'nothing';
  const endsWindows = fired && counted === 'firing' ? true : undefined;
  memory.trace.push(
    defined({
      kind: 'ending',
      ...memory.place(node, occurrence),
      branch,
      complete,
      fired,
      endsWindows,
      refused: isRefused ? true : undefined,
      left,
    }),
  );
}
