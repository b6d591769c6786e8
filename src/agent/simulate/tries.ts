import type { Outcome } from '../engine/event.ts';
import { conforms } from '../../base/values/conform.ts';
import type { World } from './world.ts';

/** How often each action was tried, and so how the next try ends. */
export class Tries {
  readonly #world: World;
  readonly #counts = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** What nothing is said of succeeds and gives nothing back. `result` is the name of the type that is to come back. */
  next(name: string, result?: string): Outcome {
    const script = this.#world.actions.get(name);
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    const outcome = script?.[Math.min(count, script.length - 1)];
    if (outcome && 'failed' in outcome) return outcome;
    if (!outcome || result === undefined) return { ok: null };
    return conforms(outcome.ok, result)
      ? outcome
      : { failed: `the result that is scripted for ${name} is no ${result}` };
  }
}
