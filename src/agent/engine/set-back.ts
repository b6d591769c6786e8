import { defined } from '../../base/values/defined.ts';
import { deadlineOf } from './firing-limits.ts';
import type { Memory } from './memory.ts';
import type { Counts, Held, Occurrence, Running, StrategyState } from './state.ts';

/**
 * The clock was ahead and is set back: what lies behind `at` is moved to it, or nothing would be due, and nothing over, until the time
 * of then has come. What fired stays fired.
 */
export function setBack(memory: Memory, at: number): void {
  memory.setBack(at);
  for (const name of memory.names) {
    const strategy = memory.strategy(name);
    memory.set({ name }, moved(memory.of({ name }), at, strategy ? deadlineOf(strategy.node, at) : at));
  }
  memory.setTimers();
}

function moved(state: StrategyState, at: number, latest: number): StrategyState {
  const ofOccurrence = (occurrence: Occurrence): Occurrence => ({
    ...occurrence,
    at: Math.min(occurrence.at, at),
    deadline: Math.min(occurrence.deadline, latest),
  });
  const ofRunning = (running: Running): Running => {
    const deadline = Math.min(running.deadline, latest);
    const occurrence = ofOccurrence(running.occurrence);
    if (running.stage !== 'acting') return { ...running, occurrence, deadline };
    const open = running.open.map((action) =>
      action.stage === 'pausing' ? { ...action, until: Math.min(action.until, at) } : action,
    );
    return { ...running, occurrence, deadline, open, countsFrom: Math.min(running.countsFrom, at) };
  };
  const { begunAt, counts, pretended, held, joint, running, waiting, paused, left } = state;
  return defined({
    ...state,
    begunAt: begunAt === null ? null : Math.min(begunAt, at),
    counts: countsAt(counts, at),
    pretended: countsAt(pretended, at),
    held: held && heldAt(held, at),
    joint: Object.fromEntries(
      Object.entries(joint).map(([place, part]) => [place, { ...part, at: Math.min(part.at, at) }]),
    ),
    running: running && ofRunning(running),
    waiting: waiting.map(ofOccurrence),
    paused: paused && { ...paused, at: Math.min(paused.at, at) },
    left: left && { ...left, at: Math.min(left.at, at) },
  });
}

const countsAt = (counts: Counts, at: number): Counts => ({
  ...counts,
  lastFired: counts.lastFired === null ? null : Math.min(counts.lastFired, at),
  coolsFrom: counts.coolsFrom === null ? null : Math.min(counts.coolsFrom, at),
  tries: counts.tries.map((each) => Math.min(each, at)),
  ...(counts.byKey && {
    byKey: Object.fromEntries(
      Object.entries(counts.byKey).map(([key, { coolsFrom, tries }]) => [
        key,
        { coolsFrom: Math.min(coolsFrom, at), tries: tries.map((each) => Math.min(each, at)) },
      ]),
    ),
  }),
});

const heldAt = (held: Held, at: number): Held => ({
  ...held,
  since: Math.min(held.since, at),
  last: Math.min(held.last, at),
});
