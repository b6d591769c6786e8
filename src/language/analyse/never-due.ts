import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import {
  apartIn,
  isAdrift,
  isSchedule,
  isSpread,
  meetSoon,
  neverMeet,
  neverWithin,
  type Schedule,
} from '../reason/schedules.ts';
import { agentsIn, type Agent, type Model, type Strategy, type Trigger } from '../model/model.ts';
import { conjunctions } from '../reason/trigger-overlap.ts';
import { placeIn } from './place.ts';

/** Schedules that are joined by `and` have to share an instant, or come within a span that is long enough. */
export function findNeverDue(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    for (const strategy of agent.strategies) visit({ agent, strategy, reporter }, strategy.trigger);
  }
}

interface Site {
  readonly agent: Agent;
  readonly strategy: Strategy;
  readonly reporter: Reporter;
}

function visit(site: Site, trigger: Trigger): void {
  if (trigger.kind === 'any') for (const part of trigger.triggers) visit(site, part);
  if (trigger.kind !== 'all') return;
  if (trigger.withinSeconds === undefined) visitShared(site, trigger);
  else visitWithin(site, trigger, trigger.withinSeconds);
}

/** Days: what comes later than after ten years is taken for a slip. */
const HORIZON = 3660;

/** Of more alternatives it is left open whether one is ever due. */
const MOST_WAYS = 4096;

function visitShared(site: Site, trigger: Trigger): void {
  const ways: (readonly Schedule[])[] = [];
  for (const way of conjunctions(trigger)) if (ways.push(way) > MOST_WAYS) return;
  const adrift = ways.map((way) => (way.every(isAdrift) ? undefined : way.find(isAdrift)));
  const [loose] = adrift;
  if (loose && !adrift.includes(undefined)) {
    const { span, labels } = placeIn(site.agent, site.strategy, loose.span);
    const help = 'say from when it counts, as in: every 1h from "2026-01-01T00:00Z"';
    site.reporter.report('interval-adrift', span, { interval: loose.text }, { labels, help });
    return;
  }
  const apart = ways.map((way) =>
    apartIn(
      way,
      (one, other) => isSpread(one) || isSpread(other) || neverMeet(one, other) || !meetSoon(one, other, HORIZON),
    ),
  );
  const [pair] = apart;
  if (pair && !apart.includes(undefined)) {
    const chance = pair.some(isSpread) ? ' but by chance, since a jitter moves each firing' : undefined;
    report(site, trigger, pair, `at one instant${chance ?? (neverMeet(...pair) ? '' : ' within ten years')}`);
  }
}

/** What joins within a span has to come within it: instants, and intervals and patterns before and after them. */
function visitWithin(site: Site, trigger: Extract<Trigger, { kind: 'all' }>, seconds: number): void {
  for (const part of trigger.triggers) visit(site, part);
  const schedules = trigger.triggers.filter(isSchedule);
  for (const [index, one] of schedules.entries()) {
    const far = schedules.slice(index + 1).find((other) => neverWithin(one, other, seconds * 1000));
    if (!far) continue;
    report(site, trigger, [one, far], 'within that time');
    return;
  }
}

function report(
  { agent, strategy, reporter }: Site,
  trigger: Trigger,
  pair: readonly [Schedule, Schedule],
  how: string,
): void {
  const place = placeIn(agent, strategy, trigger.span);
  const texts: [string, string] = [pair[0].text, pair[1].text];
  const parts = pair.map(({ span, text }) => ({ span, text: `${text} is never due when the other is` }));
  const labels = [...place.labels, ...(place.labels.length > 0 ? [] : parts)];
  reporter.report('never-due', place.span, { texts, how }, { labels });
}
