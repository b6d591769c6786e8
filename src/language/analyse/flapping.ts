import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { rivalsOf } from '../reason/conflicts.ts';
import { agentsIn, simpleTriggers, type Model, type Strategy } from '../model/model.ts';
import { meet, type Region } from '../reason/box.ts';
import { termKey } from '../reason/term-key.ts';
import { writersIn, type Writer, type Writers } from '../reason/writers.ts';
import { termText } from '../types/print-term.ts';
import { within, type Term } from '../types/term.ts';
import type { Interval } from '../../base/values/value-set.ts';
import { placeIn } from './place.ts';

/** What is looked at more seldom settles in between. */
const SELDOM = 3600;

/**
 * Actions that undo each other where a reading crosses one limit take turns as long as it stays near: those of two strategies,
 * or those behind THEN and ELSE of one. Room between two limits, a `for`, a cooldown or a latch keeps them from it.
 */
export function findFlapping(model: Model, reporter: Reporter): void {
  const told = new Set<string>();
  const writers = writersIn(model);
  for (const [first, second] of rivalsOf(agentsIn(model), writers)) {
    if (!mayFlap(first) || !mayFlap(second)) continue;
    const reading = sharedLimit(writers, first, second);
    const key = JSON.stringify([first.owner, second.owner]);
    if (!reading || told.has(key)) continue;
    told.add(key);
    const isOne = first.strategy === second.strategy;
    const { span, labels } = placeIn(second.agent, second.strategy, reading.span);
    const other = first.strategy.constraint?.span ?? first.strategy.span;
    const [does, undoes] = [first, second].map(({ write }) => write.told);
    const places = isOne
      ? [first, second].map(({ through: [step], write }) => ({
          span: step?.call.span ?? write.action.span,
          text: `here it goes ${write === first.write ? does : undoes}`,
        }))
      : [{ span: other, text: `${first.strategy.name} acts right beside it` }];
    reporter.report(
      'flapping',
      span,
      {
        names: isOne ? [first.strategy.name] : [first.strategy.name, second.strategy.name],
        what: first.write.what,
        reading: termText(reading),
      },
      {
        labels: [...labels, ...(isOne && labels.length > 0 ? [] : places)],
        help: isOne
          ? `say two limits, as in ${termText(reading)} rises above … falls below …, or let it wait: IF … for 5m, or cooldown 10m before WHEN`
          : 'leave room between the two limits, or let one of them wait: IF … for 5m, or cooldown 10m before WHEN',
      },
    );
  }
}

/** What comes after a failure does not come from a reading. */
function mayFlap({ strategy, branch, through }: Writer): boolean {
  if (branch === 'failure') return false;
  if (rests(strategy) || through.some((step) => rests(step.strategy))) return false;
  return simpleTriggers(strategy.trigger).some((part) => part.kind === 'every' && part.seconds < SELDOM);
}

/** What is kept for each value of an argument lets the next one act. */
function rests({ modifiers, heldSeconds }: Strategy): boolean {
  const { cooldownSeconds, cooldownPer, limit, approval } = modifiers;
  const isCooling = cooldownSeconds !== undefined && cooldownPer === undefined;
  const isLimited = limit !== undefined && limit.per === undefined;
  return isCooling || isLimited || approval !== undefined || heldSeconds !== undefined;
}

/** What both compare with one limit, from either side. */
function sharedLimit(writers: Writers, first: Writer, second: Writer): Term | undefined {
  const [a, b] = [writers.region(first), writers.region(second)];
  if (meet(a, b).length > 0) return undefined;
  const [parts, others] = [partsOf(second), partsOf(first)];
  if ([...parts, ...others].some(({ op }) => op === 'latch')) return undefined;
  return parts.find((term) => {
    if (!within(term).some(isRestless)) return false;
    const key = termKey(term, second.owner);
    const [one, other] = [numbersOf(a, key), numbersOf(b, key)];
    return one.some((interval) => other.some((near) => touch(interval, near)));
  });
}

/** What stays near a limit by itself; what agents set alone goes where they want it. */
const isRestless = (term: Term): boolean => term.op === 'reading' && !term.use.traits.includes('set');

const partsOf = ({ strategy }: Writer): readonly Term[] => (strategy.constraint ? within(strategy.constraint) : []);

const numbersOf = (region: Region, key: string): readonly Interval[] =>
  region.flatMap((box) => box.get(key)?.numbers ?? []);

const touch = (a: Interval, b: Interval): boolean => a.high === b.low || a.low === b.high;
