import type { Observation } from '../../base/values/value.ts';
import type { ObserveEffect, SensorRequest } from './effect.ts';
import type { Reading } from './event.ts';
import type { Running, SharedObservation } from './state.ts';
import { Table } from './table.ts';

/**
 * One reading for each sensor, window and instant of the whole agent: no two strategies decide on different ones, and what excludes
 * each other never acts together. A reading is kept while the millisecond lasts in which it was asked for, and while an event of
 * its instant is not decided.
 */
export class Readings {
  readonly #observations: Table<SharedObservation>;
  /** Ids of observations, by what they ask for. */
  readonly #byKey = new Map<string, string>();
  readonly #byInstant = new Map<number, Set<string>>();
  /** Names of the strategies that wait for one. */
  readonly #waiting = new Map<string, Set<string>>();
  /** Those that nobody may need any more. */
  readonly #candidates = new Set<string>();

  constructor(observations: Readonly<Record<string, SharedObservation>>) {
    this.#observations = new Table(observations);
    for (const [id, observation] of Object.entries(observations)) this.#index(id, observation);
  }

  /** What is known under a key: the reading, or that it was asked for. */
  find(key: string, sensor: string): Reading | 'asked' | undefined {
    const observation = this.#observations.get(this.#byKey.get(key) ?? '');
    if (!observation) return undefined;
    return observation.readings === null ? 'asked' : observation.readings[sensor];
  }

  ask(effect: ObserveEffect, at: number): void {
    const observation = { effect, at, readings: null };
    this.#observations.set(effect.occurrence, observation);
    this.#index(effect.occurrence, observation);
  }

  /** What is asked for an occurrence and has no answer yet. */
  asked(occurrence: string): ObserveEffect | undefined {
    const observation = this.#observations.get(occurrence);
    return observation?.readings === null ? observation.effect : undefined;
  }

  /** Takes an answer; gives the names of the strategies that wait for it. */
  answer(occurrence: string, readings: Readonly<Record<string, Reading>>): readonly string[] {
    const observation = this.#observations.get(occurrence);
    if (observation) this.#observations.set(occurrence, { ...observation, readings });
    return [...(this.#waiting.get(occurrence) ?? [])];
  }

  /** A strategy goes on from one stage to another, each of which may wait for readings. */
  waits(name: string, before: Running | null, after: Running | null): void {
    for (const id of this.#awaited(before)) {
      this.#waiting.get(id)?.delete(name);
      this.#candidates.add(id);
    }
    for (const id of this.#awaited(after)) {
      const names = this.#waiting.get(id);
      if (names) names.add(name);
      else this.#waiting.set(id, new Set([name]));
    }
  }

  /** All events of an instant are decided. */
  settled(at: number): void {
    for (const id of this.#byInstant.get(at) ?? []) this.#candidates.add(id);
  }

  /** Forgets what nobody can need any more. */
  forget(now: number, isUndecided: (at: number) => boolean): void {
    for (const id of this.#candidates) {
      const observation = this.#observations.get(id);
      const isAwaited = (this.#waiting.get(id)?.size ?? 0) > 0;
      if (!observation || isAwaited) this.#candidates.delete(id);
      else if (observation.readings === null) this.#drop(id, observation);
      else if (isUndecided(observation.at)) this.#candidates.delete(id);
      // Others may still come in this millisecond; it is looked at again.
      else if (now !== observation.effect.at) this.#drop(id, observation);
    }
  }

  get all(): Readonly<Record<string, SharedObservation>> {
    return this.#observations.all;
  }

  takeChanges(): ReturnType<Table<SharedObservation>['takeChanges']> {
    return this.#observations.takeChanges();
  }

  #awaited(running: Running | null): readonly string[] {
    if (running?.stage !== 'observing') return [];
    return Object.values(running.awaiting).flatMap((key) => this.#byKey.get(key) ?? []);
  }

  #index(id: string, { effect, at }: SharedObservation): void {
    for (const request of effect.requests) this.#byKey.set(keyOf(request, effect.at), id);
    const sameInstant = this.#byInstant.get(at);
    if (sameInstant) sameInstant.add(id);
    else this.#byInstant.set(at, new Set([id]));
    this.#candidates.add(id);
  }

  #drop(id: string, { effect, at }: SharedObservation): void {
    this.#observations.delete(id);
    this.#waiting.delete(id);
    this.#candidates.delete(id);
    for (const request of effect.requests) {
      const key = keyOf(request, effect.at);
      if (this.#byKey.get(key) === id) this.#byKey.delete(key);
    }
    const sameInstant = this.#byInstant.get(at);
    sameInstant?.delete(id);
    if (sameInstant?.size === 0) this.#byInstant.delete(at);
  }
}

/** What tells a request from others: the sensor with its fields, and the window, or the instant as of which the present is read. */
export const keyOf = ({ sensor, fields, window, mark }: SensorRequest, at: number): string =>
  JSON.stringify([sensor, Object.entries(fields), window ? [window.from, window.to] : at, mark ?? null]);

/** An observation without what the source wants to have back. */
export const withoutMark = (reading: Reading): Observation =>
  reading.known ? { known: true, value: reading.value } : { known: false, reason: reading.reason };
