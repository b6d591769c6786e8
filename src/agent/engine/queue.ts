import { defined } from '../../base/values/defined.ts';
import { countsFor } from './counting.ts';
import { decide, decideInTurn, hasToWait } from './decide.ts';
import { countsOf, deadlineOf } from './firing-limits.ts';
import type { Memory } from './memory.ts';
import type { PreparedStrategy } from './prepare.ts';
import { keyOf } from './readings.ts';
import { askSensors } from './sensors.ts';
import type { Occurrence, Undecided } from './state.ts';

/**
 * While a strategy is busy, or others wait already, its next firings wait, so that each comes in its turn and windows never
 * overlap: all calls, and the last of schedules and changes.
 */
export function enqueue(memory: Memory, strategy: PreparedStrategy, fired: Omit<Occurrence, 'deadline'>): void {
  const { node } = strategy;
  const { running, waiting, begunAt } = memory.of(node);
  const counts = countsFor(memory, strategy, fired);
  const occurrence = defined<Occurrence>({ ...fired, deadline: deadlineOf(node, memory.now), counts });
  if (!running && waiting.length === 0) {
    // What one event of a strategy has set the next one reads, also at the same instant.
    start(memory, strategy, occurrence, begunAt === occurrence.at ? memory.values : memory.valuesAt(occurrence.at));
    return;
  }
  const calls = waiting.filter(({ call }) => call !== null);
  const replaced = occurrence.call === null && calls.length < waiting.length;
  const kept = occurrence.call === null ? calls : waiting;
  memory.set(node, { waiting: [...kept, replaced ? { ...occurrence, madeUp: true } : occurrence] });
  memory.remark('waiting', occurrence.at, `${node.name} is busy; ${occurrence.trigger} waits`);
}

/** Strategies whose turn has come are decided, and those that have become free begin with what waits for them. */
export function drain(memory: Memory): void {
  for (let strategy = memory.takeTurn(); strategy; strategy = memory.takeTurn()) {
    const { node } = strategy;
    const { running, waiting } = memory.of(node);
    const [next, ...later] = waiting;
    if (running?.stage === 'deferred') {
      if (!hasToWait(memory, strategy, running.occurrence)) decide(memory, strategy, running);
    } else if (!running && next) {
      memory.set(node, { waiting: later });
      start(memory, strategy, next, memory.values);
    }
  }
}

/** Reads what the strategy mentions, or decides at once where nothing is left to ask for. */
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
  const undecided = { occurrence, deadline, values, requests, readings: known, awaiting };
  memory.set(node, { begunAt: at, running: { stage: 'observing', ...undecided } });
  if (Object.keys(awaiting).length === 0) decideInTurn(memory, strategy, undecided);
}

/** Takes what came for a strategy; it is decided once nothing more is to come. */
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
  const undecided = { ...running, readings, awaiting };
  memory.set(strategy.node, { running: undecided });
  if (Object.keys(awaiting).length === 0) decideInTurn(memory, strategy, undecided);
}
