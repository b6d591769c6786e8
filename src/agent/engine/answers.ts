import { complete, doGroups, end, isAsked } from './act.ts';
import type { StepDraft } from './step-draft.ts';
import { decideInTurn } from './decide.ts';
import type { AnsweredEvent, CompletedEvent, ObservedEvent } from './event.ts';
import { takeReadings } from './sensors.ts';

// An answer to what is not asked any more, or was answered before, changes nothing.

/** The sensors are read. */
export function observed(draft: StepDraft, { occurrence: id, readings: answered, at }: ObservedEvent): void {
  const work = draft.atWork(id);
  if (work?.running.stage !== 'observing' || work.running.occurrence.id !== id) {
    draft.remark('ignored', at, `readings for ${id}, which waits for none`);
    return;
  }
  const { strategy, running } = work;
  const readings = takeReadings(strategy.sensors, running.readings, answered);
  const { occurrence, deadline, awaiting } = running;
  decideInTurn(draft, strategy, { occurrence, deadline, readings, requests: awaiting.requests });
}

/** Somebody agrees or does not. */
export function answered(draft: StepDraft, { effect: id, approved, by, at }: AnsweredEvent): void {
  const work = draft.atWork(id);
  if (work?.running.stage !== 'asking' || work.running.awaiting.id !== id) {
    draft.remark('ignored', at, `an answer to ${id}, which nobody asked`);
    return;
  }
  const { strategy, running } = work;
  const { occurrence, awaiting } = running;
  const answer = approved ? 'approved' : 'refused';
  draft.trace.push({ kind: 'approval', ...draft.place(strategy.node, occurrence), effect: id, by, answer });
  if (approved) doGroups(draft, strategy, running, 0);
  else end(draft, strategy, occurrence, 'then', awaiting.actions, false);
}

/** An action is done or has failed. */
export function completed(draft: StepDraft, { effect: id, outcome, at }: CompletedEvent): void {
  const work = draft.atWork(id);
  if (work?.running.stage !== 'acting' || !isAsked(work.running, id)) {
    draft.remark('ignored', at, `the outcome of ${id}, which nothing waits for`);
    return;
  }
  complete(draft, work.strategy, work.running, id, outcome);
}
