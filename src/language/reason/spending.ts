import { changesOf } from '../../base/values/zone.ts';
import { spendingOf } from '../../contract/primitives/budget.ts';
import type { CountedKind } from '../../contract/primitives/budget-kinds.ts';
import { simpleActions, type Action, type Agent, type Strategy, type Trigger } from '../model/model.ts';

// The most that strategies do within any time of some seconds, that of each event counted from its instant, as long as the clock is not
// set back: never less than what may happen. Seconds and numbers may be infinite.

/** What all strategies of an agent come to, and who of them has no bound; its budget is left out of account. */
export function mostOf(
  { strategies }: Agent,
  kind: CountedKind,
  seconds: number,
): { readonly most: number; readonly unbounded: readonly Strategy[] } {
  const each = strategies.map((strategy) => ({ strategy, most: mostBy(strategy, kind, seconds) }));
  return {
    most: each.reduce((sum, { most }) => sum + most, 0),
    unbounded: each.flatMap(({ strategy, most }) => (most === Infinity ? [strategy] : [])),
  };
}

/** What the budget of an agent allows: as many times as its own time goes into the one that is asked for. */
export function allowed({ budget }: Agent, kind: CountedKind, seconds: number): number {
  const allowance = budget[kind];
  return allowance ? allowance.count * Math.ceil(seconds / allowance.seconds) : Infinity;
}

/** How many actions of a kind there are. */
export const countIn = (actions: readonly Action[], kind: CountedKind): number =>
  simpleActions(actions).filter((action) => action.kind === 'primitive' && spendingOf(action.primitive.key) === kind)
    .length;

/**
 * Each event has one outcome, and `on failure` behind it. THEN is held back by cooldown and limit where something of it was done; where
 * nothing was, nothing counts, and `on failure` is done at each event.
 */
function mostBy(strategy: Strategy, kind: CountedKind, seconds: number): number {
  if (strategy.modifiers.dryRun) return 0;
  const { actions, otherwise, whenUnknown, onFailure } = strategy;
  const failed = countIn(onFailure, kind);
  const acting = countIn(actions, kind) + failed;
  const resting = Math.max(countIn(otherwise, kind), countIn(whenUnknown, kind)) + failed;
  const looks = looksWithin(strategy.trigger, seconds);
  const tries = Math.min(looks, triesWithin(strategy, seconds));
  if (acting <= resting) return times(resting, looks);
  return times(acting, tries) + times(resting, looks === Infinity ? Infinity : looks - tries);
}

/** Nothing is done however often there is nothing to do. */
const times = (count: number, events: number): number => (count === 0 ? 0 : count * events);

function triesWithin({ modifiers: { cooldownSeconds, cooldownPer, limit } }: Strategy, seconds: number): number {
  // What is kept for each value of an argument bounds none of the others.
  const isCooling = cooldownSeconds !== undefined && cooldownPer === undefined;
  const byCooldown = isCooling ? Math.ceil(seconds / cooldownSeconds) : Infinity;
  const byLimit = limit && limit.per === undefined ? limit.count * Math.ceil(seconds / limit.seconds) : Infinity;
  return Math.min(byCooldown, byLimit);
}

/** Events of a trigger: calls and changes come as often as they like. */
function looksWithin(trigger: Trigger, seconds: number): number {
  switch (trigger.kind) {
    case 'every': {
      const { from, until, jitterSeconds = 0 } = trigger;
      const interval = Math.max(1, Math.round(trigger.seconds * 1000)) / 1000;
      // By the jitter also what is due shortly before comes within.
      const there = Math.ceil((seconds + jitterSeconds) / interval);
      const all =
        from === undefined || until === undefined ? Infinity : Math.floor((until - from) / 1000 / interval) + 1;
      return Math.min(there, Math.max(0, all));
    }
    case 'at':
      return 1;
    case 'cron':
      return cronWithin(trigger, seconds);
    case 'called':
    case 'on':
      return Infinity;
    case 'any':
      return trigger.triggers.reduce((sum, part) => sum + looksWithin(part, seconds), 0);
    case 'all':
      // What came together is used up, and the first of it came not longer before the last than that.
      return Math.min(...trigger.triggers.map((part) => looksWithin(part, seconds + (trigger.withinSeconds ?? 0))));
  }
}

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Clocks go forward once in that time at most. */
const SEASON = 150 * DAY;

/** By the times that a pattern names of a day; where clocks go forward, a time comes again before a day is over. */
function cronWithin({ fields, zone }: Extract<Trigger, { kind: 'cron' }>, seconds: number): number {
  const minutes = fields.minutes.length;
  const hours = fields.hours.length;
  const forward = Math.max(0, ...changesOf(zone).map(({ before, after }) => Math.ceil((after - before) / 3_600_000)));
  const again = hours === 24 ? 0 : minutes * Math.min(hours, forward) * Math.ceil(seconds / SEASON);
  return Math.min(minutes * hours * Math.ceil(seconds / DAY) + again, minutes * Math.ceil(seconds / HOUR) + again);
}
