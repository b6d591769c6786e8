import type { StrategyGraph, TriggerNode } from '../graph/strategy-graph.ts';
import { complete, doGroup, end, giveUp, isAsked, resumePaused } from './act.ts';
import { Book } from './book.ts';
import { decide, decideInTurn } from './decide.ts';
import type { Effect } from './effect.ts';
import type { AnsweredEvent, CalledEvent, ChangedEvent, CompletedEvent, EngineEvent, ObservedEvent } from './event.ts';
import { deadlineOf } from './gates.ts';
import { sensibleInstant } from './instant.ts';
import { fire } from './joint.ts';
import { prepare, type PreparedStrategy } from './prepare.ts';
import { drain, enqueue } from './queue.ts';
import { receiversOf } from './receive.ts';
import { takeReadings } from './sensors.ts';
import { isSubject } from './subject.ts';
import type { Call, EngineState, Running } from './state.ts';
import type { TraceEntry } from './trace.ts';
import { lastFiring, nextFiring } from './triggers.ts';

export interface StepResult {
  readonly state: EngineState;
  readonly effects: readonly Effect[];
  readonly trace: readonly TraceEntry[];
}

/** Calls that may wait for one strategy. Of changes and schedules one does. */
const WAITING = 100;
/** What a state that an earlier release stored may lack. */
const NOTHING_YET = { values: {}, accepted: [] } as const;
/** Ids of calls and changes that are remembered, so that one that is told again changes nothing twice. */
const REMEMBERED = 1000;

/**
 * What an agent does about an event: its next state, what it wants done, and why. Pure and total: the same graph, state and
 * event give the same result, and no event makes it throw.
 */
export function step(graph: StrategyGraph, state: EngineState, event: EngineEvent): StepResult {
  const at = Math.max(state.now, sensibleInstant(event.at, state.now));
  const book = new Book(graph, { ...NOTHING_YET, ...state, now: at });
  switch (event.kind) {
    case 'clock':
      clock(book, at);
      break;
    case 'called':
      called(book, { ...event, at });
      break;
    case 'changed':
      changed(book, { ...event, at });
      break;
    case 'observed':
      observed(book, { ...event, at });
      break;
    case 'answered':
      answered(book, { ...event, at });
      break;
    case 'completed':
      completed(book, { ...event, at });
      break;
  }
  drain(book);
  return { state: book.state, effects: [...book.effects, ...wake(book)], trace: book.trace };
}

/** When the clock has to be looked at next: for a schedule, for what is tried again, and for what takes too long. */
function wake(book: Book): Effect[] {
  let next = Infinity;
  for (const { node, nextFiring } of prepare(book.graph).strategies) {
    const { checkedTo, running } = book.of(node);
    const firing = nextFiring(book.state.startedAt, checkedTo) ?? Infinity;
    next = Math.min(next, firing, running ? timerOf(running) : Infinity);
  }
  return next === Infinity ? [] : [{ kind: 'wake', at: Math.max(book.now, next) }];
}

function timerOf(running: Running): number {
  const pauses =
    running.stage === 'acting'
      ? running.open.flatMap((action) => (action.stage === 'pausing' ? [action.until] : []))
      : [];
  return Math.min(running.deadline ?? Infinity, ...pauses);
}

// -------------------------------------------------------------------------------------------------------------- events

function clock(book: Book, at: number): void {
  const { strategies } = prepare(book.graph);
  for (const strategy of strategies) {
    overdue(book, strategy);
    resumePaused(book, strategy);
  }
  for (const strategy of strategies) schedules(book, strategy, at);
}

/** Schedules that came due since they were last looked at fire once, however often they came due. */
function schedules(book: Book, strategy: PreparedStrategy, at: number): void {
  const { node } = strategy;
  const { checkedTo, joint } = book.of(node);
  const timing = book.timing(node);
  const due = new Map<number, TriggerNode[]>();
  for (const schedule of strategy.schedules) {
    const last = lastFiring(schedule, timing, checkedTo, at);
    if (last !== undefined) due.set(last, [...(due.get(last) ?? []), schedule]);
  }
  book.set(node, { checkedTo: Math.max(checkedTo, at) });
  let memory = joint;
  let last: { readonly at: number; readonly text: string; readonly call: Call | null } | undefined;
  for (const [instant, fired] of [...due].sort(([a], [b]) => a - b)) {
    const { memory: after, firing } = fire(node.trigger, memory, instant, (part) =>
      fired.includes(part) ? { call: null } : undefined,
    );
    memory = after;
    if (firing) last = firing;
  }
  if (memory !== joint) book.set(node, { joint: memory });
  if (!last) return;
  const first = nextFiring(node.trigger, timing, checkedTo);
  const id = book.id(node, 'schedule', String(last.at));
  const occurrence = { id, at: last.at, trigger: last.text, call: last.call };
  // What has to come together is not made up: its parts are not firings.
  const isJoint = node.trigger.kind === 'all' && node.trigger.withinSeconds !== undefined;
  enqueue(book, strategy, { ...occurrence, madeUp: !isJoint && first !== undefined && first < last.at });
}

/** What takes longer than it may goes on without what it waits for; what follows from that has the same time again. */
function overdue(book: Book, strategy: PreparedStrategy): void {
  const { running } = book.of(strategy.node);
  if (running?.deadline === null || running === null || running.deadline > book.now) return;
  const { occurrence } = running;
  const deadline = deadlineOf(strategy.node, book.now);
  switch (running.stage) {
    case 'observing': {
      const { requests } = running.awaiting;
      const readings = takeReadings(strategy.sensors, running.readings, {});
      decide(book, strategy, { occurrence, deadline, readings, requests });
      break;
    }
    case 'deferred':
      decide(book, strategy, { ...running, deadline });
      break;
    case 'asking': {
      const { id, by } = running.awaiting;
      book.trace.push({ kind: 'approval', ...book.place(strategy.node, occurrence), effect: id, by, answer: 'lapsed' });
      end(book, strategy, occurrence, 'then', running.awaiting.actions, false);
      break;
    }
    case 'acting':
      giveUp(book, strategy, running);
      break;
  }
}

function called(book: Book, event: CalledEvent): void {
  const { id, at } = event;
  if (book.state.accepted.includes(id)) {
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
  book.accept(id, REMEMBERED);
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

function changed(book: Book, event: ChangedEvent): void {
  const { id, at } = event;
  if (!book.accept(id, REMEMBERED)) {
    book.remark('ignored', at, `change ${id} was told again`);
    return;
  }
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

function observed(book: Book, { occurrence: id, readings: answered, at }: ObservedEvent): void {
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

function answered(book: Book, { effect: id, approved, by, at }: AnsweredEvent): void {
  const work = book.atWork(id);
  if (work?.running.stage !== 'asking' || work.running.awaiting.id !== id) {
    book.remark('ignored', at, `an answer to ${id}, which nobody asked`);
    return;
  }
  const { strategy, running } = work;
  const { occurrence, awaiting } = running;
  const answer = approved ? 'approved' : 'refused';
  book.trace.push({ kind: 'approval', ...book.place(strategy.node, occurrence), effect: id, by, answer });
  if (approved) doGroup(book, strategy, running, 0);
  else end(book, strategy, occurrence, 'then', awaiting.actions, false);
}

function completed(book: Book, { effect: id, outcome, at }: CompletedEvent): void {
  const work = book.atWork(id);
  if (work?.running.stage !== 'acting' || !isAsked(work.running, id)) {
    book.remark('ignored', at, `the outcome of ${id}, which nothing waits for`);
    return;
  }
  complete(book, work.strategy, work.running, id, outcome);
}

function refuse(book: Book, { id, caller, receiver, at }: CalledEvent, reason: string): void {
  const { namespace, name: agent } = book.graph.agent;
  book.effects.push({ kind: 'reply', call: id, accepted: false, reason });
  book.trace.push({ kind: 'refusal', namespace, agent, at, call: id, caller, receiver, reason });
}
