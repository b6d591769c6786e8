import { defined } from '../../base/values/defined.ts';
import { DAY } from '../../base/values/civil.ts';
import { formatValue } from '../../base/values/format.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import { agentsIn, type Model, type Strategy } from '../model/model.ts';
import { leastGap } from '../reason/pace.ts';
import { Pace, quantitiesOf, settlesOf, type Goal, type Quantity } from '../reason/reversals.ts';
import { leastRoom, type Room } from '../reason/room.ts';
import { writersIn, type Writer, type Writers } from '../reason/writers.ts';
import { termText } from '../types/print-term.ts';
import { typeName } from '../types/type.ts';
import type { Driver, Reversals, Wait } from './told-reversals.ts';

const HOUR = 3_600_000;

/** Of all quantities of a program, in the order of the source. */
export function reversalsIn(model: Model): readonly Reversals[] {
  const writers = writersIn(model);
  const pace = new Pace(writers);
  const all = agentsIn(model).flatMap((agent) => writers.of(agent));
  // What others call for is told of those who call.
  const acting = all.filter((writer) => pace.mostActs([writer], DAY) > 0);
  return quantitiesOf(acting).map((quantity) => reversalsOf(quantity, pace, writers));
}

function reversalsOf({ what, goals }: Quantity, pace: Pace, writers: Writers): Reversals {
  const [hour, day] = [pace.mostTurns(goals, HOUR), pace.mostTurns(goals, DAY)];
  const finite = (count: number): number | undefined => (Number.isFinite(count) ? count : undefined);
  const room = leastRoomOf(goals, writers);
  return defined({
    what,
    hour: finite(hour),
    day: finite(day),
    settlesSeconds: Math.max(...goals.flat().map(settlesOf)),
    room: room && roomText(room),
    drivers: goals.flatMap((goal) => goal.map((writer) => driverOf(writer, goals, pace))),
  });
}

function driverOf(writer: Writer, goals: readonly Goal[], pace: Pace): Driver {
  const { agent, strategy, branch, through, write } = writer;
  const others = goals.filter((goal) => !goal.includes(writer)).flat();
  const holds = others.every((other) => pace.waitAfter(other, writer) > pace.waitAfter(other, writer, true));
  return {
    agent: agent.name,
    strategy: strategy.name,
    branch,
    through: through.map((step) => `${step.call.agent.name}.${step.strategy.name}`),
    goes: write.told,
    looks: strategy.trigger.text,
    waits: [
      ...(strategy.heldSeconds === undefined || branch === 'else' || branch === 'unknown'
        ? []
        : [{ text: `for ${formatDuration(strategy.heldSeconds)}`, counts: holds }]),
      ...[{ strategy, branch }, ...through].flatMap((link) => (link.branch === 'then' ? rests(link.strategy) : [])),
    ],
  };
}

function rests({ modifiers, trigger }: Strategy): readonly Wait[] {
  const { cooldownSeconds, limit, approval } = modifiers;
  const rest = cooldownSeconds === undefined ? undefined : cooldownSeconds * 1000;
  return [
    ...(rest === undefined
      ? []
      : [{ text: `cooldown ${formatDuration(rest / 1000)}`, counts: rest > leastGap(trigger) }]),
    ...(limit ? [{ text: `limit ${String(limit.count)} per ${formatDuration(limit.seconds)}`, counts: true }] : []),
    ...(approval === undefined ? [] : [{ text: `approval by ${approval}`, counts: true }]),
  ];
}

/** Pairs of drivers that are compared. */
const MOST_PAIRS = 1000;

function leastRoomOf(goals: readonly Goal[], writers: Writers): Room | undefined {
  const rooms = goals.flatMap((goal, index) =>
    goals.slice(index + 1).flatMap((other) => goal.flatMap((first) => other.map((second) => [first, second] as const))),
  );
  return rooms
    .slice(0, MOST_PAIRS)
    .flatMap((pair) => leastRoom(pair, [writers.region(pair[0]), writers.region(pair[1])]) ?? [])
    .sort((a, b) => sizes.indexOf(a.kind) - sizes.indexOf(b.kind))[0];
}

const sizes: readonly Room['kind'][] = ['overlapping', 'touching', 'apart'];

function roomText({ reading, kind, low, high }: Room): string {
  const [name, type] = [termText(reading), typeName(reading.type)];
  const [from, to] = [formatValue(low, type), formatValue(high, type)];
  if (kind === 'apart') return `${name} from ${from} to ${to}`;
  return kind === 'touching' ? `none: ${name} at ${from}` : `none: ${name} from ${from} to ${to} is for both`;
}
