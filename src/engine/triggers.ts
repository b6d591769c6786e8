import type { CalledNode, EveryNode, TriggerNode } from '../graph/strategy-graph.ts';
import { cronAfter, cronUpTo } from './cron.ts';

/** The first instant after `after` at which a schedule fires; undefined where it has no future. */
export function nextFiring(trigger: TriggerNode, startedAt: number, after: number): number | undefined {
  switch (trigger.kind) {
    case 'every':
      return intervalAfter(trigger, startedAt, after);
    case 'at':
      return trigger.instant > after ? trigger.instant : undefined;
    case 'cron':
      return cronAfter(trigger, after);
    case 'called':
      return undefined;
    case 'any':
      return extreme(
        trigger.triggers.map((part) => nextFiring(part, startedAt, after)),
        Math.min,
      );
  }
}

export interface Firing {
  readonly at: number;
  /** Text of the schedule that fired. */
  readonly text: string;
}

/** The last firing of a schedule that is after `after` and not after `upTo`. */
export function lastFiring(trigger: TriggerNode, startedAt: number, after: number, upTo: number): Firing | undefined {
  if (trigger.kind !== 'any') {
    const at = lastInstant(trigger, startedAt, after, upTo);
    return at === undefined ? undefined : { at, text: trigger.text };
  }
  let last: Firing | undefined;
  for (const part of trigger.triggers) {
    const firing = lastFiring(part, startedAt, after, upTo);
    if (firing && (!last || firing.at > last.at)) last = firing;
  }
  return last;
}

type SimpleTrigger = Exclude<TriggerNode, { readonly kind: 'any' }>;

function lastInstant(trigger: SimpleTrigger, startedAt: number, after: number, upTo: number): number | undefined {
  switch (trigger.kind) {
    case 'every': {
      const period = periodOf(trigger);
      if (period === undefined) return undefined;
      const at = startedAt + Math.floor((upTo - startedAt) / period) * period;
      return at > after && at > startedAt ? at : undefined;
    }
    case 'at':
      return trigger.instant > after && trigger.instant <= upTo ? trigger.instant : undefined;
    case 'cron':
      return cronUpTo(trigger, after, upTo);
    case 'called':
      return undefined;
  }
}

/** The calls that a trigger waits for. */
export function calledNodes(trigger: TriggerNode): readonly CalledNode[] {
  if (trigger.kind === 'called') return [trigger];
  return trigger.kind === 'any' ? trigger.triggers.flatMap(calledNodes) : [];
}

function intervalAfter(trigger: EveryNode, startedAt: number, after: number): number | undefined {
  const period = periodOf(trigger);
  if (period === undefined) return undefined;
  return startedAt + Math.max(1, Math.floor((after - startedAt) / period) + 1) * period;
}

/** Milliseconds; undefined for an interval that time cannot count. */
function periodOf(trigger: EveryNode): number | undefined {
  const period = Math.round(trigger.seconds * 1000);
  return Number.isSafeInteger(period) && period >= 1 ? period : undefined;
}

function extreme(instants: readonly (number | undefined)[], choose: (...of: number[]) => number): number | undefined {
  const there = instants.filter((instant) => instant !== undefined);
  return there.length === 0 ? undefined : choose(...there);
}
