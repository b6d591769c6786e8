import { typeName } from '../types/type.ts';
import { apartIn, isSchedule, neverMeet, type Schedule } from './schedules.ts';
import type { Trigger } from '../model/model.ts';
import { subjectKey } from './term-key.ts';

/** Schedules that are tried together before it is left open whether any of them share an instant. */
const MOST_STEPS = 5000;

/**
 * Whether one thing can set off both: schedules that may be due at one instant, or one event. An event is not compared
 * with a schedule: what happens is answered when it happens, and the schedule goes on from there.
 */
export function mayCoincide(a: Trigger, b: Trigger, agents: readonly [string, string]): boolean {
  const others = new Set(eventsOf(b, agents[1]));
  return eventsOf(a, agents[0]).some((event) => others.has(event)) || mayShare([a, b]);
}

/** The events that set a trigger off, by what tells them from others; joined within a span, any may be the last. */
function eventsOf(trigger: Trigger, agent: string): readonly string[] {
  switch (trigger.kind) {
    case 'called':
      return [`called ${agent} ${trigger.receiver} ${signatureOf(trigger)}`];
    case 'on':
      return statesOf(trigger.state).map((state) => `on ${subjectKey(trigger.subject)} ${state}`);
    case 'any':
    case 'all':
      return trigger.triggers.flatMap((part) => eventsOf(part, agent));
    default:
      return [];
  }
}

/** Whether schedules of all these triggers may be due at one instant; in doubt they are. */
function mayShare(triggers: readonly Trigger[]): boolean {
  let steps = 0;
  const search = ([next, ...others]: readonly Trigger[], chosen: readonly Schedule[]): boolean => {
    steps += 1;
    if (steps > MOST_STEPS || !next) return !apartIn(chosen, neverMeet);
    if (isSchedule(next)) return !chosen.some((one) => neverMeet(one, next)) && search(others, [...chosen, next]);
    if (next.kind === 'all' && next.withinSeconds === undefined) return search([...next.triggers, ...others], chosen);
    // The last of what is joined within a span sets it off, as each alternative does.
    return 'triggers' in next && next.triggers.some((part) => search([part, ...others], chosen));
  };
  return search(triggers, []);
}

/** Receivers of one name with other parameters are a mistake of its own. */
export const signatureOf = ({ parameters }: Extract<Trigger, { kind: 'called' }>): string =>
  parameters.map(({ name, type }) => `${name}: ${typeName(type)}`).join(', ');

const statesOf = (state: string): readonly string[] => (state === 'ended' ? ['succeeded', 'failed'] : [state]);

/** The schedules that have to share an instant, in each of the ways that `or` leaves open. */
export function* conjunctions(trigger: Trigger): Generator<readonly Schedule[]> {
  if (isSchedule(trigger)) yield [trigger];
  else if (trigger.kind === 'any') for (const part of trigger.triggers) yield* conjunctions(part);
  else if (trigger.kind === 'all') yield* together(trigger.triggers);
}

function* together([first, ...others]: readonly Trigger[]): Generator<readonly Schedule[]> {
  if (!first) {
    yield [];
    return;
  }
  for (const way of conjunctions(first)) for (const rest of together(others)) yield [...way, ...rest];
}
