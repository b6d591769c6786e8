import type { ConcreteHttp } from '../engine/effect.ts';
import type { Outcome } from '../engine/event.ts';
import { conforms } from '../values/conform.ts';
import { textOf } from '../values/plain.ts';
import { unknown, type Observation, type Value } from '../values/value.ts';
import type { World } from './world.ts';

/** Answers a custom sensor as its endpoint would: with what was scripted last at or before the instant. */
export function readCustom(world: World, fields: Readonly<Record<string, Value>>, at: number): Observation {
  const name = textOf(fields['name']);
  const answer = world.sensors.get(name)?.findLast((one) => one.at <= at);
  return answer?.reading ?? unknown(`the scripted world has no value of ${name}`);
}

/** How a custom action ends. One that nothing is said of succeeds and gives nothing back. */
export function performCustom(world: World, { name, result }: ConcreteHttp): Outcome {
  const script = world.actions.get(name);
  if (!script || result === undefined) return script && 'failed' in script ? script : { ok: null };
  if ('failed' in script || conforms(script.ok, result)) return script;
  return { failed: `the result that is scripted for ${name} is no ${result}` };
}
