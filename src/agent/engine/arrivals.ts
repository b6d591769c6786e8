import type { StepDraft } from './step-draft.ts';
import type { CalledEvent, ChangedEvent } from './event.ts';
import { catchUp } from './clock.ts';
import { fireCombined } from './combined-triggers.ts';
import { prepare, type PreparedStrategy } from './prepare.ts';
import { enqueue } from './queue.ts';
import { receiversOf } from './receive.ts';
import { isSubject } from './subject.ts';

/** Calls that may wait for one strategy. Of changes and schedules one does. */
const WAITING = 100;
/** Ids of calls and changes that are remembered, so that one that is told again changes nothing twice. */
const REMEMBERED = 1000;

/** Somebody calls: every strategy that receives it takes it, or none does. */
export function called(draft: StepDraft, event: CalledEvent): void {
  const { id, at } = event;
  if (draft.wasTaken('call', id)) {
    draft.effects.push({ kind: 'reply', call: id, accepted: true });
    draft.remark('ignored', at, `call ${id} came again`);
    return;
  }
  const receivers = receiversOf(draft.graph, event);
  if ('reason' in receivers) {
    refuse(draft, event, receivers.reason);
    return;
  }
  if (receivers.some(({ strategy }) => draft.of(strategy).waiting.length >= WAITING)) {
    refuse(draft, event, `${String(WAITING)} calls are waiting already`);
    return;
  }
  draft.take('call', id, REMEMBERED);
  draft.effects.push({ kind: 'reply', call: id, accepted: true });
  for (const strategy of prepare(draft.graph).listening) {
    const receiver = receivers.find((each) => each.strategy === strategy.node);
    if (!receiver) continue;
    const { call } = receiver;
    happen(draft, strategy, { id: draft.id(strategy.node, 'call', id), at }, (part) =>
      part.kind === 'called' && part.receiver === call.receiver ? { call } : undefined,
    );
  }
}

/** What runs has come into another state. */
export function changed(draft: StepDraft, event: ChangedEvent): void {
  const { id, at } = event;
  if (draft.wasTaken('change', id)) {
    catchUp(draft);
    draft.remark('ignored', at, `change ${id} was told again`);
    return;
  }
  draft.take('change', id, REMEMBERED);
  const states = [event.state, ...(event.also ?? [])];
  catchUp(draft, {
    id,
    fires: (part) => part.kind === 'on' && states.includes(part.state) && isSubject(part.subject, event.subject),
  });
}

/** A call: the trigger fires, or remembers it for what has to come with it. */
function happen(
  draft: StepDraft,
  strategy: PreparedStrategy,
  { id, at }: { readonly id: string; readonly at: number },
  fires: Parameters<typeof fireCombined>[3],
): void {
  const { node } = strategy;
  const { joint } = draft.of(node);
  const { memory, firing } = fireCombined(node.trigger, joint, at, fires);
  if (memory !== joint) draft.set(node, { joint: memory });
  if (!firing) return;
  const { text: trigger, call } = firing;
  enqueue(draft, strategy, { id, at, trigger, madeUp: false, call });
}

function refuse(draft: StepDraft, { id, caller, receiver, at }: CalledEvent, reason: string): void {
  const { namespace, name: agent } = draft.graph.agent;
  draft.effects.push({ kind: 'reply', call: id, accepted: false, reason });
  draft.trace.push({ kind: 'refusal', namespace, agent, at, call: id, caller, receiver, reason });
}
