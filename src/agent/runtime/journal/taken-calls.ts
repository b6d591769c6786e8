import { idDigest } from '../../engine/call-id.ts';
import type { CallKey } from '../../host/batch.ts';

/** Calls of which it is known without the store that they were not taken: one by one while they are few. */
export const MOST_REMEMBERED = 100_000;

/** Another text for each other call. */
export const callDigest = ({ caller, receiver, id }: CallKey): string =>
  idDigest(JSON.stringify([caller, receiver, id]));

/** Short digests of the calls that were taken. Two calls may have the same one. */
export class TakenCalls {
  readonly #most: number;
  readonly #digests = new Set<number>();
  #hasLearnt = false;
  #hasForgotten = false;

  constructor(most = MOST_REMEMBERED) {
    this.#most = most;
  }

  /** `latest`: digests of all that had been taken, or of more than are remembered. */
  learn(latest: readonly string[]): void {
    for (const digest of latest) this.add(digest);
    this.#hasLearnt = true;
  }

  add(digest: string): void {
    this.#digests.add(short(digest));
    if (this.#digests.size <= this.#most) return;
    for (const oldest of this.#digests) {
      this.#digests.delete(oldest);
      break;
    }
    this.#hasForgotten = true;
  }

  /** Whether it can have been taken: then the store knows. */
  mayHave(digest: string): boolean {
    return !this.#hasLearnt || this.#hasForgotten || this.#digests.has(short(digest));
  }
}

/** 48 bits, which a number holds. */
const short = (digest: string): number => Number.parseInt(digest.slice(0, 12), 16);
