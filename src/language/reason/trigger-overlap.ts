import { typeName } from '../types/type.ts';
import { isSchedule, neverMeet, type Schedule } from './schedules.ts';
import { simpleTriggers, type Subject, type Trigger } from '../model/model.ts';

/** One way in which a trigger fires: schedules that are due at one instant, or an event, by what tells it from others. */
type Occasion = { readonly schedules: readonly Schedule[] } | { readonly event: readonly string[] };

/** A trigger with more alternatives than that is not taken apart. */
const MOST_OCCASIONS = 64;

/**
 * Whether one thing can set off both: schedules that may be due at one instant, or one event. An event is not compared
 * with a schedule: what happens is answered when it happens, and the schedule goes on from there.
 */
export function mayCoincide(a: Trigger, b: Trigger, agents: readonly [string, string]): boolean {
  const others = occasionsOf(b, agents[1]);
  return occasionsOf(a, agents[0]).some((one) => others.some((other) => coincide(one, other)));
}

function coincide(a: Occasion, b: Occasion): boolean {
  if ('event' in a) return 'event' in b && a.event.some((each) => b.event.includes(each));
  return 'schedules' in b && !a.schedules.some((one) => b.schedules.some((other) => neverMeet(one, other)));
}

function occasionsOf(trigger: Trigger, agent: string): readonly Occasion[] {
  if (isSchedule(trigger)) return [{ schedules: [trigger] }];
  switch (trigger.kind) {
    case 'called':
      return [{ event: [`called ${agent} ${trigger.receiver} ${signatureOf(trigger)}`] }];
    case 'on':
      return [{ event: statesOf(trigger.state).map((state) => `on ${subjectKey(trigger.subject)} ${state}`) }];
    case 'any':
      return trigger.triggers.flatMap((part) => occasionsOf(part, agent));
    case 'all': {
      if (trigger.withinSeconds === undefined) return conjunctions(trigger).map((schedules) => ({ schedules }));
      // It fires with the last of them, which is an event as soon as one of them is.
      const parts = trigger.triggers.flatMap((part) => occasionsOf(part, agent));
      const events = parts.filter((part) => 'event' in part);
      return events.length > 0 ? events : parts;
    }
  }
}

/** Receivers of one name with other parameters are a mistake of its own. */
const signatureOf = ({ parameters }: Extract<Trigger, { kind: 'called' }>): string =>
  parameters.map(({ name, type }) => `${name}: ${typeName(type)}`).join(', ');

const statesOf = (state: string): readonly string[] => (state === 'ended' ? ['succeeded', 'failed'] : [state]);

function subjectKey(subject: Subject): string {
  const executor = subject.kind === 'executor' ? subject.executor : '';
  return [subject.of.id, executor].join(' ');
}

/** The schedules that have to share an instant, in each of the ways that `or` leaves open. */
export function conjunctions(trigger: Trigger): readonly (readonly Schedule[])[] {
  if (isSchedule(trigger)) return [[trigger]];
  if (trigger.kind === 'any') return trigger.triggers.flatMap(conjunctions);
  if (trigger.kind !== 'all') return [];
  let found: readonly (readonly Schedule[])[] = [[]];
  for (const part of trigger.triggers) {
    const ways = conjunctions(part);
    found = found.flatMap((before) => ways.map((way) => [...before, ...way]));
    if (found.length > MOST_OCCASIONS) return [simpleTriggers(trigger).filter(isSchedule).slice(0, 1)];
  }
  return found;
}
