import type { ActEffect, ConcretePrimitive } from '../../engine/effect.ts';
import type { Outcome } from '../../engine/event.ts';
import type { Deed } from '../../host/ports.ts';

/**
 * Does a primitive to the real world. It is done again under the same key after a crash, or where an answer was lost, and has to make
 * that harmless: what is there under its key already is done. Never rejects: what goes wrong is the outcome, in plain words without a
 * secret. When `deed.signal` ends nobody waits for it, and it begins nothing further.
 */
export type Actuator = (
  action: ConcretePrimitive,
  effect: Pick<ActEffect, 'key' | 'id' | 'occurrence'>,
  deed: Deed,
) => Promise<Outcome>;
