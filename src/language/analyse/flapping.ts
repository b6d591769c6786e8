import type { Label, Reporter } from '../../base/diagnostics/diagnostic.ts';
import { DAY } from '../../base/values/civil.ts';
import { regionOf } from '../reason/region.ts';
import { isFiring, priorityOf, rivalsOf } from '../reason/conflicts.ts';
import { agentsIn, simpleTriggers, type Model } from '../model/model.ts';
import { meet, type Region } from '../reason/box.ts';
import { isCalm, isControlled, Pace } from '../reason/reversals.ts';
import { leastRoom, type Room } from '../reason/room.ts';
import { isSchedule } from '../reason/schedules.ts';
import { mayCoincide } from '../reason/trigger-overlap.ts';
import { witnessOf } from '../reason/witness.ts';
import { writersIn, type Writer, type Writers } from '../reason/writers.ts';
import { termText } from '../types/print-term.ts';
import { within } from '../types/term.ts';
import { placeIn } from './place.ts';

/**
 * Actions that undo each other take turns as long as a reading stays near a limit of both, or where both act on one reading: those of
 * two strategies, or those behind THEN and ELSE of one. A cooldown, a limit or a `for` that lets one of them wait for longer than from
 * look to look keeps them from it, and so does room between two limits; a platform for production wants a bound in any case.
 */
export function findFlapping(model: Model, reporter: Reporter): void {
  const told = new Set<string>();
  const writers = writersIn(model);
  const pace = new Pace(writers);
  const strict = new Set(
    model.applications.flatMap(({ platform, agents }) => (platform.profile === 'production' ? agents : [])),
  );
  for (const [first, second] of rivalsOf(agentsIn(model), writers)) {
    if (!isControlled(first.write) || isCalm(pace, first, second) || ![first, second].every(isOwnWill)) continue;
    const key = JSON.stringify([first.owner, second.owner]);
    if (told.has(key)) continue;
    const turns: Turns = { pair: [first, second], most: pace.mostTurns([[first], [second]], DAY) };
    const isStrict = [first, second].some(({ agent }) => strict.has(agent));
    if (isStrict ? tellUnbounded(turns, reporter) : tellFlapping(writers, turns, reporter)) told.add(key);
  }
}

interface Turns {
  readonly pair: readonly [Writer, Writer];
  /** In a day. */
  readonly most: number;
}

/** What comes after a failure does not come from a reading, and where a person agrees each time somebody sees it. */
const isOwnWill = ({ strategy, branch, through }: Writer): boolean =>
  branch !== 'failure' &&
  strategy.modifiers.approval === undefined &&
  through.every((step) => step.branch !== 'failure' && step.strategy.modifiers.approval === undefined);

const namesOf = ([first, second]: Turns['pair']): readonly string[] =>
  first.strategy === second.strategy ? [first.strategy.name] : [first.strategy.name, second.strategy.name];

/** Where the two do what they undo of each other. */
const actionsOf = (pair: Turns['pair']): readonly Label[] =>
  pair.map(({ strategy, through: [step], write }) => ({
    span: step?.call.span ?? write.action.span,
    text: `here ${strategy.name} changes it ${write.told}`,
  }));

/** In production what is not calm is refused, whatever the constraints say. */
function tellUnbounded({ pair, most }: Turns, reporter: Reporter): true {
  const [first, second] = pair;
  const { span, labels } = placeIn(second.agent, second.strategy, second.strategy.span);
  reporter.report(
    'unbounded-reversals',
    span,
    { names: namesOf(pair), what: first.write.what, most },
    {
      labels: [...labels, ...actionsOf(pair)],
      help: 'let one of them rest for longer than from look to look, as by cooldown 10m or limit 6 per 1d before WHEN, or wait, as by IF … for 5m',
    },
  );
  return true;
}

/** Whether two take turns at a limit, or with nothing else changing, which is told then. */
function tellFlapping(writers: Writers, { pair, most }: Turns, reporter: Reporter): boolean {
  if (!pair.every(mayFlap)) return false;
  const found = contestOf(writers, pair);
  if (!found) return false;
  const [first, second] = pair;
  const { reading } = found;
  const { constraint } = second.strategy;
  const at = reading ?? constraint ?? second.strategy;
  const { span, labels } = placeIn(second.agent, second.strategy, at.span);
  const [text, isOne] = [reading && termText(reading), first.strategy === second.strategy];
  const limits = text === undefined ? '' : `say two limits, as in ${text} rises above … falls below …, or `;
  const beside = {
    span: (first.strategy.constraint ?? first.strategy).span,
    text: `${first.strategy.name} acts right beside it`,
  };
  reporter.report(
    'flapping',
    span,
    { names: namesOf(pair), what: first.write.what, reading: text, isBoth: found.kind === 'overlapping', most },
    {
      labels: [...labels, ...(isOne ? (labels.length > 0 ? [] : actionsOf(pair)) : [beside])],
      help: isOne
        ? `${limits}let it wait for longer than from look to look: IF … for 5m, or cooldown 10m before WHEN`
        : 'leave room between the two limits, or let one of them wait for longer than from look to look: IF … for 5m, or cooldown 10m before WHEN',
    },
  );
  return true;
}

/** What something sets off seldom is judged anew each time; a `for` and a latch ask for more than a look. */
function mayFlap({ strategy, through }: Writer): boolean {
  if ([strategy, ...through.map((step) => step.strategy)].some(({ heldSeconds }) => heldSeconds !== undefined))
    return false;
  if (strategy.constraint && within(strategy.constraint).some(({ op }) => op === 'latch')) return false;
  return simpleTriggers(strategy.trigger).some(isSchedule);
}

/** What two take turns for: a reading with one limit of both, or all of what lies between two where both act. */
function contestOf(
  writers: Writers,
  pair: readonly [Writer, Writer],
): { readonly kind: Room['kind']; readonly reading?: Room['reading'] } | undefined {
  const [first, second] = pair;
  let regions: readonly [Region, Region] = [writers.region(first), writers.region(second)];
  const both = meet(...regions);
  if (both.length > 0) {
    const agents: readonly [string, string] = [first.owner.agent, second.owner.agent];
    if (!mayCoincide(first.strategy.trigger, second.strategy.trigger, agents)) {
      // They act one after the other where neither has to change.
      if (!witnessOf(both, [...first.conditions, ...second.conditions])) return undefined;
      const room = leastRoom(pair, regions);
      return room?.kind === 'overlapping' ? room : { kind: 'overlapping' };
    }
    const left = withoutFirst(pair, regions);
    if (!left) return undefined;
    regions = left;
  }
  const room = leastRoom(pair, regions);
  return room?.kind === 'apart' ? undefined : room;
}

/** Where both would act at one instant the one with the larger priority does; undefined where there is no order. */
function withoutFirst(
  [first, second]: readonly [Writer, Writer],
  [one, other]: readonly [Region, Region],
): readonly [Region, Region] | undefined {
  const isOrdered = first.agent === second.agent && isFiring(first) && isFiring(second);
  const [a, b] = [priorityOf(first), priorityOf(second)];
  if (!isOrdered || a === b) return undefined;
  const leader = a > b ? first : second;
  const { constraint } = leader.strategy;
  if (!constraint || leader.through.length > 0) return undefined;
  const left = regionOf(constraint, leader.owner, 'false');
  return a > b ? [one, meet(other, left)] : [meet(one, left), other];
}
