import type { Reporter } from '../diagnostics/diagnostic.ts';
import { holds, rivalsOf, type Writer } from '../model/conflicts.ts';
import { simpleTriggers, type Model, type Strategy } from '../model/model.ts';
import { meet, type Region } from '../model/region.ts';
import { termKey } from '../model/term-key.ts';
import { within, type Term } from '../types/term.ts';
import type { Interval } from '../values/value-set.ts';
import { placeIn } from './place.ts';

/** What is looked at more seldom settles in between. */
const SELDOM = 3600;

/**
 * Strategies that undo each other where a reading crosses one limit take turns as long as it stays near. Room between two
 * limits, a `for`, a cooldown or a latch keeps them from it.
 */
export function findFlapping(model: Model, reporter: Reporter): void {
  const told = new Set<string>();
  const regions = new Map<Strategy, Region>();
  for (const [first, second] of rivalsOf(model.applications.flatMap(({ agents }) => agents))) {
    if (!mayFlap(first.strategy) || !mayFlap(second.strategy)) continue;
    const reading = sharedLimit(regions, first, second);
    const key = JSON.stringify([first.owner, second.owner]);
    if (!reading || told.has(key)) continue;
    told.add(key);
    const { span, labels } = placeIn(second.agent, second.strategy, reading.span);
    const other = first.strategy.constraint?.span ?? first.strategy.span;
    reporter.report(
      'flapping',
      span,
      { names: [first.strategy.name, second.strategy.name], what: first.write.what, reading: reading.text },
      {
        labels: [...labels, { span: other, text: `${first.strategy.name} acts right beside it` }],
        help: 'leave room between the two limits, or let one of them wait: IF … for 5m, or cooldown 10m before WHEN',
      },
    );
  }
}

function mayFlap({ trigger, modifiers, heldSeconds }: Strategy): boolean {
  const { cooldownSeconds, limit, approval } = modifiers;
  if (cooldownSeconds !== undefined || limit || approval !== undefined || heldSeconds !== undefined) return false;
  return simpleTriggers(trigger).some((part) => part.kind === 'every' && part.seconds < SELDOM);
}

/** What both compare with one limit, from either side. */
function sharedLimit(regions: Map<Strategy, Region>, first: Writer, second: Writer): Term | undefined {
  const [a, b] = [holds(regions, first), holds(regions, second)];
  if (meet(a, b).length > 0) return undefined;
  const [parts, others] = [partsOf(second), partsOf(first)];
  if ([...parts, ...others].some(({ op }) => op === 'latch')) return undefined;
  return parts.find((term) => {
    if (!within(term).some(({ op }) => op === 'reading')) return false;
    const key = termKey(term, second.owner);
    const [one, other] = [numbersOf(a, key), numbersOf(b, key)];
    return one.some((interval) => other.some((near) => touch(interval, near)));
  });
}

const partsOf = ({ strategy }: Writer): readonly Term[] => (strategy.constraint ? within(strategy.constraint) : []);

const numbersOf = (region: Region, key: string): readonly Interval[] =>
  region.flatMap((box) => box.get(key)?.numbers ?? []);

const touch = (a: Interval, b: Interval): boolean => a.high === b.low || a.low === b.high;
