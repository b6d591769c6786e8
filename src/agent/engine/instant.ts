/** Far enough from the last instant of ECMAScript's calendar that a search into the future stays within it. */
export const LATEST = 8e15;

/** An instant as a whole number of milliseconds within the calendar; `otherwise` for what is no number. */
export const sensibleInstant = (at: number, otherwise: number): number =>
  Number.isFinite(at) ? Math.floor(Math.min(Math.max(at, -LATEST), LATEST)) + 0 : otherwise;
