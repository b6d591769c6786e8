import type { Book } from './book.ts';
import { decide, decideInTurn, hasToWait } from './decide.ts';
import { deadlineOf } from './gates.ts';
import { prepare, type PreparedStrategy } from './prepare.ts';
import { askSensors } from './sensors.ts';
import type { Occurrence } from './state.ts';

/** While a strategy is busy its next firings wait, so that windows never overlap: all calls, and the last of schedules and changes. */
export function enqueue(book: Book, strategy: PreparedStrategy, occurrence: Occurrence): void {
  const { node } = strategy;
  const { running, waiting } = book.of(node);
  if (!running) {
    start(book, strategy, occurrence);
    return;
  }
  const calls = waiting.filter(({ call }) => call !== null);
  const replaced = occurrence.call === null && calls.length < waiting.length;
  const kept = occurrence.call === null ? calls : waiting;
  book.set(node, { waiting: [...kept, replaced ? { ...occurrence, madeUp: true } : occurrence] });
  book.remark('waiting', occurrence.at, `${node.name} is busy; ${occurrence.trigger} waits`);
}

/** Reads what the strategy mentions, or decides at once where that is nothing. */
function start(book: Book, strategy: PreparedStrategy, occurrence: Occurrence): void {
  const { node, sensors } = strategy;
  const firstFrom = book.of(node).lastFired ?? book.state.startedAt;
  const deadline = deadlineOf(node, book.now);
  const { requests, readings } = askSensors(sensors, occurrence, firstFrom, book.values);
  if (requests.length === 0) {
    decideInTurn(book, strategy, { occurrence, deadline, readings, requests });
    return;
  }
  const { id, at } = occurrence;
  const awaiting = { kind: 'observe', id: `${id}/observe`, occurrence: id, at, requests } as const;
  book.set(node, { running: { stage: 'observing', occurrence, deadline, awaiting, readings } });
  book.effects.push(awaiting);
}

/** Strategies whose turn has come are decided, and those that have become free begin with what waits for them. */
export function drain(book: Book): void {
  for (let isDone = false; !isDone;) {
    isDone = true;
    for (const strategy of prepare(book.graph).strategies) {
      const { node } = strategy;
      const { running, waiting } = book.of(node);
      const [next, ...later] = waiting;
      if (running?.stage === 'deferred' && !hasToWait(book, node, running.occurrence)) decide(book, strategy, running);
      else if (!running && next) {
        book.set(node, { waiting: later });
        start(book, strategy, next);
      } else continue;
      isDone = false;
    }
  }
}
