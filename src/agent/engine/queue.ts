import type { StepDraft } from './step-draft.ts';
import { decide, decideInTurn, hasToWait } from './decide.ts';
import { deadlineOf } from './firing-limits.ts';
import { prepare, type PreparedStrategy } from './prepare.ts';
import { askSensors } from './sensors.ts';
import type { Occurrence } from './state.ts';

/**
 * While a strategy is busy, or others wait already, its next firings wait, so that each comes in its turn and windows never
 * overlap: all calls, and the last of schedules and changes.
 */
export function enqueue(draft: StepDraft, strategy: PreparedStrategy, fired: Omit<Occurrence, 'deadline'>): void {
  const { node } = strategy;
  const { running, waiting } = draft.of(node);
  const occurrence = { ...fired, deadline: deadlineOf(node, draft.now) };
  if (!running && waiting.length === 0) {
    start(draft, strategy, occurrence);
    return;
  }
  const calls = waiting.filter(({ call }) => call !== null);
  const replaced = occurrence.call === null && calls.length < waiting.length;
  const kept = occurrence.call === null ? calls : waiting;
  draft.set(node, { waiting: [...kept, replaced ? { ...occurrence, madeUp: true } : occurrence] });
  draft.remark('waiting', occurrence.at, `${node.name} is busy; ${occurrence.trigger} waits`);
}

/** Reads what the strategy mentions, or decides at once where that is nothing. */
function start(draft: StepDraft, strategy: PreparedStrategy, occurrence: Occurrence): void {
  const { node, sensors } = strategy;
  const firstFrom = draft.of(node).lastFired ?? draft.state.startedAt;
  const { deadline } = occurrence;
  const { requests, readings } = askSensors(sensors, occurrence, firstFrom, draft.values);
  if (requests.length === 0) {
    decideInTurn(draft, strategy, { occurrence, deadline, readings, requests });
    return;
  }
  const { id, at } = occurrence;
  const awaiting = { kind: 'observe', id: `${id}/observe`, occurrence: id, at, requests } as const;
  draft.set(node, { running: { stage: 'observing', occurrence, deadline, awaiting, readings } });
  draft.effects.push(awaiting);
}

/** Strategies whose turn has come are decided, and those that have become free begin with what waits for them. */
export function drain(draft: StepDraft): void {
  for (let isDone = false; !isDone;) {
    isDone = true;
    for (const strategy of prepare(draft.graph).strategies) {
      const { node } = strategy;
      const { running, waiting } = draft.of(node);
      const [next, ...later] = waiting;
      if (running?.stage === 'deferred' && !hasToWait(draft, node, running.occurrence))
        decide(draft, strategy, running);
      else if (!running && next) {
        draft.set(node, { waiting: later });
        start(draft, strategy, next);
      } else continue;
      isDone = false;
    }
  }
}
