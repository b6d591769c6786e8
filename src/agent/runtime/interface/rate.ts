import { Problem } from './problem.ts';

/** Requests of one caller: this many at once, and from then on that many a second. */
const BURST = 100;
const PER_SECOND = 50;
/** Callers that are remembered; of others the one that was heard longest ago is forgotten. */
const MOST_CALLERS = 1000;

/** Keeps one caller from taking the time of all others. `now`: milliseconds that count on. */
export class Rates {
  readonly #now: () => number;
  readonly #left = new Map<string, { readonly tokens: number; readonly at: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a request. Throws a `Problem` where it is one too many. */
  take(caller: string): void {
    const at = this.#now();
    const before = this.#left.get(caller) ?? { tokens: BURST, at };
    const tokens = Math.min(BURST, before.tokens + ((at - before.at) / 1000) * PER_SECOND);
    this.#left.delete(caller);
    this.#left.set(caller, { tokens: Math.max(0, tokens - 1), at });
    const [longestAgo] = this.#left.keys();
    if (this.#left.size > MOST_CALLERS && longestAgo !== undefined) this.#left.delete(longestAgo);
    if (tokens < 1) throw new Problem(429, 'too many requests of this caller', { headers: { 'retry-after': '1' } });
  }
}
