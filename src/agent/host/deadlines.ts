import { CALL_SECONDS } from '../../contract/process/agent.ts';
import { DEFAULT_SECONDS } from '../../contract/process/endpoint.ts';
import { primitiveKey, primitives } from '../../contract/primitives/primitives.ts';
import { isRecord } from '../../base/values/plain.ts';
import type { ActEffect, ObserveEffect, SensorRequest } from '../engine/effect.ts';

/** So much later than whoever is asked has to give up by itself: its own reason says more. */
const MARGIN = 2;

/** Seconds after which an answer is not waited for any more. Who is asked to agree has the time of the strategy. */
export function secondsFor(effect: ObserveEffect | ActEffect): number {
  return MARGIN + (effect.kind === 'observe' ? Math.max(0, ...effect.requests.map(sensorSeconds)) : actSeconds(effect));
}

function sensorSeconds({ fields }: SensorRequest): number {
  const { endpoint } = fields;
  const own = isRecord(endpoint) ? endpoint['timeoutSeconds'] : undefined;
  return typeof own === 'number' ? own : DEFAULT_SECONDS.sensor;
}

function actSeconds({ action }: ActEffect): number {
  switch (action.kind) {
    case 'call':
      return CALL_SECONDS;
    case 'http':
      return action.endpoint.timeoutSeconds;
    case 'primitive': {
      const key = primitiveKey(action.name, action.target?.kind);
      return key === undefined ? 0 : primitives[key].deadlineSeconds;
    }
  }
}
