import type { Value } from '../../base/values/value.ts';
import type { ActEffect, Effect, Reply } from '../engine/effect.ts';
import type { EngineEvent } from '../engine/event.ts';
import type { Batch, CallKey, Sighting } from './batch.ts';

/** What came: what is of no use without each other comes as one, and is kept as one. */
export interface Arrival {
  readonly event?: EngineEvent;
  /** Who called. */
  readonly reply?: (reply: Reply) => void;
  /** Called once it cannot be lost. */
  readonly durable?: (() => void) | undefined;
  readonly seen?: readonly Sighting[];
  /** An object that is no more. */
  readonly gone?: string;
  readonly intending?: Intending;
}

/** An action that is about to write, and waits until that is kept. */
export interface Intending {
  readonly effect: ActEffect;
  readonly body: Value;
  readonly written: () => void;
}

/** What was seen of objects, of which those are forgotten that are no more. */
export function sightingsOf(arrivals: readonly Arrival[]): Pick<Batch, 'seen' | 'gone'> {
  const wentAt = new Map(
    arrivals.flatMap(({ gone }, index): [string, number][] => (gone === undefined ? [] : [[gone, index]])),
  );
  return {
    gone: [...wentAt.keys()],
    seen: arrivals.flatMap(({ seen = [] }, index) => seen.filter(({ object }) => (wentAt.get(object) ?? -1) < index)),
  };
}

/** Each step of a call has one answer to it. */
export function takenCall({
  event,
  effects,
}: {
  readonly event: EngineEvent;
  readonly effects: readonly Effect[];
}): CallKey[] {
  if (event.kind !== 'called' || !effects.some((effect) => effect.kind === 'reply' && effect.accepted)) return [];
  const { caller, receiver, id } = event;
  return [{ caller, receiver, id }];
}
