import type { TriggerNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { end, giveUp, resumePaused } from './act.ts';
import type { StepDraft } from './step-draft.ts';
import { decide } from './decide.ts';
import type { Effect } from './effect.ts';
import { deadlineOf } from './firing-limits.ts';
import { fireCombined } from './combined-triggers.ts';
import { prepare, type PreparedStrategy } from './prepare.ts';
import { enqueue } from './queue.ts';
import { takeReadings } from './sensors.ts';
import type { Call, Running } from './state.ts';
import { lastFiring, nextFiring } from './triggers.ts';

/** What time brings: what takes too long, what is tried again, and schedules that came due. */
export function clock(draft: StepDraft, at: number): void {
  const { strategies } = prepare(draft.graph);
  for (const strategy of strategies) {
    overdue(draft, strategy);
    resumePaused(draft, strategy);
  }
  for (const strategy of strategies) schedules(draft, strategy, at);
}

/** Schedules that came due since they were last looked at fire once, however often they came due. */
function schedules(draft: StepDraft, strategy: PreparedStrategy, at: number): void {
  const { node } = strategy;
  const { checkedTo, joint } = draft.of(node);
  const timing = draft.timing(node);
  const due = new Map<number, TriggerNode[]>();
  for (const schedule of strategy.schedules) {
    const last = lastFiring(schedule, timing, checkedTo, at);
    if (last !== undefined) due.set(last, [...(due.get(last) ?? []), schedule]);
  }
  draft.set(node, { checkedTo: Math.max(checkedTo, at) });
  let memory = joint;
  let last: { readonly at: number; readonly text: string; readonly call: Call | null } | undefined;
  for (const [instant, fired] of [...due].sort(([a], [b]) => a - b)) {
    const { memory: after, firing } = fireCombined(node.trigger, memory, instant, (part) =>
      fired.includes(part) ? { call: null } : undefined,
    );
    memory = after;
    if (firing) last = firing;
  }
  if (memory !== joint) draft.set(node, { joint: memory });
  if (!last) return;
  const first = nextFiring(node.trigger, timing, checkedTo);
  const id = draft.id(node, 'schedule', String(last.at));
  const occurrence = { id, at: last.at, trigger: last.text, call: last.call };
  // What has to come together is not made up: its parts are not firings.
  const isJoint = node.trigger.kind === 'all' && node.trigger.withinSeconds !== undefined;
  enqueue(draft, strategy, { ...occurrence, madeUp: !isJoint && first !== undefined && first < last.at });
}

/** What takes longer than it may goes on without what it waits for; what follows from that has the same time again. */
function overdue(draft: StepDraft, strategy: PreparedStrategy): void {
  const { running } = draft.of(strategy.node);
  if (running?.deadline === null || running === null || running.deadline > draft.now) return;
  const { occurrence } = running;
  const deadline = deadlineOf(strategy.node, draft.now);
  switch (running.stage) {
    case 'observing': {
      const { requests } = running.awaiting;
      const readings = takeReadings(strategy.sensors, running.readings, {});
      decide(draft, strategy, { occurrence, deadline, readings, requests });
      break;
    }
    case 'deferred':
      decide(draft, strategy, { ...running, deadline });
      break;
    case 'asking': {
      const { id, by } = running.awaiting;
      draft.trace.push({
        kind: 'approval',
        ...draft.place(strategy.node, occurrence),
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

/** When the clock has to be looked at next: for a schedule, for what is tried again, and for what takes too long. */
export function wake(draft: StepDraft): Effect[] {
  let next = Infinity;
  for (const { node, nextFiring } of prepare(draft.graph).strategies) {
    const { checkedTo, running } = draft.of(node);
    const firing = nextFiring(draft.state.startedAt, checkedTo) ?? Infinity;
    next = Math.min(next, firing, running ? timerOf(running) : Infinity);
  }
  return next === Infinity ? [] : [{ kind: 'wake', at: Math.max(draft.now, next) }];
}

function timerOf(running: Running): number {
  const pauses =
    running.stage === 'acting'
      ? running.open.flatMap((action) => (action.stage === 'pausing' ? [action.until] : []))
      : [];
  return Math.min(running.deadline ?? Infinity, ...pauses);
}
