import { latchKey, orderOf, type Box, type Region } from '../reason/region.ts';
import { termKey, type TermOwner } from '../reason/term-key.ts';
import type { Condition } from '../reason/writers.ts';
import { termText } from '../types/print-term.ts';
import { within, type Term } from '../types/term.ts';
import { typeName } from '../types/type.ts';
import { formatValue } from '../../base/values/format.ts';
import type { Value } from '../../base/values/value.ts';
import type { Interval, ValueSet } from '../../base/values/value-set.ts';

/** How to tell what a quantity is, and the readings on which it depends. */
interface Wording {
  readonly tell: (set: ValueSet) => string | undefined;
  readonly of: ReadonlySet<string>;
}

/**
 * Values for which constraints come out as they have to, as `request-rate(inference) is 22/s and latency(inference) is 300ms`.
 * None where no value matters, or where it cannot be told by values alone.
 */
export function exampleOf(where: Region, conditions: readonly Condition[]): string | undefined {
  const wordings = wordsOf(conditions);
  for (const box of where) {
    const told = explainBox(box, wordings);
    if (told !== undefined) return told;
  }
  return undefined;
}

/** Quantities that have a reading in common are not chosen one by one: their values would not go together. */
function explainBox(box: Box, wordings: ReadonlyMap<string, Wording>): string | undefined {
  const told: string[] = [];
  const chosen = new Set<string>();
  for (const [key, set] of box) {
    if (isAnything(set)) continue;
    const wording = wordings.get(key);
    const text = wording?.tell(set);
    if (!wording || text === undefined || [...wording.of].some((each) => chosen.has(each))) return undefined;
    for (const each of wording.of) chosen.add(each);
    told.push(text);
  }
  return told.length === 0 ? undefined : told.join(' and ');
}

const isAnything = ({ numbers: [first, ...others] }: ValueSet): boolean =>
  others.length === 0 && first?.low === -Infinity && first.high === Infinity;

/** How to tell what each quantity of a region is. */
function wordsOf(conditions: readonly Condition[]): ReadonlyMap<string, Wording> {
  const wordings = new Map<string, Wording>();
  const add = (key: string, parts: readonly Term[], owner: TermOwner, tell: Wording['tell']): void => {
    if (!wordings.has(key)) wordings.set(key, { tell, of: readingsIn(parts, owner) });
  };
  for (const { term, owner } of conditions) {
    for (const part of within(term)) {
      if (part.op === 'latch') {
        const side = part.direction === 'rises' ? 1 : -1;
        add(latchKey(part, owner), [], owner, (set) => {
          const isOn = set.numbers.some(({ low, high }) => low === side && high === side);
          return `\`${termText(part)}\` is ${isOn ? 'still true' : 'not true yet'}`;
        });
      } else if (part.op === 'lt' || part.op === 'le' || part.op === 'gt' || part.op === 'ge') {
        const { key, inOrder } = orderOf(part.left, part.right, owner);
        const [one, other] = inOrder ? [part.left, part.right] : [part.right, part.left];
        add(key, [part.left, part.right], owner, (set) => explainOrder(set, one, other));
      } else if (part.type.kind === 'quantity' || part.type.kind === 'scalar' || part.type.kind === 'word') {
        add(termKey(part, owner), [part], owner, (set) => explainValue(part, set));
      }
    }
  }
  return wordings;
}

const readingsIn = (terms: readonly Term[], owner: TermOwner): ReadonlySet<string> =>
  new Set(
    terms
      .flatMap(within)
      .filter(({ op }) => op === 'reading' || op === 'state' || op === 'local')
      .map((part) => termKey(part, owner)),
  );

function explainOrder({ numbers }: ValueSet, one: Term, other: Term): string | undefined {
  const has = (test: (interval: Interval) => boolean): boolean => numbers.some(test);
  if (has(({ high }) => high > 0)) return `${termText(one)} is more than ${termText(other)}`;
  if (has(({ low }) => low < 0)) return `${termText(one)} is less than ${termText(other)}`;
  return has(({ low }) => low === 0) ? `${termText(one)} is ${termText(other)}` : undefined;
}

function explainValue(term: Term, { numbers, others, unknown }: ValueSet): string | undefined {
  const name = typeName(term.type);
  const text = termText(term);
  const is = (value: Value): string => `${text} is ${formatValue(value, name)}`;
  if (name === 'Bool') {
    const value = [true, false].find((each) => others.allBut !== others.listed.has(String(each)));
    return value === undefined ? (unknown ? `${text} is unknown` : undefined) : is(value);
  }
  const isWhole = name === 'Int' || name === 'Count';
  const value = numbers.map((interval) => sample(interval, isWhole)).find((each) => each !== undefined);
  if (value !== undefined) return is(value);
  const [listed] = others.listed;
  if (listed !== undefined) {
    const word = formatValue(JSON.parse(listed) as Value, name);
    return `${text} is ${others.allBut ? 'not ' : ''}${word}`;
  }
  return unknown ? `${text} is unknown` : undefined;
}

/** A number of an interval as people would name it: an end that belongs to it, or one near an end that does not. */
function sample(interval: Interval, isWhole: boolean): number | undefined {
  const { low, high, lowIn, highIn } = interval;
  const [hasLow, hasHigh] = [low !== -Infinity, high !== Infinity];
  const step = (from: number): number => (isWhole ? 1 : from === 0 ? 1 : Math.abs(from) / 10);
  const near = [
    ...(hasLow && lowIn ? [low] : []),
    ...(hasHigh && highIn ? [high] : []),
    ...(hasLow ? [low + step(low)] : []),
    ...(hasHigh ? [high - step(high)] : []),
    ...(hasLow && hasHigh ? [(low + high) / 2] : []),
  ];
  const round = (value: number): number => (isWhole ? Math.round(value) : Number(value.toPrecision(2)));
  return near.flatMap((value) => [round(value), value]).find((value) => isIn(interval, value));
}

const isIn = ({ low, high, lowIn, highIn }: Interval, value: number): boolean =>
  (value > low || (lowIn && value === low)) && (value < high || (highIn && value === high));
