import type { TriggerNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { end, giveUp, resumePaused } from './act.ts';
import type { Book } from './book.ts';
import { decide } from './decide.ts';
import type { Effect } from './effect.ts';
import { deadlineOf } from './gates.ts';
import { fire } from './joint.ts';
import { prepare, type PreparedStrategy } from './prepare.ts';
import { enqueue } from './queue.ts';
import { takeReadings } from './sensors.ts';
import type { Call, Running } from './state.ts';
import { lastFiring, nextFiring } from './triggers.ts';

/** What time brings: what takes too long, what is tried again, and schedules that came due. */
export function clock(book: Book, at: number): void {
  const { strategies } = prepare(book.graph);
  for (const strategy of strategies) {
    overdue(book, strategy);
    resumePaused(book, strategy);
  }
  for (const strategy of strategies) schedules(book, strategy, at);
}

/** Schedules that came due since they were last looked at fire once, however often they came due. */
function schedules(book: Book, strategy: PreparedStrategy, at: number): void {
  const { node } = strategy;
  const { checkedTo, joint } = book.of(node);
  const timing = book.timing(node);
  const due = new Map<number, TriggerNode[]>();
  for (const schedule of strategy.schedules) {
    const last = lastFiring(schedule, timing, checkedTo, at);
    if (last !== undefined) due.set(last, [...(due.get(last) ?? []), schedule]);
  }
  book.set(node, { checkedTo: Math.max(checkedTo, at) });
  let memory = joint;
  let last: { readonly at: number; readonly text: string; readonly call: Call | null } | undefined;
  for (const [instant, fired] of [...due].sort(([a], [b]) => a - b)) {
    const { memory: after, firing } = fire(node.trigger, memory, instant, (part) =>
      fired.includes(part) ? { call: null } : undefined,
    );
    memory = after;
    if (firing) last = firing;
  }
  if (memory !== joint) book.set(node, { joint: memory });
  if (!last) return;
  const first = nextFiring(node.trigger, timing, checkedTo);
  const id = book.id(node, 'schedule', String(last.at));
  const occurrence = { id, at: last.at, trigger: last.text, call: last.call };
  // What has to come together is not made up: its parts are not firings.
  const isJoint = node.trigger.kind === 'all' && node.trigger.withinSeconds !== undefined;
  enqueue(book, strategy, { ...occurrence, madeUp: !isJoint && first !== undefined && first < last.at });
}

/** What takes longer than it may goes on without what it waits for; what follows from that has the same time again. */
function overdue(book: Book, strategy: PreparedStrategy): void {
  const { running } = book.of(strategy.node);
  if (running?.deadline === null || running === null || running.deadline > book.now) return;
  const { occurrence } = running;
  const deadline = deadlineOf(strategy.node, book.now);
  switch (running.stage) {
    case 'observing': {
      const { requests } = running.awaiting;
      const readings = takeReadings(strategy.sensors, running.readings, {});
      decide(book, strategy, { occurrence, deadline, readings, requests });
      break;
    }
    case 'deferred':
      decide(book, strategy, { ...running, deadline });
      break;
    case 'asking': {
      const { id, by } = running.awaiting;
      book.trace.push({ kind: 'approval', ...book.place(strategy.node, occurrence), effect: id, by, answer: 'lapsed' });
      end(book, strategy, occurrence, 'then', running.awaiting.actions, false);
      break;
    }
    case 'acting':
      giveUp(book, strategy, running);
      break;
  }
}

/** When the clock has to be looked at next: for a schedule, for what is tried again, and for what takes too long. */
export function wake(book: Book): Effect[] {
  let next = Infinity;
  for (const { node, nextFiring } of prepare(book.graph).strategies) {
    const { checkedTo, running } = book.of(node);
    const firing = nextFiring(book.state.startedAt, checkedTo) ?? Infinity;
    next = Math.min(next, firing, running ? timerOf(running) : Infinity);
  }
  return next === Infinity ? [] : [{ kind: 'wake', at: Math.max(book.now, next) }];
}

function timerOf(running: Running): number {
  const pauses =
    running.stage === 'acting'
      ? running.open.flatMap((action) => (action.stage === 'pausing' ? [action.until] : []))
      : [];
  return Math.min(running.deadline ?? Infinity, ...pauses);
}
