import { cronAfter } from '../../../src/base/values/cron.ts';
import type { ChangedSubject } from '../../../src/agent/engine/event.ts';
import type { Call } from '../../../src/agent/engine/state.ts';
import type { CronNode, SubjectNode, TriggerNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Own } from './agent.ts';

/** What happens at an instant. */
export interface Cause {
  readonly at: number;
  /** The schedules of the instant are due. */
  readonly schedules?: true;
  readonly call?: Call;
  readonly change?: { readonly subject: ChangedSubject; readonly states: readonly string[] };
}

/** A trigger that fires, with the call that it carries. */
export interface Firing {
  readonly at: number;
  readonly text: string;
  readonly call: Call | null;
}

/** Whether a trigger fires at an instant, as all of its parts hear of it; what comes together is remembered. */
export function fires(own: Own, node: TriggerNode, cause: Cause, startedAt: number, path = ''): Firing | null {
  const { at, schedules, call, change } = cause;
  const plain = { at, text: node.text, call: null };
  switch (node.kind) {
    case 'every':
    case 'at':
    case 'cron':
      return schedules && instantsOf(node, at - 1, at, startedAt).includes(at) ? plain : null;
    case 'called':
      return call?.receiver === node.receiver ? { ...plain, call } : null;
    case 'on':
      return change && isSame(node.subject, change.subject) && change.states.includes(node.state) ? plain : null;
    case 'any': {
      const all = node.triggers.map((part, index) => fires(own, part, cause, startedAt, `${path}/${String(index)}`));
      return all.find((firing) => firing?.call) ?? all.find((firing) => firing !== null) ?? null;
    }
    case 'all': {
      const all = node.triggers.map((part, index) => fires(own, part, cause, startedAt, `${path}/${String(index)}`));
      if (node.withinSeconds === undefined) return all.every((firing) => firing !== null) ? plain : null;
      const parts = together(own, all, path, node.withinSeconds * 1000);
      return parts && { ...plain, call: parts.find((part) => part.call)?.call ?? null };
    }
  }
}

/** Remembers which parts fire now; once all have within the span, what fired is used up and given back. */
function together(own: Own, parts: readonly (Firing | null)[], path: string, span: number): Part[] | null {
  const keys = parts.map((_, index) => `${path}:${String(index)}`);
  parts.forEach((firing, index) => {
    if (firing) own.joint.set(keys[index] ?? '', { at: firing.at, call: firing.call });
  });
  const fired = keys.flatMap((key) => own.joint.get(key) ?? []);
  const instants = fired.map(({ at }) => at);
  if (parts.every((firing) => firing === null) || fired.length < keys.length) return null;
  if (Math.max(...instants) - Math.min(...instants) > span) return null;
  for (const key of keys) own.joint.delete(key);
  return fired;
}

type Part = Pick<Firing, 'at' | 'call'>;

/** The instants after `from` and up to `to` at which any schedule in a trigger is due, in order. */
export function instantsOf(node: TriggerNode, from: number, to: number, startedAt: number): number[] {
  switch (node.kind) {
    case 'every': {
      const [anchor, first] = node.from === undefined ? [startedAt, 1] : [node.from, 0];
      const span = node.seconds * 1000;
      const instants = [];
      for (let n = Math.max(first, Math.floor((from - anchor) / span)); anchor + n * span <= to; n += 1) {
        const instant = anchor + n * span;
        if (instant > from && instant <= (node.until ?? Infinity)) instants.push(instant);
      }
      return instants;
    }
    case 'at':
      return node.instant > from && node.instant <= to ? [node.instant] : [];
    case 'cron': {
      const first = Math.floor(from / HOUR);
      const hours = Array.from({ length: Math.floor(to / HOUR) - first + 1 }, (_, index) => first + index);
      return hours.flatMap((hour) => cronWithin(node, hour)).filter((instant) => instant > from && instant <= to);
    }
    case 'called':
    case 'on':
      return [];
    case 'any':
    case 'all': {
      const instants = node.triggers.flatMap((part) => instantsOf(part, from, to, startedAt));
      return [...new Set(instants)].sort((a, b) => a - b);
    }
  }
}

const HOUR = 3_600_000;
const cronHours = new WeakMap<CronNode, Map<number, number[]>>();

/** The firings of a pattern in an hour, counted from 1970; looked up once. */
function cronWithin(node: CronNode, hour: number): number[] {
  const known = cronHours.get(node) ?? new Map<number, number[]>();
  cronHours.set(node, known);
  const found = known.get(hour) ?? [];
  if (known.has(hour)) return found;
  const end = (hour + 1) * HOUR;
  for (let at = cronAfter(node, hour * HOUR - 1); at !== undefined && at < end; at = cronAfter(node, at))
    found.push(at);
  known.set(hour, found);
  return found;
}

export function isSame(node: SubjectNode, subject: ChangedSubject): boolean {
  if (node.kind !== subject.kind || node.name !== subject.name) return false;
  if (node.kind === 'model' || subject.kind === 'model') return true;
  if (node.namespace !== subject.namespace) return false;
  return node.kind !== 'executor' || (subject.kind === 'executor' && node.executor === subject.executor);
}

/** All leaves of a trigger. */
export const leaves = (node: TriggerNode): Exclude<TriggerNode, { kind: 'any' | 'all' }>[] =>
  node.kind === 'any' || node.kind === 'all' ? node.triggers.flatMap(leaves) : [node];
