/** What analyses said of programs, and what is so. */
export interface Tally {
  programs: number;
  real: number;
  told: number;
  /** They come together, and it was said that they do not. */
  readonly missed: string[];
  /** It was said that they come together, at an instant at which they do not. */
  readonly wrong: string[];
  /** Nothing was said for certain. */
  readonly undecided: string[];
}

export const emptyTally = (): Tally => ({ programs: 0, real: 0, told: 0, missed: [], wrong: [], undecided: [] });

/** `real`: enumeration found that they come together. `isShown`: the engine agrees with the instant that was named. */
export interface Verdict {
  readonly real: boolean;
  readonly told: 'apart' | 'together' | 'undecided';
  readonly isShown: boolean;
}

export function add(tally: Tally, { real, told, isShown }: Verdict, text: string): void {
  tally.programs += 1;
  if (real || isShown) tally.real += 1;
  if (told !== 'apart') tally.told += 1;
  if (told === 'apart' && real) tally.missed.push(text);
  if (told === 'together' && !isShown) tally.wrong.push(text);
  if (told === 'undecided') tally.undecided.push(text);
}

export function addAll(tally: Tally, other: Tally): void {
  tally.programs += other.programs;
  tally.real += other.real;
  tally.told += other.told;
  tally.missed.push(...other.missed);
  tally.wrong.push(...other.wrong);
  tally.undecided.push(...other.undecided);
}
