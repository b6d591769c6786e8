import { complete, doGroups, end, isAsked } from './act.ts';
import type { Book } from './book.ts';
import { decideInTurn } from './decide.ts';
import type { AnsweredEvent, CompletedEvent, ObservedEvent } from './event.ts';
import { takeReadings } from './sensors.ts';

// An answer to what is not asked any more, or was answered before, changes nothing.

/** The sensors are read. */
export function observed(book: Book, { occurrence: id, readings: answered, at }: ObservedEvent): void {
  const work = book.atWork(id);
  if (work?.running.stage !== 'observing' || work.running.occurrence.id !== id) {
    book.remark('ignored', at, `readings for ${id}, which waits for none`);
    return;
  }
  const { strategy, running } = work;
  const readings = takeReadings(strategy.sensors, running.readings, answered);
  const { occurrence, deadline, awaiting } = running;
  decideInTurn(book, strategy, { occurrence, deadline, readings, requests: awaiting.requests });
}

/** Somebody agrees or does not. */
export function answered(book: Book, { effect: id, approved, by, at }: AnsweredEvent): void {
  const work = book.atWork(id);
  if (work?.running.stage !== 'asking' || work.running.awaiting.id !== id) {
    book.remark('ignored', at, `an answer to ${id}, which nobody asked`);
    return;
  }
  const { strategy, running } = work;
  const { occurrence, awaiting } = running;
  const answer = approved ? 'approved' : 'refused';
  book.trace.push({ kind: 'approval', ...book.place(strategy.node, occurrence), effect: id, by, answer });
  if (approved) doGroups(book, strategy, running, 0);
  else end(book, strategy, occurrence, 'then', awaiting.actions, false);
}

/** An action is done or has failed. */
export function completed(book: Book, { effect: id, outcome, at }: CompletedEvent): void {
  const work = book.atWork(id);
  if (work?.running.stage !== 'acting' || !isAsked(work.running, id)) {
    book.remark('ignored', at, `the outcome of ${id}, which nothing waits for`);
    return;
  }
  complete(book, work.strategy, work.running, id, outcome);
}
