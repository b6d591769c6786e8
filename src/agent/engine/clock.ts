import { formatDuration } from '../../base/values/quantity.ts';
import type { StrategyNode, TriggerNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { simpleTriggers } from '../../contract/strategy-graph/walk.ts';
import { end, giveUp, resumePaused } from './act.ts';
import type { StepDraft } from './step-draft.ts';
import type { Effect } from './effect.ts';
import { timeoutOf } from './firing-limits.ts';
import { fireCombined } from './combined-triggers.ts';
import { prepare, type PreparedStrategy } from './prepare.ts';
import { drain, enqueue } from './queue.ts';
import type { Call, Running } from './state.ts';
import { lastFiring, nextFiring } from './triggers.ts';

/** A change that comes with the step. */
export interface News {
  readonly id: string;
  /** Whether a part of a trigger waits for it. */
  readonly fires: (part: TriggerNode) => boolean;
}

/**
 * Does all that is due up to the instant of the step: what takes too long, what is tried again, schedules. A change at that
 * instant and a schedule of the same instant are one event.
 */
export function catchUp(draft: StepDraft, news?: News): void {
  const { strategies } = prepare(draft.graph);
  for (const strategy of strategies) {
    overdue(draft, strategy);
    resumePaused(draft, strategy);
  }
  // What waits goes before what comes due.
  drain(draft);
  for (const strategy of strategies) fire(draft, strategy, news);
}

interface Firing {
  readonly at: number;
  readonly text: string;
  readonly call: Call | null;
  readonly change: string | undefined;
}

/** Schedules that came due since they were last looked at fire once, however often they came due; then what is news. */
function fire(draft: StepDraft, strategy: PreparedStrategy, news: News | undefined): void {
  const { node } = strategy;
  const { checkedTo, joint } = draft.of(node);
  const { now } = draft;
  const due = dueOf(draft, strategy, checkedTo);
  const isNews = news !== undefined && simpleTriggers(node.trigger).some(news.fires);
  if (isNews && !due.has(now)) due.set(now, new Set());
  draft.set(node, { checkedTo: Math.max(checkedTo, now) });
  let memory = joint;
  const firings: Firing[] = [];
  for (const [at, schedules] of [...due].sort(([a], [b]) => a - b)) {
    const isNow = isNews && at === now;
    const fired = fireCombined(node.trigger, memory, at, (part) =>
      schedules.has(part) || (isNow && news.fires(part)) ? { call: null } : undefined,
    );
    memory = fired.memory;
    if (fired.firing) firings.push({ ...fired.firing, change: isNow ? news.id : undefined });
  }
  if (memory !== joint) draft.set(node, { joint: memory });
  const makingUp = firings.findLast(isScheduled) ?? firings.at(-1);
  for (const firing of firings) {
    if (isScheduled(firing) && firing !== makingUp) continue;
    const { at, text: trigger, call, change } = firing;
    const id = change === undefined ? draft.id(node, 'schedule', String(at)) : draft.id(node, 'change', change);
    const madeUp = firing === makingUp && isMadeUp(draft, node, firing, checkedTo);
    enqueue(draft, strategy, { id, at, trigger, call, madeUp });
  }
}

/** Of firings by schedules alone the last makes up for those before it; a call or a change is never made up by another. */
const isScheduled = ({ call, change }: Firing): boolean => call === null && change === undefined;

/** What has to come together is not made up: its parts are not firings. */
function isMadeUp(draft: StepDraft, node: StrategyNode, { at, call }: Firing, checkedTo: number): boolean {
  const isJoint = node.trigger.kind === 'all' && node.trigger.withinSeconds !== undefined;
  const first = isJoint || call !== null ? undefined : nextFiring(node.trigger, draft.timing(node), checkedTo);
  return first !== undefined && first < at;
}

/**
 * The schedules that came due, by the instants of their last firings; where they are joined with others by `and … within`, of
 * their first ones too, which may still meet what came before.
 */
function dueOf(
  draft: StepDraft,
  { node, schedules }: PreparedStrategy,
  checkedTo: number,
): Map<number, Set<TriggerNode>> {
  const timing = draft.timing(node);
  const due = new Map<number, Set<TriggerNode>>();
  for (const schedule of schedules) {
    const last = lastFiring(schedule, timing, checkedTo, draft.now);
    if (last === undefined) continue;
    const first = isJoined(node.trigger) ? (nextFiring(schedule, timing, checkedTo) ?? last) : last;
    for (const at of [first, last]) due.set(at, (due.get(at) ?? new Set<TriggerNode>()).add(schedule));
  }
  return due;
}

const isJoined = (trigger: TriggerNode): boolean =>
  (trigger.kind === 'any' && trigger.triggers.some(isJoined)) ||
  (trigger.kind === 'all' && trigger.withinSeconds !== undefined);

/** What takes longer than it may: what was begun has failed, and nothing else is begun any more. */
function overdue(draft: StepDraft, strategy: PreparedStrategy): void {
  const { node } = strategy;
  const { running, waiting } = draft.of(node);
  const late = waiting.filter(({ deadline }) => deadline <= draft.now);
  if (late.length > 0) {
    draft.set(node, { waiting: waiting.filter((occurrence) => !late.includes(occurrence)) });
    for (const { at, trigger } of late)
      draft.remark(
        'late',
        at,
        `${node.name} could not begin with ${trigger} within ${formatDuration(timeoutOf(node))}`,
      );
  }
  if (running === null || running.deadline > draft.now) return;
  const { occurrence } = running;
  switch (running.stage) {
    case 'observing':
    case 'deferred':
      draft.set(node, { running: null });
      draft.remark(
        'late',
        occurrence.at,
        `${node.name} ${undecided[running.stage]} within ${formatDuration(timeoutOf(node))}`,
      );
      break;
    case 'asking': {
      const { id, by } = running.awaiting;
      draft.trace.push({
        kind: 'approval',
        ...draft.place(node, occurrence),
        effect: id,
        by,
        answer: 'lapsed',
      });
      end(draft, strategy, occurrence, 'then', running.awaiting.actions, false);
      break;
    }
    case 'acting':
      giveUp(draft, strategy, running);
      break;
  }
}

const undecided = {
  observing: 'could not read its sensors',
  deferred: 'waited for a strategy that goes before it, and could not be decided',
} as const;

/** When the clock has to be looked at next: for a schedule, for what is tried again, and for what takes too long. */
export function wake(draft: StepDraft): Effect[] {
  let next = Infinity;
  for (const { node, nextFiring } of prepare(draft.graph).strategies) {
    const { checkedTo, running, waiting } = draft.of(node);
    const firing = nextFiring(draft.state.startedAt, checkedTo) ?? Infinity;
    const late = waiting.map(({ deadline }) => deadline);
    next = Math.min(next, firing, running ? timerOf(running) : Infinity, ...late);
  }
  return next === Infinity ? [] : [{ kind: 'wake', at: Math.max(draft.now, next) }];
}

function timerOf(running: Running): number {
  const pauses =
    running.stage === 'acting'
      ? running.open.flatMap((action) => (action.stage === 'pausing' ? [action.until] : []))
      : [];
  return Math.min(running.deadline, ...pauses);
}
