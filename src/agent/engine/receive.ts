import type { CalledNode, StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { defined } from '../../base/values/defined.ts';
import { conforms } from '../../base/values/conform.ts';
import { fieldOf, plainValue } from '../../base/values/plain.ts';
import type { Value } from '../../base/values/value.ts';
import type { CalledEvent } from './event.ts';
import type { PreparedStrategy } from './prepare.ts';
import type { Call } from './state.ts';
import { calledNodes } from './triggers.ts';

/** Characters of a call's id. */
export const CALL_ID_LENGTH = 200;

export interface Receiver {
  readonly strategy: PreparedStrategy;
  readonly call: Call;
}

/** The strategies that a call is for, with its arguments checked; or the reason for which it is refused. */
export function receiversOf(
  { agent }: StrategyGraph,
  receiving: readonly PreparedStrategy[],
  event: CalledEvent,
): readonly Receiver[] | { readonly reason: string } {
  if (event.id === '') return { reason: 'a call needs an id' };
  if (event.id.length > CALL_ID_LENGTH) return { reason: `the id of a call has at most ${CALL_ID_LENGTH} characters` };
  const receivers: Receiver[] = [];
  for (const strategy of receiving) {
    const trigger = calledNodes(strategy.node.trigger).find((node) => node.receiver === event.receiver);
    if (!trigger) continue;
    const checked = checkArguments(trigger, event);
    if ('reason' in checked) return checked;
    const { id, caller, receiver, traceparent } = event;
    receivers.push({ strategy, call: defined({ id, caller, receiver, arguments: checked.values, traceparent }) });
  }
  return receivers.length > 0 ? receivers : { reason: `${agent.name} does not receive ${event.receiver}` };
}

type Checked = { readonly values: Readonly<Record<string, Value>> } | { readonly reason: string };

/** Arguments that may be left out become none. */
function checkArguments(trigger: CalledNode, event: CalledEvent): Checked {
  const { receiver } = trigger;
  for (const name of Object.keys(event.arguments)) {
    if (!trigger.parameters.some((parameter) => parameter.name === name)) {
      return { reason: `${receiver} has no parameter ${name}` };
    }
  }
  const values: [string, Value][] = [];
  for (const { name, type, optional } of trigger.parameters) {
    const given = fieldOf(event.arguments, name);
    if ((given === undefined || given === null) && optional) {
      values.push([name, null]);
      continue;
    }
    if (given === undefined) return { reason: `${receiver} needs the argument ${name}: ${type}` };
    const value = plainValue(given);
    if (value === undefined || !conforms(value, type))
      return { reason: `the argument ${name} of ${receiver} is no ${type}` };
    values.push([name, value]);
  }
  return { values: Object.fromEntries(values) };
}
