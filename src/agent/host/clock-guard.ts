/** A clock may be set by this much at once and is believed. Milliseconds. */
const BELIEVED = 5 * 60_000;
/** A larger step is believed once it has lasted this long by the other clock. */
const CONFIRMED = 10_000;

/**
 * The time by the wall's clock, which may be set, beside one that only counts on and stops while the machine sleeps. A step of more
 * than five minutes is believed when it is still there at a look some seconds later: one that goes away again has moved nothing.
 */
export class ClockGuard {
  readonly #wall: () => number;
  readonly #monotonic: () => number;
  /** What was believed last, and when. */
  #last: { readonly now: number; readonly monotonic: number };
  /** A step that is not believed yet: how far it goes, and since when it is there. */
  #step: { readonly by: number; readonly since: number } | undefined;

  /** `wall`: milliseconds since 1970 UTC. `monotonic`: milliseconds since whenever. */
  constructor(wall: () => number, monotonic: () => number) {
    this.#wall = wall;
    this.#monotonic = monotonic;
    this.#last = { now: wall(), monotonic: monotonic() };
  }

  /** Milliseconds since 1970 UTC, whole. */
  now(): number {
    const [wall, monotonic] = [this.#wall(), this.#monotonic()];
    const counted = this.#last.now + (monotonic - this.#last.monotonic);
    const by = wall - counted;
    const isBelieved = Math.abs(by) <= BELIEVED || this.#isConfirmed(by, monotonic);
    if (isBelieved) this.#step = undefined;
    const now = isBelieved ? wall : counted;
    this.#last = { now, monotonic };
    return Math.floor(now);
  }

  /** By how much the wall's clock is not believed, in milliseconds; undefined where it is. */
  get disbelieved(): number | undefined {
    return this.#step?.by;
  }

  #isConfirmed(by: number, monotonic: number): boolean {
    if (this.#step && Math.abs(by - this.#step.by) <= BELIEVED) return monotonic - this.#step.since >= CONFIRMED;
    this.#step = { by, since: monotonic };
    return false;
  }
}
