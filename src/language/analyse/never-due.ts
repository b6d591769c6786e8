import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { isAdrift, neverMeet, sharedOf, type Schedule } from '../reason/schedules.ts';
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

function visitShared(site: Site, trigger: Trigger): void {
  const ways = conjunctions(trigger);
  const adrift = ways.map((way) => (way.every(isAdrift) ? undefined : way.find(isAdrift)));
  const [loose] = adrift;
  if (loose && !adrift.includes(undefined)) {
    const { span, labels } = placeIn(site.agent, site.strategy, loose.span);
    const help = 'say from when it counts, as in: every 1h from "2026-01-01T00:00Z"';
    site.reporter.report('interval-adrift', span, { interval: loose.text }, { labels, help });
    return;
  }
  const apart = ways.map(apartIn);
  const [pair] = apart;
  if (pair && !apart.includes(undefined)) {
    const chance = pair.some(isSpread);
    report(
      site,
      trigger,
      pair,
      chance ? 'at one instant but by chance, since a jitter moves each firing' : 'at one instant',
    );
  }
}

/** Of more schedules than that only pairs are looked at. */
const MOST_TOGETHER = 5;

/** Two that share no instant; or what two of them share, and one that does not meet that. */
function apartIn(way: readonly Schedule[]): readonly [Schedule, Schedule] | undefined {
  const pairs = pairsOf(way);
  const apart = pairs.find((pair) => pair.some(isSpread) || neverMeet(...pair));
  if (apart || way.length < 3 || way.length > MOST_TOGETHER) return apart;
  for (const [one, other] of pairs) {
    const shared = sharedOf(one, other);
    if (!shared) continue;
    const found = apartIn([shared, ...way.filter((each) => each !== one && each !== other)]);
    if (found) return found;
  }
  return undefined;
}

const isSpread = (schedule: Schedule): boolean => schedule.kind === 'every' && schedule.jitterSeconds !== undefined;

const pairsOf = (way: readonly Schedule[]): readonly (readonly [Schedule, Schedule])[] =>
  way.flatMap((one, index) => way.slice(index + 1).map((other): [Schedule, Schedule] => [one, other]));

/** Only of single instants it is known how far they are from each other. */
function visitWithin(site: Site, trigger: Extract<Trigger, { kind: 'all' }>, seconds: number): void {
  for (const part of trigger.triggers) visit(site, part);
  const instants = trigger.triggers.flatMap((part) => (part.kind === 'at' ? [part] : []));
  const [first] = instants;
  const far = first && instants.find(({ instant }) => Math.abs(instant - first.instant) > seconds * 1000);
  if (far) report(site, trigger, [first, far], 'within that time');
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
