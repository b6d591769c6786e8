import { defined } from '../../base/values/defined.ts';
import { countsFor } from './counting.ts';
import { decide, hasToWait } from './decide.ts';
import { countsOf, deadlineOf } from './firing-limits.ts';
import type { Memory } from './memory.ts';
import type { PreparedStrategy } from './prepare.ts';
import { keyOf } from './readings.ts';
import { askSensors } from './sensors.ts';
import type { Occurrence, Undecided } from './state.ts';

/**
 * A firing waits for its turn, so that events of a strategy come one at a time and windows never overlap: all calls, and the last of
 * schedules and changes.
 */
export function enqueue(memory: Memory, strategy: PreparedStrategy, fired: Omit<Occurrence, 'deadline'>): void {
  const { node } = strategy;
  const { running, waiting } = memory.of(node);
  const counts = countsFor(memory, strategy, fired);
  const occurrence = defined<Occurrence>({ ...fired, deadline: deadlineOf(node, memory.now), counts });
  if (!running && waiting.length === 0) {
    memory.set(node, { waiting: [occurrence] });
    memory.prompt.add(occurrence.id);
    return;
  }
  const calls = waiting.filter(({ call }) => call !== null);
  const replaced = occurrence.call === null && calls.length < waiting.length;
  const kept = occurrence.call === null ? calls : waiting;
  memory.set(node, { waiting: [...kept, replaced ? { ...occurrence, madeUp: true } : occurrence] });
  memory.remark('waiting', occurrence.at, `${node.name} is busy; ${occurrence.trigger} waits`);
}

/** Strategies take turns, the earliest event first: those of which all is read are decided, those that are free begin with what waits. */
export function drain(memory: Memory): void {
  for (let strategy = memory.takeTurn(); strategy; strategy = memory.takeTurn()) {
    const { node } = strategy;
    const { running, waiting } = memory.of(node);
    const [next, ...later] = waiting;
    if (running?.stage === 'deferred') {
      if (!hasToWait(memory, strategy, running.occurrence)) decide(memory, strategy, running);
    } else if (!running && next) {
      memory.set(node, { waiting: later });
      start(memory, strategy, next, valuesFor(memory, strategy, next));
    }
  }
}

/** What waited, and the second event of a strategy at one instant, begins with what is so now; all others as the instant began. */
function valuesFor(memory: Memory, { node }: PreparedStrategy, { id, at }: Occurrence): Undecided['values'] {
  const begun = memory.valuesAt(at);
  const isPrompt = memory.prompt.delete(id);
  return isPrompt && memory.of(node).begunAt !== at ? begun : memory.values;
}

/** Reads what the strategy mentions, but for what is read already. */
function start(memory: Memory, strategy: PreparedStrategy, occurrence: Occurrence, values: Undecided['values']): void {
  const { node, sensors } = strategy;
  const { id, at, deadline } = occurrence;
  const { lastFired, marks } = countsOf(node, memory.of(node));
  const { requests, readings } = askSensors(sensors, occurrence, lastFired ?? memory.startedAt, marks, values);
  const known = { ...readings };
  const awaiting: Record<string, string> = {};
  // What others have asked for already is not asked for again.
  const missing = requests.filter((request) => {
    const key = keyOf(request, memory.now);
    const found = memory.readings.find(key, request.sensor);
    if (typeof found === 'object') known[request.sensor] = found;
    else awaiting[request.sensor] = key;
    return found === undefined;
  });
  if (missing.length > 0) {
    const effect = { kind: 'observe', id: `${id}/observe`, occurrence: id, at: memory.now, requests: missing } as const;
    memory.readings.ask(effect, at);
    memory.effects.push(effect);
  }
  const stage = stageOf(awaiting);
  memory.set(node, {
    begunAt: at,
    running: { stage, occurrence, deadline, values, requests, readings: known, awaiting },
  });
}

const stageOf = (awaiting: Undecided['awaiting']): Undecided['stage'] =>
  Object.keys(awaiting).length === 0 ? 'deferred' : 'observing';

/** Takes what came for a strategy; it is decided in its turn once nothing more is to come. */
export function resumeReading(memory: Memory, strategy: PreparedStrategy): void {
  const { running } = memory.of(strategy.node);
  if (running?.stage !== 'observing') return;
  const readings = { ...running.readings };
  const awaiting: Record<string, string> = {};
  for (const [sensor, key] of Object.entries(running.awaiting)) {
    const found = memory.readings.find(key, sensor);
    if (typeof found === 'object') readings[sensor] = found;
    else awaiting[sensor] = key;
  }
  memory.set(strategy.node, { running: { ...running, stage: stageOf(awaiting), readings, awaiting } });
}
