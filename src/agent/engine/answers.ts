import { agreed, complete, disagreed, isAsked } from './act.ts';
import type { ActEffect, AskEffect, ObserveEffect } from './effect.ts';
import { MARK_LENGTH, type AnsweredEvent, type CompletedEvent, type ObservedEvent, type Reading } from './event.ts';
import { fieldOf } from '../../base/values/plain.ts';
import { unknown } from '../../base/values/value.ts';
import type { Memory } from './memory.ts';
import { resumeReading } from './queue.ts';
import { checkedReading } from './sensors.ts';

// An answer to what is not asked any more, or was answered before, changes nothing.

/** Sensors are read: for the strategy that asked, and for all that need the same. */
export function observed(memory: Memory, { occurrence, readings: answered, at }: ObservedEvent): void {
  const asked = memory.readings.asked(occurrence);
  if (!asked) {
    memory.remark('ignored', at, `readings for ${occurrence}, which waits for none`);
    return;
  }
  const readings = asked.requests.map(({ sensor }): [string, Reading] => [
    sensor,
    readingOf(memory, sensor, fieldOf(answered, sensor)),
  ]);
  const names = memory.readings.answer(occurrence, Object.fromEntries(readings));
  for (const strategy of names.flatMap((name) => memory.strategy(name) ?? [])) resumeReading(memory, strategy);
}

/** As it can be kept: a value of the sensor's type, and a mark of the length that is allowed. */
function readingOf({ prepared }: Memory, id: string, answered: Reading | undefined): Reading {
  const sensor = prepared.sensors.get(id)?.sensor;
  const reading = sensor ? checkedReading(sensor, answered) : unknown('the agent has no such sensor any more');
  const mark: unknown = answered?.mark;
  const isKept = typeof mark === 'string' && mark.length <= MARK_LENGTH && sensor?.window?.kind === 'since-last-fired';
  return isKept ? { ...reading, mark } : reading;
}

/** Somebody agrees or does not. */
export function answered(memory: Memory, { effect: id, approved, by, at }: AnsweredEvent): void {
  const work = memory.atWork(occurrenceOf(id));
  if (work?.running.stage !== 'asking' || work.running.awaiting.id !== id) {
    memory.remark('ignored', at, `an answer to ${id}, which nobody asked`);
    return;
  }
  const { strategy, running } = work;
  const answer = approved ? 'approved' : 'refused';
  memory.trace.push({ kind: 'approval', ...memory.place(strategy.node, running.occurrence), effect: id, by, answer });
  if (approved) agreed(memory, strategy, running);
  else disagreed(memory, strategy, running, at);
}

/** An action is done or has failed. */
export function completed(memory: Memory, { effect: id, outcome, at }: CompletedEvent): void {
  const work = memory.atWork(occurrenceOf(id));
  if (work?.running.stage !== 'acting' || !isAsked(work.running, id)) {
    memory.remark('ignored', at, `the outcome of ${id}, which nothing waits for`);
    return;
  }
  complete(memory, work.strategy, work.running, id, outcome);
}

/** Whether an answer to that would change something. */
export function isAwaited(memory: Memory, effect: ObserveEffect | AskEffect | ActEffect): boolean {
  if (effect.kind === 'observe') return memory.readings.asked(effect.occurrence) !== undefined;
  const running = memory.atWork(effect.occurrence)?.running;
  if (effect.kind === 'ask') return running?.stage === 'asking' && running.awaiting.id === effect.id;
  return running?.stage === 'acting' && isAsked(running, effect.id);
}

/** What is asked for an occurrence has one segment behind its id. */
const occurrenceOf = (effect: string): string => effect.slice(0, effect.lastIndexOf('/'));
