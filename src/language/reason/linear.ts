import { rounded } from '../../base/values/arithmetic.ts';
import type { Term } from '../types/term.ts';
import { valueOf } from './constant.ts';
import { termKey, type TermOwner } from './term-key.ts';

/** A sum of quantities, each so many times, and a number. What is no such sum is one quantity as a whole. */
export interface Linear {
  /** By key, in the order of the keys; none is 0 times. */
  readonly parts: readonly Part[];
  readonly constant: number;
  /** Whether the engine's rounding leaves it as it is: not where it divides by 3. */
  readonly isExact: boolean;
}

export interface Part {
  readonly key: string;
  readonly times: number;
  readonly isWhole: boolean;
}

/** Of the fields of a record nobody sees to it that they have their types. */
export const isWhole = ({ op, type }: Term): boolean =>
  op !== 'field' && type.kind === 'quantity' && type.name === 'Int';

/** The sum that a number is; nothing in it is a `default`, which is one of two. */
export function linearOf(term: Term, owner: TermOwner): Linear {
  const constant = valueOf(term);
  if (typeof constant === 'number') return { parts: [], constant, isExact: true };
  switch (term.op) {
    case 'negate':
      return scaledBy(linearOf(term.operand, owner), -1);
    case 'add':
      return sumOf(linearOf(term.left, owner), linearOf(term.right, owner));
    case 'subtract':
      return sumOf(linearOf(term.left, owner), scaledBy(linearOf(term.right, owner), -1));
    case 'multiply': {
      const [left, right] = [linearOf(term.left, owner), linearOf(term.right, owner)];
      if (right.parts.length === 0) return scaledBy(left, right.constant, right.isExact);
      if (left.parts.length === 0) return scaledBy(right, left.constant, left.isExact);
      break;
    }
    case 'divide': {
      const right = linearOf(term.right, owner);
      const factor = 1 / right.constant;
      if (right.parts.length === 0 && Number.isFinite(factor))
        return scaledBy(linearOf(term.left, owner), factor, right.isExact && isShort(factor));
      break;
    }
    default:
  }
  return { parts: [{ key: termKey(term, owner), times: 1, isWhole: isWhole(term) }], constant: 0, isExact: true };
}

/** A quotient by such a number is a product by one of few digits. */
const isShort = (number: number): boolean => Number(number.toPrecision(9)) === number;

const scaledBy = ({ parts, constant, isExact }: Linear, by: number, exactly = true): Linear => ({
  parts: by === 0 ? [] : parts.map((part) => ({ ...part, times: rounded(part.times * by) })),
  constant: rounded(constant * by),
  isExact: isExact && exactly,
});

function sumOf(a: Linear, b: Linear): Linear {
  const parts = new Map(a.parts.map((part) => [part.key, part]));
  for (const part of b.parts) {
    const times = rounded((parts.get(part.key)?.times ?? 0) + part.times);
    if (times === 0) parts.delete(part.key);
    else parts.set(part.key, { ...part, times });
  }
  return {
    parts: [...parts.values()].sort((one, other) => (one.key < other.key ? -1 : 1)),
    constant: rounded(a.constant + b.constant),
    isExact: a.isExact && b.isExact,
  };
}

/** The same of all sums that are a multiple of each other: of whole numbers where it can be, the first of them positive. */
export function normalized(parts: readonly Part[]): { readonly parts: readonly Part[]; readonly by: number } {
  const [first] = parts;
  if (!first) return { parts, by: 1 };
  const decimals = Math.max(...parts.map(({ times }) => decimalsOf(times)));
  const scale = 10 ** decimals;
  const wholes = parts.map(({ times }) => Math.round(times * scale));
  const divisor = wholes.reduce((a, b) => greatestDivisor(a, Math.abs(b)), 0);
  const isShortEnough = decimals <= MOST_DECIMALS && wholes.every((whole) => Number.isSafeInteger(whole));
  const by = (isShortEnough ? scale / divisor : 1 / Math.abs(first.times)) * Math.sign(first.times);
  return { parts: parts.map((part) => ({ ...part, times: rounded(part.times * by) })), by };
}

const MOST_DECIMALS = 9;

function decimalsOf(number: number): number {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals += 1)
    if (Number(number.toFixed(decimals)) === number) return decimals;
  return MOST_DECIMALS + 1;
}

export const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

const SUM = '["sum",';

/** The key under which stands what a sum is; one quantity alone has its own. */
export const sumKey = (parts: readonly Part[]): string =>
  `${SUM}${JSON.stringify(parts.map(({ key, times, isWhole }) => [key, times, isWhole]))}]`;

/** The parts of a sum, of its key; undefined of any other key. */
export function partsOfSum(key: string): readonly Part[] | undefined {
  if (!key.startsWith(SUM)) return undefined;
  const [, all] = JSON.parse(key) as readonly [string, readonly (readonly [string, number, boolean])[]];
  return all.map(([of, times, isWhole]) => ({ key: of, times, isWhole }));
}
