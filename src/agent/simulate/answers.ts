import type { Observation } from '../../base/values/value.ts';

/** What is read from an instant on, until the next one. Milliseconds since 1970 UTC. */
export interface Answer {
  readonly at: number;
  readonly reading: Observation;
}

/** In order of time. */
export type Answers = readonly Answer[];

export const answerAt = (answers: Answers | undefined, at: number): Observation | undefined =>
  answers?.findLast((answer) => answer.at <= at)?.reading;
