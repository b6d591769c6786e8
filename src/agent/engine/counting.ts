import { fieldOf } from '../../base/values/plain.ts';
import type { Value } from '../../base/values/value.ts';
import { evaluate } from './evaluate.ts';
import { keyText } from './key-text.ts';
import type { Memory } from './memory.ts';
import { eventKey, type PreparedStrategy } from './prepare.ts';
import type { Occurrence } from './state.ts';

/** An event came that strategies may count: it counts, whatever becomes of it. */
export function hear(memory: Memory, event: string, given: Readonly<Record<string, Value>>): void {
  const counted = memory.prepared.counted.get(event);
  if (!counted) return;
  // What is made up for an earlier instant counts up to that.
  const before = Math.min(memory.now, memory.checkedTo) - counted.milliseconds;
  const compared = counted.compared.map((name) => [name, keyText(fieldOf(given, name) ?? null)] as const);
  memory.heard.add(event, Object.fromEntries(compared), memory.now, before);
}

/** What a strategy counts, for an event that comes now. */
export function countsFor(
  memory: Memory,
  { counts }: PreparedStrategy,
  { at, call }: Pick<Occurrence, 'at' | 'call'>,
): Occurrence['counts'] {
  if (counts.length === 0) return undefined;
  const scope = { readings: {}, arguments: call?.arguments ?? {}, state: {}, latches: {} };
  const found: [string, number][] = [];
  for (const { id, event, given = {}, seconds } of counts) {
    const wanted: [string, string][] = [];
    for (const [name, node] of Object.entries(given)) {
      const value = evaluate(node, scope);
      if (value.known) wanted.push([name, keyText(value.value)]);
    }
    if (wanted.length < Object.keys(given).length) continue;
    const after = at - Math.round(seconds * 1000);
    found.push([id, memory.heard.count(eventKey(event), Object.fromEntries(wanted), after, at)]);
  }
  return Object.fromEntries(found);
}
