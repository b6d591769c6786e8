import type { Book } from './book.ts';
import type { CalledEvent, ChangedEvent } from './event.ts';
import { fire } from './joint.ts';
import { prepare, type PreparedStrategy } from './prepare.ts';
import { enqueue } from './queue.ts';
import { receiversOf } from './receive.ts';
import { isSubject } from './subject.ts';

/** Calls that may wait for one strategy. Of changes and schedules one does. */
const WAITING = 100;
/** Ids of calls and changes that are remembered, so that one that is told again changes nothing twice. */
const REMEMBERED = 1000;

/** Somebody calls: every strategy that receives it takes it, or none does. */
export function called(book: Book, event: CalledEvent): void {
  const { id, at } = event;
  if (book.wasTaken('call', id)) {
    book.effects.push({ kind: 'reply', call: id, accepted: true });
    book.remark('ignored', at, `call ${id} came again`);
    return;
  }
  const receivers = receiversOf(book.graph, event);
  if ('reason' in receivers) {
    refuse(book, event, receivers.reason);
    return;
  }
  if (receivers.some(({ strategy }) => book.of(strategy).waiting.length >= WAITING)) {
    refuse(book, event, `${String(WAITING)} calls are waiting already`);
    return;
  }
  book.take('call', id, REMEMBERED);
  book.effects.push({ kind: 'reply', call: id, accepted: true });
  for (const strategy of prepare(book.graph).listening) {
    const receiver = receivers.find((each) => each.strategy === strategy.node);
    if (!receiver) continue;
    const { trigger, call } = receiver;
    happen(book, strategy, { id: book.id(strategy.node, 'call', id), at }, (part) =>
      part === trigger ? { call } : undefined,
    );
  }
}

/** What runs has come into another state. */
export function changed(book: Book, event: ChangedEvent): void {
  const { id, at } = event;
  if (book.wasTaken('change', id)) {
    book.remark('ignored', at, `change ${id} was told again`);
    return;
  }
  book.take('change', id, REMEMBERED);
  for (const strategy of prepare(book.graph).listening) {
    happen(book, strategy, { id: book.id(strategy.node, 'change', id), at }, (part) =>
      part.kind === 'on' && part.state === event.state && isSubject(part.subject, event.subject)
        ? { call: null }
        : undefined,
    );
  }
}

/** A call or a change: the trigger fires, or remembers it for what has to come with it. */
function happen(
  book: Book,
  strategy: PreparedStrategy,
  { id, at }: { readonly id: string; readonly at: number },
  fires: Parameters<typeof fire>[3],
): void {
  const { node } = strategy;
  const { joint } = book.of(node);
  const { memory, firing } = fire(node.trigger, joint, at, fires);
  if (memory !== joint) book.set(node, { joint: memory });
  if (!firing) return;
  const { text: trigger, call } = firing;
  enqueue(book, strategy, { id, at, trigger, madeUp: false, call });
}

function refuse(book: Book, { id, caller, receiver, at }: CalledEvent, reason: string): void {
  const { namespace, name: agent } = book.graph.agent;
  book.effects.push({ kind: 'reply', call: id, accepted: false, reason });
  book.trace.push({ kind: 'refusal', namespace, agent, at, call: id, caller, receiver, reason });
}
