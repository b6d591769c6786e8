import { formatDuration } from '../../base/values/quantity.ts';
import type { StrategyNode, TriggerNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { simpleTriggers } from '../../contract/strategy-graph/walk.ts';
import { disagreed, giveUp, resumePaused } from './act.ts';
import { fireCombined, type Fired } from './combined-triggers.ts';
import { timeoutOf } from './firing-limits.ts';
import type { Memory } from './memory.ts';
import type { PreparedStrategy } from './prepare.ts';
import { drain, enqueue } from './queue.ts';
import type { Call, Occurrence } from './state.ts';
import { lastFiring, nextFiring, type Timing } from './triggers.ts';

/** A change that comes with the step. */
export interface News {
  readonly id: string;
  /** The strategies that it may concern. */
  readonly concerned: readonly PreparedStrategy[];
  /** Whether a part of a trigger waits for it. */
  readonly fires: (part: TriggerNode) => boolean;
}

/**
 * Does all that is due up to the instant of the step: what takes too long, what is tried again, schedules. A change at that
 * instant and a schedule of the same instant are one event.
 */
export function catchUp(memory: Memory, news?: News): void {
  const due = memory.takeDue();
  for (const strategy of due) {
    overdue(memory, strategy);
    resumePaused(memory, strategy);
  }
  // What waits goes before what comes due.
  drain(memory);
  const concerned = [...new Set([...due, ...(news?.concerned ?? [])])].filter(({ node }) => !memory.of(node).left);
  const fired = concerned.flatMap((strategy) => firingsOf(memory, strategy, news));
  fired.sort((a, b) => a.occurrence.at - b.occurrence.at || a.strategy.order - b.strategy.order);
  memory.checkedTo = Math.max(memory.checkedTo, memory.now);
  for (const [index, { strategy, occurrence }] of fired.entries()) {
    enqueue(memory, strategy, occurrence);
    // All of an instant have come before the first of them begins.
    if (fired[index + 1]?.occurrence.at !== occurrence.at) drain(memory);
  }
}

interface Firing {
  readonly at: number;
  readonly text: string;
  readonly call: Call | null;
  readonly change: string | undefined;
  /** A schedule has fired, be it with a change of that instant. */
  readonly isScheduled: boolean;
}

interface Due {
  readonly strategy: PreparedStrategy;
  readonly occurrence: Omit<Occurrence, 'deadline'>;
}

/** Schedules that came due since they were last looked at fire once, however often they came due; then what is news. */
function firingsOf(memory: Memory, strategy: PreparedStrategy, news: News | undefined): Due[] {
  const { node } = strategy;
  const { joint } = memory.of(node);
  const { now, checkedTo } = memory;
  const due = dueOf(memory, strategy, checkedTo);
  const isNews = news !== undefined && simpleTriggers(node.trigger).some(news.fires);
  if (isNews && !due.has(now)) due.set(now, new Set());
  let remembered = joint;
  const firings: Firing[] = [];
  for (const [at, schedules] of [...due].sort(([a], [b]) => a - b)) {
    const fire = (withNews: boolean): Fired =>
      fireCombined(node.trigger, remembered, at, (part) =>
        schedules.has(part) || (withNews && news?.fires(part)) ? { call: null } : undefined,
      );
    const isNow = isNews && at === now;
    const fired = fire(isNow);
    const alone = isNow ? fire(false).firing : fired.firing;
    remembered = fired.memory;
    if (fired.firing)
      firings.push({
        ...fired.firing,
        change: isNow ? news.id : undefined,
        isScheduled: fired.firing.call === null && alone !== undefined,
      });
  }
  if (remembered !== joint) memory.set(node, { joint: remembered });
  const scheduled = firings.filter(({ isScheduled }) => isScheduled);
  const last = scheduled.at(-1);
  return firings.flatMap((firing) => {
    // Of firings by schedules the last makes up for those before it; a call or a change is never made up by another.
    if (firing.isScheduled && firing !== last) return [];
    const { at, text: trigger, call, change } = firing;
    const id = change === undefined ? memory.id(node, 'schedule', String(at)) : memory.id(node, 'change', change);
    const madeUp = firing === last && (scheduled.length > 1 || isLate(memory, node, at, checkedTo));
    return [{ strategy, occurrence: { id, at, trigger, call, madeUp } }];
  });
}

/** Whether others were missed before it, which are not listed one by one. */
function isLate(memory: Memory, node: StrategyNode, at: number, checkedTo: number): boolean {
  if (isJoined(node.trigger)) return false;
  const first = nextFiring(node.trigger, memory.timing(node), checkedTo);
  return first !== undefined && first < at;
}

/**
 * The schedules that came due, by the instants of their last firings; where they are joined with others by `and … within`, of all
 * that may meet.
 */
function dueOf(
  memory: Memory,
  { node, schedules }: PreparedStrategy,
  checkedTo: number,
): Map<number, Set<TriggerNode>> {
  const timing = memory.timing(node);
  const due = new Map<number, Set<TriggerNode>>();
  const joined = isJoined(node.trigger);
  for (const schedule of schedules) {
    const last = lastFiring(schedule, timing, checkedTo, memory.now);
    if (last === undefined) continue;
    const instants = joined ? missed(schedule, timing, checkedTo, last) : [last];
    for (const at of instants) due.set(at, (due.get(at) ?? new Set<TriggerNode>()).add(schedule));
  }
  return due;
}

/** Of each part of `and … within`; a downtime of years must not take its time. */
const MOST_MISSED = 100;

/** The firings after an instant, up to the last of them: all, or where they are too many the first, and the last ones. */
function missed(schedule: TriggerNode, timing: Timing, after: number, last: number): readonly number[] {
  const instants: number[] = [];
  for (let at = nextFiring(schedule, timing, after); at !== undefined && at <= last;) {
    if (instants.length === MOST_MISSED) return [...instants.slice(0, 1), ...lastOnes(schedule, timing, after, last)];
    instants.push(at);
    at = nextFiring(schedule, timing, at);
  }
  return instants;
}

function lastOnes(schedule: TriggerNode, timing: Timing, after: number, last: number): readonly number[] {
  const instants: number[] = [];
  for (let at: number | undefined = last; at !== undefined && instants.length < MOST_MISSED;) {
    instants.unshift(at);
    at = lastFiring(schedule, timing, after, at - 1);
  }
  return instants;
}

const isJoined = (trigger: TriggerNode): boolean =>
  (trigger.kind === 'any' && trigger.triggers.some(isJoined)) ||
  (trigger.kind === 'all' && trigger.withinSeconds !== undefined);

/** What takes longer than it may: what was begun has failed, and nothing else is begun any more. */
function overdue(memory: Memory, strategy: PreparedStrategy): void {
  const { node } = strategy;
  const { running, waiting } = memory.of(node);
  const late = waiting.filter(({ deadline }) => deadline <= memory.now);
  if (late.length > 0) {
    memory.set(node, { waiting: waiting.filter((occurrence) => !late.includes(occurrence)) });
    for (const { at, trigger } of late)
      memory.remark(
        'late',
        at,
        `${node.name} could not begin with ${trigger} within ${formatDuration(timeoutOf(node))}`,
      );
  }
  if (running === null || running.deadline > memory.now) return;
  const { occurrence } = running;
  switch (running.stage) {
    case 'observing':
    case 'deferred':
      memory.set(node, { running: null });
      memory.remark(
        'late',
        occurrence.at,
        `${node.name} ${undecided[running.stage]} within ${formatDuration(timeoutOf(node))}`,
      );
      break;
    case 'asking': {
      const { id, by } = running.awaiting;
      const place = memory.place(node, occurrence);
      memory.trace.push({ kind: 'approval', ...place, effect: id, by, answer: 'lapsed' });
      disagreed(memory, strategy, running, running.deadline);
      break;
    }
    case 'acting':
      giveUp(memory, strategy, running);
      break;
  }
}

const undecided = {
  observing: 'could not read its sensors',
  deferred: 'waited for a strategy that goes before it, and could not be decided',
} as const;
