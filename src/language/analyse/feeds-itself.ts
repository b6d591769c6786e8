import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { primitives, type Primitive, type PrimitiveKey } from '../../contract/primitives/primitives.ts';
import type { Interval } from '../../base/values/value-set.ts';
import { agentsIn, type Model } from '../model/model.ts';
import { rivalsOf } from '../reason/conflicts.ts';
import { valueOf } from '../reason/constant.ts';
import { isCalm, Pace } from '../reason/reversals.ts';
import { leastRoom } from '../reason/room.ts';
import { termKey } from '../reason/term-key.ts';
import { writersIn, type Writer, type Writers } from '../reason/writers.ts';
import { termText } from '../types/print-term.ts';
import { within, type Term } from '../types/term.ts';
import { placeIn } from './place.ts';

/**
 * Strategies that step up or down what their own sensor tells, and nothing else that they read has to change: one whose steps keep its
 * constraint true, and two of which each steps over the room to the limit of the other.
 */
export function findFeedsItself(model: Model, reporter: Reporter): void {
  const writers = writersIn(model);
  const pace = new Pace(writers);
  for (const writer of agentsIn(model).flatMap((agent) => writers.of(agent))) {
    const loop = loopOf(writer, writers);
    if (loop && isEndless(loop) && pace.isRestless(writer)) tell([loop], reporter);
  }
  for (const [first, second] of rivalsOf(agentsIn(model), writers)) {
    if (first.write.step === undefined || first.write.step === second.write.step || isCalm(pace, first, second))
      continue;
    const [one, other] = [loopOf(first, writers), loopOf(second, writers)];
    if (!one || !other || one.key !== other.key) continue;
    // What has no room is told as what takes turns.
    const room = leastRoom([first, second], [writers.region(first), writers.region(second)]);
    if (room?.kind === 'apart' && stepOver(one, other)) tell([one, other], reporter);
  }
}

/** A step that is taken where a reading that tells of it is in one of some intervals. */
interface Loop {
  readonly writer: Writer;
  readonly reading: Term;
  readonly key: string;
  readonly by: number;
  readonly where: readonly Interval[];
}

function loopOf(writer: Writer, writers: Writers): Loop | undefined {
  const { write, owner, conditions, strategy } = writer;
  const { action } = write;
  if (write.step === undefined || action.kind !== 'primitive' || strategy.trigger.kind === 'at') return undefined;
  const { arguments: roles }: Primitive<PrimitiveKey> = primitives[action.primitive.key];
  const [name, role] = Object.entries(roles).find(([, { as }]) => as === 'step') ?? [];
  const term = name === undefined ? undefined : action.arguments.get(name);
  const by = term && valueOf(term);
  if (role?.as !== 'step' || typeof by !== 'number') return undefined;
  const leaves = conditions.flatMap(({ term }) => within(term)).filter(({ op }) => DECIDING.has(op));
  const [reading] = leaves;
  if (!reading || reading.op !== 'reading' || !reading.use.traits.some((trait) => trait === role.tells))
    return undefined;
  const key = termKey(reading, owner);
  const isAlone = leaves.every((leaf) => termKey(leaf, owner) === key);
  const isOfIt = within(reading).some((part) => part.op === 'workflow' && part.workflow.id === action.target?.id);
  if (!isAlone || !isOfIt) return undefined;
  const where = writers.region(writer).flatMap((box) => box.get(key)?.numbers ?? []);
  return where.length === 0 ? undefined : { writer, reading, key, by, where };
}

/** What a constraint goes by. */
const DECIDING: ReadonlySet<Term['op']> = new Set(['reading', 'state', 'latch', 'local']);

const holds = (where: readonly Interval[], value: number): boolean =>
  where.some(
    ({ low, high, lowIn, highIn }) =>
      (value > low || (lowIn && value === low)) && (value < high || (highIn && value === high)),
  );

/** Whether each step leads to where the next one is taken, from somewhere on; nothing is below 0. */
const isEndless = ({ by, where }: Loop): boolean =>
  by > 0 && where.some(({ low, high }) => low > 0 && high === Infinity);

/** Numbers from which it is tried whether two step over to each other for ever. */
const MOST_TRIED = 1000;

function stepOver(one: Loop, other: Loop): boolean {
  const limits = [one, other]
    .flatMap(({ where }) => where.flatMap(({ low, high }) => [low, high]))
    .filter(Number.isFinite);
  const reach = Math.abs(one.by) + Math.abs(other.by);
  const [from, to] = [Math.floor(Math.min(...limits)) - reach, Math.ceil(Math.max(...limits)) + reach];
  if (to - from > MOST_TRIED) return false;
  for (let start = Math.max(0, from); start <= to; start += 1) {
    const seen = new Set<number>();
    let count = start;
    while (count >= 0 && !seen.has(count) && seen.size < MOST_TRIED) {
      seen.add(count);
      const current = count;
      count += [one, other].find(({ where }) => holds(where, current))?.by ?? -Infinity;
    }
    if (seen.has(count)) return true;
  }
  return false;
}

function tell(loops: readonly [Loop, ...Loop[]], reporter: Reporter): void {
  const [{ writer, reading }] = loops;
  const { span, labels } = placeIn(writer.agent, writer.strategy, writer.write.action.span);
  const others = loops
    .slice(1)
    .map((loop) => ({ span: loop.writer.write.action.span, text: `${loop.writer.strategy.name} answers it` }));
  reporter.report(
    'feeds-itself',
    span,
    { names: loops.map((loop) => loop.writer.strategy.name), reading: termText(reading), what: writer.write.what },
    {
      labels: [...labels, ...others],
      help:
        others.length === 0
          ? 'let something else end it, or bound it, as by cooldown 10m or limit 3 per 1d before WHEN'
          : 'leave more room between the limits than a step, or let one of them rest, as by cooldown 10m before WHEN',
    },
  );
}
