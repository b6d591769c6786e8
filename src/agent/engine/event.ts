import type { Observation, Value } from '../../base/values/value.ts';

/**
 * What happens to an agent. `at` is milliseconds since 1970 UTC; an instant before the latest one counts as that. Who feeds the events
 * takes each call (by caller, receiver and id) and each change (by its id) once: the engine remembers none.
 */
export type EngineEvent =
  ClockEvent | CalledEvent | ChangedEvent | ObservedEvent | AnsweredEvent | CompletedEvent | PausedEvent;

/** The time is now `at`. The first event of an agent should be one, since its answer says when to wake. */
export interface ClockEvent {
  readonly kind: 'clock';
  readonly at: number;
  /** The clock was ahead and is set back to `at`: what lies behind that in the state is moved to it. */
  readonly set?: true;
}

/** Another agent or a person calls. `id` is the caller's: the same call sent again has the same one. */
export interface CalledEvent {
  readonly kind: 'called';
  readonly at: number;
  readonly id: string;
  readonly receiver: string;
  readonly arguments: Readonly<Record<string, Value>>;
  readonly caller: string;
  /** Where it stands in a trace, as the caller says; it comes back in what is told of the decision, and decides nothing. */
  readonly traceparent?: string;
}

/**
 * What runs has come into a state. `id` is the same when the same change is told again: it is made of the object's uid, the state,
 * and what tells this time from the last, which is nothing for a run, the transition of a condition, the count of moves of an alias.
 */
export interface ChangedEvent {
  readonly kind: 'changed';
  readonly at: number;
  readonly id: string;
  readonly subject: ChangedSubject;
  readonly state: string;
  /** Further states that the same change brought it into, as `ended` beside `succeeded`: one change is one event. */
  readonly also?: readonly string[];
}

/** As `SubjectNode` names it, without what only tells where to look. */
export type ChangedSubject =
  | { readonly kind: 'batch' | 'online'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'executor'; readonly namespace: string; readonly name: string; readonly executor: string }
  | { readonly kind: 'model'; readonly name: string };

/** The answer to an `ask` effect. */
export interface AnsweredEvent {
  readonly kind: 'answered';
  readonly at: number;
  readonly effect: string;
  readonly approved: boolean;
  /** Who answered. */
  readonly by: string;
}

/** The answer to an `observe` effect. A sensor that is left out is unknown. */
export interface ObservedEvent {
  readonly kind: 'observed';
  readonly at: number;
  readonly occurrence: string;
  readonly readings: Readonly<Record<string, Reading>>;
}

/** With a mark of at most `MARK_LENGTH` characters, if the source needs one: it comes back with the next window. */
export type Reading = Observation & { readonly mark?: string };

export const MARK_LENGTH = 4096;

/** The answer to an `act` effect. */
export interface CompletedEvent {
  readonly kind: 'completed';
  readonly at: number;
  readonly effect: string;
  readonly outcome: Outcome;
}

/**
 * Somebody pauses a strategy, or the agent, or lets it go on. What is paused hears and judges as ever and begins nothing; the two hold
 * back by themselves, so that an agent that goes on leaves its paused strategies paused.
 */
export interface PausedEvent {
  readonly kind: 'paused';
  readonly at: number;
  /** Name; absent: the agent as a whole. */
  readonly strategy?: string;
  readonly paused: boolean;
  /** Who wants it. */
  readonly by: string;
}

export type Outcome = { readonly ok: Value } | { readonly failed: string };
