import type { Reply } from '../engine/effect.ts';
import type { CallKey } from '../host/batch.ts';
import type { Host } from '../host/host.ts';
import type { Journal } from './journal/journal.ts';
import type { IncomingCall } from './interface/agent-access.ts';

/** Calls that are being looked up or taken, by what makes them the same. */
export class TakenCalls {
  readonly #host: Host;
  readonly #journal: Pick<Journal, 'hasTaken'>;
  readonly #underway = new Map<string, Promise<Reply>>();

  constructor(host: Host, journal: Pick<Journal, 'hasTaken'>) {
    this.#host = host;
    this.#journal = journal;
  }

  /** Takes a call once, however often it is sent. Resolves once it is durable that it was taken, or with why it is not. */
  take(call: IncomingCall): Promise<Reply> {
    const key = JSON.stringify([call.caller, call.receiver, call.id]);
    const underway = this.#underway.get(key);
    if (underway) return underway;
    const taken = this.#takeNew(call).finally(() => {
      this.#underway.delete(key);
    });
    this.#underway.set(key, taken);
    return taken;
  }

  async #takeNew(call: IncomingCall): Promise<Reply> {
    const { caller, receiver, id } = call satisfies CallKey;
    if (await this.#journal.hasTaken({ caller, receiver, id })) return { accepted: true };
    return new Promise((resolve) => {
      this.#host.call(call, resolve);
    });
  }
}
