import { LATEST } from './instant.ts';

/** The instants base + n × period, in whole milliseconds. */
export interface Progression {
  readonly base: number;
  readonly period: number;
}

/**
 * The instants from `first` on that all progressions share, which are one again: by the Chinese remainder theorem, so that it
 * takes no search however far apart they are. Undefined where they share none, or none that a calendar has.
 */
export function sharedProgression(progressions: readonly Progression[], first: number): Progression | undefined {
  let [base, period] = [0n, 1n];
  for (const other of progressions) {
    const [step, offset] = [BigInt(other.period), BigInt(other.base) - base];
    const [divisor, inverse] = extended(period, step);
    if (offset % divisor !== 0n) return undefined;
    // base + count × period is one of the other, too.
    const count = modulo((offset / divisor) * inverse, step / divisor);
    base += count * period;
    period = (period / divisor) * step;
    base = modulo(base, period);
  }
  const from = BigInt(first);
  const earliest = from + modulo(base - from, period);
  const shared = { base: Number(earliest), period: Number(period) };
  return shared.base > LATEST ? undefined : { ...shared, period: Math.min(shared.period, LATEST) };
}

const modulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by;

/** The greatest common divisor of both, and how often it takes the first to get it, but for multiples of the second. */
function extended(a: bigint, b: bigint): readonly [divisor: bigint, inverse: bigint] {
  let [one, other] = [a, b];
  let [x, next] = [1n, 0n];
  while (other !== 0n) {
    const times = one / other;
    [one, other] = [other, one - times * other];
    [x, next] = [next, x - times * next];
  }
  return [one, x];
}
