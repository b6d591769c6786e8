import type { SensorRequest } from '../engine/effect.ts';
import type { Observation } from '../../base/values/value.ts';

/**
 * Reads a kind of source as of an instant (milliseconds since 1970 UTC). It always gives an observation: a value in base
 * units, or unknown and why. The reason is shown to people and kept in the decision log, so it has no address and no secret.
 */
export type Driver = (request: SensorRequest, at: number) => Promise<Observation>;
