import { unknown } from '../../base/values/value.ts';
import type { ObserveEffect, SensorRequest } from '../engine/effect.ts';
import type { Reading } from '../engine/event.ts';
import type { Readings } from '../host/ports.ts';
import type { Driver } from './driver.ts';

/** What reads each kind of source. */
export type Drivers = Readonly<Record<string, Driver>>;

/** Reads all that is asked for, side by side: what one source does not answer keeps no other back. Never rejects. */
export async function readAll(
  { requests, at }: ObserveEffect,
  drivers: Drivers,
  signal: AbortSignal,
): Promise<Readings> {
  const readings = await Promise.all(
    requests.map(async (request): Promise<[string, Reading]> => [
      request.sensor,
      await read(request, at, drivers, signal),
    ]),
  );
  return Object.fromEntries(readings);
}

async function read(request: SensorRequest, at: number, drivers: Drivers, signal: AbortSignal): Promise<Reading> {
  const driver = Object.hasOwn(drivers, request.kind) ? drivers[request.kind] : undefined;
  if (!driver) return unknown(`this release reads no ${request.kind}`);
  try {
    return await driver(request, at, signal);
  } catch {
    // Drivers give reasons and do not reject; what a fault of theirs says may hold addresses and secrets.
    return unknown(`reading ${request.kind} failed`);
  }
}
