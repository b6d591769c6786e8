/** Draws that follow from a seed alone (mulberry32). */
export interface Draw {
  /** From 0 to below 1. */
  readonly next: () => number;
  /** A whole number from 0 to below `count`. */
  readonly below: (count: number) => number;
  readonly one: <T>(items: readonly [T, ...T[]]) => T;
  /** True that often. */
  readonly chance: (share: number) => boolean;
}

export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    one: (items) => items[below(items.length)] ?? items[0],
    chance: (share) => next() < share,
  };
}
