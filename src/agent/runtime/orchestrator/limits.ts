/** What one orchestrator takes on: its container has 256 MiB. */
export interface Limits {
  /** Of the body of a request, and of each answer of a service, in bytes. */
  readonly body: number;
  /** Of an answer of which something is computed, in bytes: as values it takes many times its size. */
  readonly read: number;
  /** Of all bodies that are held at once, in bytes. */
  readonly held: number;
  /** For a request with all that it is handed on to. */
  readonly seconds: number;
  /** Copies that are on their way at once; others are not made. */
  readonly copies: number;
  /** Of those copies, in bytes, beside what is held: a detector that does not answer keeps no request out. */
  readonly copyHeld: number;
  /** For one copy. */
  readonly copySeconds: number;
}

export const LIMITS: Limits = {
  body: 8 * 2 ** 20,
  read: 2 ** 20,
  held: 32 * 2 ** 20,
  seconds: 60,
  copies: 16,
  copyHeld: 8 * 2 ** 20,
  copySeconds: 10,
};

/** Services that stand behind each other. */
export const MOST_DEEP = 64;
