import type { Effect } from '../../../src/agent/engine/effect.ts';
import type { EngineEvent } from '../../../src/agent/engine/event.ts';
import type { TraceEntry } from '../../../src/agent/engine/trace.ts';
import type { Told } from './agent.ts';

/** JSON with fields in the order of their names. */
export const stable = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

/** An effect without its ids. */
export function effectShape(effect: Effect): string {
  switch (effect.kind) {
    case 'observe': {
      const requests = [...effect.requests].sort((a, b) => (a.sensor < b.sensor ? -1 : 1));
      return `observe at ${String(effect.at)} ${requests.map(stable).join(' ')}`;
    }
    case 'ask':
      return `ask ${effect.by} ${effect.actions.join(', ')}`;
    case 'act':
      return `act ${stable(effect.action)}`;
    case 'reply':
      return `reply ${effect.call} ${String(effect.accepted)}`;
    case 'wake':
      return `wake ${String(effect.at)}`;
  }
}

/** An entry of the engine's trace as the reference tells it; undefined for what it does not tell. */
export function toldOf(entry: TraceEntry): Told | undefined {
  switch (entry.kind) {
    case 'decision': {
      const { kind, strategy, at, madeUp, call, verdict, held, branch, approver, dryRun } = entry;
      return {
        kind,
        strategy,
        at,
        madeUp,
        call,
        readings: entry.readings.map(({ sensor, value, window }) => ({
          sensor,
          value: value.known ? value.value : undefined,
          ...(window ? { window } : {}),
        })),
        verdict,
        ...(held ? { held } : {}),
        ...(branch ? { branch } : {}),
        actions: entry.actions.map(({ text }) => text),
        ...(approver === undefined ? {} : { approver }),
        ...(dryRun ? { dryRun } : {}),
      };
    }
    case 'approval':
      return { kind: entry.kind, strategy: entry.strategy, at: entry.at, answer: entry.answer };
    case 'action': {
      const { kind, strategy, at, text, result, again } = entry;
      const how = 'ok' in result ? 'ok' : 'failed' in result ? 'failed' : 'unknown';
      return { kind, strategy, at, text, result: how, ...(again === undefined ? {} : { again }) };
    }
    case 'ending': {
      const { kind, strategy, at, branch, complete, left } = entry;
      return { kind, strategy, at, branch, complete, left };
    }
    case 'refusal':
      return { kind: entry.kind, call: entry.call, caller: entry.caller, receiver: entry.receiver };
    case 'pausing':
      return { kind: entry.kind, strategy: entry.strategy ?? '', at: entry.at, paused: entry.paused };
    case 'late':
      return { kind: 'late', at: entry.at };
    case 'ignored':
    case 'waiting':
    case 'dropped':
      return undefined;
  }
}

/** Effects by strategy, each in its order: in which order strategies come to their turns within a step is nobody's concern. */
export const byStrategy = (effects: readonly Effect[]): Effect[] =>
  sorted(effects, (effect) => ('occurrence' in effect ? (effect.occurrence.split('/')[2] ?? '') : ''));

/** The same of what is told. */
export const toldByStrategy = (told: readonly Told[]): Told[] =>
  sorted(told, (entry) => ('strategy' in entry ? entry.strategy : `${entry.kind} ${JSON.stringify(entry)}`));

/** In the order of their keys; where these are equal, as before. */
const sorted = <T>(list: readonly T[], keyOf: (each: T) => string): T[] =>
  list
    .map((each) => [keyOf(each), each] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, each]) => each);

/** The ids of the engine beside those of the reference, one for one. */
export class Ids {
  readonly #engine = new Map<string, string>();
  readonly #reference = new Map<string, string>();

  engineOf(id: string): string {
    return this.#engine.get(id) ?? id;
  }

  /** An event as the engine is told of it. */
  ofEngine(event: EngineEvent): EngineEvent {
    if (event.kind === 'observed') return { ...event, occurrence: this.engineOf(event.occurrence) };
    if (event.kind === 'completed' || event.kind === 'answered')
      return { ...event, effect: this.engineOf(event.effect) };
    return event;
  }

  /** Puts the ids of equal effects together; what is another one than before is told. */
  bind(reference: readonly Effect[], engine: readonly Effect[]): string[] {
    return reference.flatMap((ours, index) => {
      const theirs = engine[index];
      const pairs: (readonly [string, string])[] = [];
      if ('id' in ours && theirs && 'id' in theirs)
        pairs.push([ours.id, theirs.id], [ours.occurrence, theirs.occurrence]);
      if (ours.kind === 'act' && theirs?.kind === 'act') pairs.push([ours.key, `key ${theirs.key}`]);
      return pairs.flatMap(([a, b]) => (this.#isOne(a, b) ? [] : [`${a} = ${b}, before ${this.engineOf(a)}`]));
    });
  }

  #isOne(reference: string, engine: string): boolean {
    const [before, other] = [this.#engine.get(reference), this.#reference.get(engine)];
    this.#engine.set(reference, engine);
    this.#reference.set(engine, reference);
    return (before ?? engine) === engine && (other ?? reference) === reference;
  }
}
