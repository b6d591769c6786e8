import { formatValue } from '../../base/values/format.ts';
import type { Comparison } from '../../base/values/compare.ts';
import type { Clause, Leaf, Side, Truth } from '../engine/clause.ts';

/**
 * What would have been enough for a constraint to be true: `predictions at least 1000 (it was 999), or a limit of 999`. Of an `and` all
 * parts that are not true are named, of an `or` each. Undefined where it is true.
 */
export const enough = (clause: Clause): string | undefined => wanting(clause, 'true');

function wanting(clause: Clause, wanted: Exclude<Truth, 'unknown'>): string | undefined {
  if (clause.truth === wanted) return undefined;
  switch (clause.kind) {
    case 'leaf':
      return clause.truth === 'unknown' ? knownSide(clause) : otherwise(clause, wanted);
    case 'not':
      return clause.parts.map((part) => wanting(part, negated[wanted])).find((text) => text !== undefined);
    default: {
      const needs = clause.parts.flatMap((part) => wanting(part, wanted) ?? []);
      // What is false takes all parts of an `or` to be so, and one of an `and`.
      const isAll = (clause.kind === 'and') === (wanted === 'true');
      return needs.length > 1 ? needs.map(grouped).join(isAll ? ' and ' : ', or else ') : needs[0];
    }
  }
}

const negated = { true: 'false', false: 'true' } as const;

/** A text with alternatives of its own, within others. */
const grouped = (text: string): string => (text.includes(', or ') ? `(${text})` : text);

function knownSide({ text, sides }: Leaf): string {
  const side = sides.find(({ value }) => !value.known);
  return `a value of ${side?.text ?? text}`;
}

function otherwise({ text, comparison, sides: [left, right] }: Leaf, wanted: Exclude<Truth, 'unknown'>): string {
  if (!comparison || !left || !right) return `${text} being ${wanted}`;
  const asked = wanted === 'true' ? comparison : opposite[comparison];
  // What is looked at stands first, and what it is held against behind it.
  const [side, limit, sign] = left.constant ? [right, left, turned[asked]] : [left, right, asked];
  const value = shown(limit, isShare(left, right));
  const is = shown(side, isShare(left, right));
  const first = `${side.text} ${words[sign](value)} (it was ${is})`;
  const other = limits[sign]?.(is);
  return other === undefined ? first : `${first}, or ${limit.constant ? 'a limit' : limit.text} ${other}`;
}

/** What has to be so for a comparison to be false. */
const opposite: Readonly<Record<Comparison, Comparison>> = {
  eq: 'ne',
  ne: 'eq',
  lt: 'ge',
  le: 'gt',
  gt: 'le',
  ge: 'lt',
};
/** The same with its sides changed over. */
const turned: Readonly<Record<Comparison, Comparison>> = { eq: 'eq', ne: 'ne', lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };

const words: Readonly<Record<Comparison, (limit: string) => string>> = {
  eq: (limit) => `equal to ${limit}`,
  ne: (limit) => `other than ${limit}`,
  lt: (limit) => `below ${limit}`,
  le: (limit) => `at most ${limit}`,
  gt: (limit) => `above ${limit}`,
  ge: (limit) => `at least ${limit}`,
};

const limits: Readonly<Partial<Record<Comparison, (value: string) => string>>> = {
  lt: (value) => `above ${value}`,
  le: (value) => `of ${value}`,
  gt: (value) => `below ${value}`,
  ge: (value) => `of ${value}`,
};

const isShare = (...sides: readonly Side[]): boolean => sides.some(({ type }) => type === 'Ratio');

function shown({ value, type }: Side, asShare: boolean): string {
  if (!value.known) return 'unknown';
  return formatValue(value.value, asShare && type === 'Number' ? 'Ratio' : type);
}
