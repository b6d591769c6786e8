import type { AllNode, CalledNode, EveryNode, TriggerNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { simpleTriggers } from '../../contract/strategy-graph/walk.ts';
import { cronAfter, cronUpTo } from '../../base/values/cron.ts';
import { jitterOf } from './jitter.ts';

/** What an agent's schedules are counted from. */
export interface Timing {
  /** The agent's first start. */
  readonly startedAt: number;
  /** Names the strategy among all: jitter follows from it. */
  readonly seed: string;
}

/** Steps in which instants that several schedules share are looked for. */
const SEARCHED_STEPS = 10_000;

/** The first instant after `after` at which a schedule fires; undefined where it has no future. */
export function nextFiring(trigger: TriggerNode, timing: Timing, after: number): number | undefined {
  switch (trigger.kind) {
    case 'every':
      return intervalAfter(trigger, timing, after);
    case 'at':
      return trigger.instant > after ? trigger.instant : undefined;
    case 'cron':
      return cronAfter(trigger, after);
    case 'called':
    case 'on':
      return undefined;
    case 'any':
      return least(trigger.triggers.map((part) => nextFiring(part, timing, after)));
    case 'all':
      return trigger.withinSeconds === undefined
        ? sharedAfter(trigger, timing, after)
        : least(trigger.triggers.map((part) => nextFiring(part, timing, after)));
  }
}

/** The last instant at which a schedule fires that is after `after` and not after `upTo`. */
export function lastFiring(trigger: TriggerNode, timing: Timing, after: number, upTo: number): number | undefined {
  switch (trigger.kind) {
    case 'every':
      return intervalUpTo(trigger, timing, after, upTo);
    case 'at':
      return trigger.instant > after && trigger.instant <= upTo ? trigger.instant : undefined;
    case 'cron':
      return cronUpTo(trigger, after, upTo);
    case 'called':
    case 'on':
      return undefined;
    case 'any': {
      const last = trigger.triggers.flatMap((part) => lastFiring(part, timing, after, upTo) ?? []);
      return last.length === 0 ? undefined : Math.max(...last);
    }
    case 'all':
      return trigger.withinSeconds === undefined ? sharedUpTo(trigger, timing, after, upTo) : undefined;
  }
}

/** The first instant that all parts share: each look goes to the latest of what they have next. */
function sharedAfter({ triggers }: AllNode, timing: Timing, after: number): number | undefined {
  let from = after;
  for (let count = 0; count < SEARCHED_STEPS; count += 1) {
    const next = triggers.map((part) => nextFiring(part, timing, from));
    const there = next.filter((instant) => instant !== undefined);
    if (there.length < next.length) return undefined;
    const latest = Math.max(...there);
    if (there.every((instant) => instant === latest)) return latest;
    from = latest - 1;
  }
  return undefined;
}

function sharedUpTo({ triggers }: AllNode, timing: Timing, after: number, upTo: number): number | undefined {
  let to = upTo;
  for (let count = 0; count < SEARCHED_STEPS; count += 1) {
    const last = triggers.map((part) => lastFiring(part, timing, after, to));
    const there = last.filter((instant) => instant !== undefined);
    if (there.length < last.length) return undefined;
    const earliest = Math.min(...there);
    if (there.every((instant) => instant === earliest)) return earliest;
    to = earliest;
  }
  return undefined;
}

/** The calls that a trigger waits for. */
export const calledNodes = (trigger: TriggerNode): readonly CalledNode[] =>
  simpleTriggers(trigger).filter((node) => node.kind === 'called');

/** Firing n is at base + n × period, later by its jitter; the first is number 1 from a start, and 0 from `from`. */
function intervalAfter(trigger: EveryNode, timing: Timing, after: number): number | undefined {
  const period = periodOf(trigger);
  if (period === undefined) return undefined;
  const base = trigger.from ?? timing.startedAt;
  // The one before may still be to come, by its jitter.
  let number = Math.max(firstOf(trigger), Math.floor((after - base) / period));
  let at = instantOf(trigger, timing, base, period, number);
  while (at <= after) at = instantOf(trigger, timing, base, period, (number += 1));
  return trigger.until !== undefined && at > trigger.until ? undefined : at;
}

function intervalUpTo(trigger: EveryNode, timing: Timing, after: number, upTo: number): number | undefined {
  const period = periodOf(trigger);
  if (period === undefined) return undefined;
  const base = trigger.from ?? timing.startedAt;
  const end = Math.min(upTo, trigger.until ?? upTo);
  let number = Math.floor((end - base) / period);
  let at = instantOf(trigger, timing, base, period, number);
  if (at > end) at = instantOf(trigger, timing, base, period, (number -= 1));
  return number >= firstOf(trigger) && at > after ? at : undefined;
}

const firstOf = (trigger: EveryNode): number => (trigger.from === undefined ? 1 : 0);

function instantOf(trigger: EveryNode, { seed }: Timing, base: number, period: number, number: number): number {
  const jitter = Math.round((trigger.jitterSeconds ?? 0) * 1000);
  return base + number * period + (jitter > 0 ? jitterOf(`${seed}/${trigger.text}/${String(number)}`, jitter) : 0);
}

/** Milliseconds; undefined for an interval that time cannot count. */
function periodOf(trigger: EveryNode): number | undefined {
  const period = Math.round(trigger.seconds * 1000);
  return Number.isSafeInteger(period) && period >= 1 ? period : undefined;
}

function least(instants: readonly (number | undefined)[]): number | undefined {
  const there = instants.filter((instant) => instant !== undefined);
  return there.length === 0 ? undefined : Math.min(...there);
}
