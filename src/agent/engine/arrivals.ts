import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import type { CalledEvent, ChangedEvent } from './event.ts';
import { catchUp } from './clock.ts';
import { fireCombined } from './combined-triggers.ts';
import { hear } from './counting.ts';
import type { Memory } from './memory.ts';
import { idDigest } from './call-id.ts';
import { eventKey, idOf, prepare, subjectKey } from './prepare.ts';
import { enqueue } from './queue.ts';
import type { Call } from './state.ts';
import { CALL_ID_LENGTH, receiversOf, type Receiver } from './receive.ts';

/** Calls that may wait for one strategy. Of changes and schedules one does. */
const WAITING = 100;

/** Somebody calls: every strategy that receives it takes it, or none does. */
export function called(memory: Memory, event: CalledEvent): void {
  const receivers = receiversOf(memory.graph, memory.prepared.receiving.get(event.receiver) ?? [], event);
  if ('reason' in receivers) {
    refuse(memory, event, receivers.reason);
    return;
  }
  hear(memory, `called ${event.receiver}`, receivers[0]?.call.arguments ?? {});
  const isFull = receivers.some(
    ({ strategy }) => memory.of(strategy.node).waiting.filter(({ call }) => call !== null).length >= WAITING,
  );
  if (isFull) {
    refuse(memory, event, `${String(WAITING)} calls are waiting already`);
    return;
  }
  memory.effects.push({ kind: 'reply', call: event.id, accepted: true });
  for (const receiver of receivers) take(memory, receiver, event.at);
}

/** A trigger fires by a call, or remembers it for what has to come with it. */
function take(memory: Memory, { strategy, call }: Receiver, at: number): void {
  const { node } = strategy;
  const { joint } = memory.of(node);
  const { memory: remembered, firing } = fireCombined(node.trigger, joint, at, (part) =>
    part.kind === 'called' && part.receiver === call.receiver ? { call } : undefined,
  );
  if (remembered !== joint) memory.set(node, { joint: remembered });
  if (!firing) return;
  const id = memory.id(node, 'call', causeOf(call));
  enqueue(memory, strategy, { id, at, trigger: firing.text, madeUp: false, call: firing.call });
}

/** One id of two callers, or for two receivers, is two calls. */
const causeOf = ({ caller, receiver, id }: Omit<Call, 'arguments'>): string =>
  idDigest(JSON.stringify([caller, receiver, id]));

/** Ids of the decisions that a call leads to, if nothing has to come with it. */
export const decisionsOf = (graph: StrategyGraph, call: Omit<Call, 'arguments'>): string[] =>
  (prepare(graph).receiving.get(call.receiver) ?? []).map(({ node }) => idOf(graph, node.name, 'call', causeOf(call)));

/** What runs has come into another state. */
export function changed(memory: Memory, event: ChangedEvent): void {
  const states = [event.state, ...(event.also ?? [])];
  const subject = subjectKey(event.subject);
  for (const state of new Set(states)) hear(memory, eventKey({ subject: event.subject, state }), {});
  catchUp(memory, {
    id: event.id.length > CALL_ID_LENGTH ? idDigest(event.id) : event.id,
    concerned: memory.prepared.concerned.get(subject) ?? [],
    fires: (part) => part.kind === 'on' && states.includes(part.state) && subjectKey(part.subject) === subject,
  });
}

function refuse(memory: Memory, { id, caller, receiver, at }: CalledEvent, reason: string): void {
  const { namespace, name: agent } = memory.graph.agent;
  memory.effects.push({ kind: 'reply', call: id, accepted: false, reason });
  memory.trace.push({ kind: 'refusal', namespace, agent, at, call: id, caller, receiver, reason });
}
