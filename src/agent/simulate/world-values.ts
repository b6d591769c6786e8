import { parseInstant } from '../../base/values/instant.ts';
import { parseQuantity } from '../../base/values/quantity.ts';
import { known, unknown, type Observation } from '../../base/values/value.ts';

/** Milliseconds; undefined for what is none. */
export function durationOf(given: string | number): number | undefined {
  if (given === 0 || given === '0') return 0;
  const quantity = parseQuantity(String(given));
  if ('reason' in quantity || quantity.kind !== 'Duration') return undefined;
  const milliseconds = quantity.value * 1000;
  return Number.isFinite(milliseconds) ? milliseconds : undefined;
}

/** Milliseconds since 1970 UTC; undefined for what is none. */
export function instantOf(given: string): number | undefined {
  const instant = parseInstant(given);
  return typeof instant === 'number' ? instant : undefined;
}

/** A number, with its unit or in base units, as a sensor gives it, or the word unknown; undefined for anything else. */
export function readingOf(given: string | number): Observation | undefined {
  if (typeof given === 'number') return known(given);
  if (given === 'unknown') return unknown('the scripted world says that it is unknown');
  const quantity = parseQuantity(given);
  return 'reason' in quantity ? undefined : known(quantity.value);
}

/** What the published schema leaves open of texts, by the names of its definitions. */
export const formats = {
  duration: (text: string): boolean => durationOf(text) !== undefined,
  instant: (text: string): boolean => instantOf(text) !== undefined,
  reading: (text: string): boolean => readingOf(text) !== undefined,
};
