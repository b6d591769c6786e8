import { defined } from '../values/defined.ts';
import type { Span } from '../source/source.ts';
import type { Details } from './diagnostic.ts';

/**
 * The candidate that was probably meant: the one with the fewest slips (a letter missing, too much, wrong, or two
 * swapped), if those are few for the length of the word.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  // In one letter everything is a slip, and four make another word.
  const limit = word.length < 2 ? 0 : Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  let best: string | undefined;
  let fewest = limit + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= fewest) continue;
    if (areOpposite(word, candidate)) continue;
    const slips = distance(word.toLowerCase(), candidate.toLowerCase(), fewest);
    if (slips >= fewest) continue;
    fewest = slips;
    best = candidate;
  }
  return best;
}

const opposites: readonly (readonly [string, string])[] = [
  ['start', 'stop'],
  ['up', 'down'],
  ['upgrade', 'downgrade'],
  ['promote', 'demote'],
  ['increase', 'decrease'],
  ['pause', 'resume'],
  ['enable', 'disable'],
  ['min', 'max'],
  ['minimum', 'maximum'],
  ['first', 'last'],
  ['succeeded', 'failed'],
  ['success', 'failure'],
  ['above', 'below'],
  ['rises', 'falls'],
];
const negations = ['un', 'de', 'dis', 'non', 'not'];

const wordsIn = (name: string): readonly string[] => name.split(/[-_]|(?=[A-Z])/).map((word) => word.toLowerCase());

/** Whether two names have words at one place that say the opposite, as `startRun` and `stopRun`: few slips, and no slip. */
function areOpposite(a: string, b: string): boolean {
  const others = wordsIn(b);
  return wordsIn(a).some((word, index) => {
    const other = others[index];
    if (other === undefined || other === word) return false;
    return (
      opposites.some((pair) => pair.includes(word) && pair.includes(other)) ||
      negations.some((negation) => word === negation + other || other === negation + word)
    );
  });
}

/** What to say of a word that was probably meant as another. Only few slips leave no doubt, as `didYouMean('trian', 'train')`. */
export function didYouMean(word: string, meant: string | undefined, span: Span): Details {
  if (meant === undefined) return {};
  const sure = word.length < 8 ? 1 : 2;
  const plain = (name: string): string => name.toLowerCase().replaceAll('_', '-');
  const isSure = distance(plain(word), plain(meant), sure + 1) <= sure;
  return { help: `did you mean ${meant}?`, fix: defined({ span, text: meant, unsure: isSure ? undefined : true }) };
}

/** What to do about what was written for a shell, as `${HOST}`. */
export const forShell = (expansion: string): string =>
  `is it for a shell? Write the script between ''' and ''', or \\${expansion}`;

/** Damerau-Levenshtein distance of neighbouring swaps; `limit` or more where it is at least that. */
function distance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let value = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, (before[j - 2] ?? 0) + 1);
      row.push(value);
    }
    if (Math.min(...row) >= limit) return limit;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? limit;
}
