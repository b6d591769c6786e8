import type { SensorRequest } from '../engine/effect.ts';
import type { Reading } from '../engine/event.ts';

/**
 * Reads a kind of source as of an instant (milliseconds since 1970 UTC). It always gives an observation: a value in base units, or
 * unknown and why, and with a window the mark that it wants to have back. The reason is shown to people and kept in the decision log, so
 * it has no address and no secret. When the signal ends nobody waits for it.
 */
export type Driver = (request: SensorRequest, at: number, signal?: AbortSignal) => Promise<Reading>;
