import type { Value } from '../../base/values/value.ts';
import type { ActEffect, AskEffect, ObserveEffect } from '../engine/effect.ts';
import type { Outcome, Reading } from '../engine/event.ts';
import type { Batch, Intent } from './batch.ts';

/**
 * What an agent needs of the world around it: a script gives it in the simulator, a cluster in the runtime. Answers are called at
 * most once, now or later; one that comes when nobody waits for it any more changes nothing. Nothing here throws.
 */
export interface Ports {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** Calls back once it is that instant, after all else that happens at it, and never at once. What is given takes the wish back. */
  at(instant: number, happen: () => void): () => void;
  /** The same, once so many milliseconds have passed, whatever the clock is set to meanwhile. */
  after(milliseconds: number, happen: () => void): () => void;
  /** Keeps what happened, and calls back when no crash can lose it: before that nothing of it is done. Where it fails it never does. */
  commit(batch: Batch, durable: () => void): void;
  observe(effect: ObserveEffect, answer: (readings: Readings) => void, signal: AbortSignal): void;
  act(effect: ActEffect, answer: (outcome: Outcome) => void, deed: Deed): void;
  ask(effect: AskEffect, answer: (answer: Answer) => void, signal: AbortSignal): void;
}

/** By sensor; one that is left out is unknown. */
export type Readings = Readonly<Record<string, Reading>>;

export interface Answer {
  readonly approved: boolean;
  readonly by: string;
}

/** An action that is being done. */
export interface Deed {
  /** Its time is over, or nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** What was written down under its key so far, also by a process that has crashed, in order. */
  readonly intents: readonly Intent[];
  /**
   * Writes down what is about to be written, so that whoever does this again knows what was there before. Resolves once it is durable,
   * and rejects with the signal: what nobody waits for any more is not to be written.
   */
  readonly intend: (body: Value) => Promise<void>;
}
