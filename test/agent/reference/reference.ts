import type { Effect } from '../../../src/agent/engine/effect.ts';
import type { EngineEvent, PausedEvent } from '../../../src/agent/engine/event.ts';
import type { Call } from '../../../src/agent/engine/state.ts';
import { conforms } from '../../../src/base/values/conform.ts';
import type { SubjectNode, TriggerNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { answer, completed, giveUp, tryAgain } from './act.ts';
import { inOrder, timeoutOf, type Agent, type Asked, type Own, type Running, type Told } from './agent.ts';
import { counted, hear } from './counts.ts';
import { decide, mayDecide } from './decide.ts';
import { begin, forget, observed } from './readings.ts';
import { setBack } from './set-back.ts';
import { fires, instantsOf, leaves, type Cause, type Firing } from './triggers.ts';

/** How many calls wait for one strategy. */
const CALLS = 100;

/** What an agent does about an event, read literally from the reference of strategies. It changes the agent. */
export function step(
  agent: Agent,
  event: EngineEvent,
): { readonly effects: readonly Effect[]; readonly told: readonly Told[] } {
  agent.effects = [];
  agent.told = [];
  if (event.kind === 'clock' && event.set && event.at < agent.now) setBack(agent, event.at);
  agent.now = Math.max(agent.now, event.at);
  catchUp(agent, event);
  switch (event.kind) {
    case 'clock':
    case 'changed':
      break;
    case 'called':
      called(agent, event);
      break;
    case 'observed':
      observed(agent, event.occurrence, event.readings);
      break;
    case 'answered':
      for (const own of agent.own.values()) {
        const { running } = own;
        if (running?.stage !== 'asking' || running.ask?.id !== event.effect) continue;
        answer(agent, own, running, event.approved ? 'approved' : 'refused');
      }
      break;
    case 'completed':
      for (const own of agent.own.values()) {
        const { running } = own;
        if (running?.stage !== 'acting') continue;
        const open = running.open.find(({ stage, effect }) => stage === 'asked' && effect?.id === event.effect);
        if (open) completed(agent, own, running, open, event.outcome);
      }
      break;
    case 'paused':
      pause(agent, event);
      break;
  }
  turns(agent);
  forget(agent);
  return { effects: agent.effects, told: agent.told };
}

/** Of what was decided only what nobody has agreed to yet is not done. */
function pause(agent: Agent, { strategy, paused, by }: PausedEvent): void {
  const own = strategy === undefined ? undefined : agent.own.get(strategy);
  if (strategy !== undefined && (!own || own.left !== undefined)) return;
  const whose = own ?? agent;
  if ((whose.paused !== undefined) === paused) return;
  if (paused) whose.paused = by;
  else delete whose.paused;
  agent.told.push({ kind: 'pausing', strategy: strategy ?? '', at: agent.now, paused });
  for (const each of own ? [own] : agent.own.values())
    if (paused && each.running?.stage === 'asking') answer(agent, each, each.running, 'withdrawn');
}

/** What is over, what pauses, and what is due, up to now. */
function catchUp(agent: Agent, event: EngineEvent): void {
  if (event.kind === 'changed') {
    const subject = event.subject as SubjectNode;
    for (const state of new Set([event.state, ...(event.also ?? [])])) hear(agent, { kind: 'on', subject, state });
  }
  for (const own of inOrder(agent)) {
    const { running } = own;
    if (running && running.deadline <= agent.now) tooLong(agent, own, running);
    for (const late of own.waiting.filter(({ deadline }) => deadline <= agent.now)) {
      own.waiting = own.waiting.filter((each) => each !== late);
      agent.told.push({ kind: 'late', at: late.at });
    }
    if (own.running?.stage === 'acting') tryAgain(agent, own, own.running);
  }
  turns(agent);
  const due = inOrder(agent)
    .filter(({ left }) => left === undefined)
    .flatMap((own) => firingsOf(agent, own, event));
  const instants = [...new Set(due.map(({ firing }) => firing.at))].sort((a, b) => a - b);
  for (const instant of instants) {
    for (const { own, firing, madeUp } of due) {
      if (firing.at === instant) arrive(agent, own, firing, madeUp);
    }
    turns(agent);
  }
  agent.looked = agent.now;
}

function tooLong(agent: Agent, own: Own, running: Running): void {
  if (running.stage === 'acting') giveUp(agent, own, running);
  else if (running.stage === 'asking') answer(agent, own, running, 'lapsed');
  else {
    own.running = null;
    agent.told.push({ kind: 'late', at: running.occurrence.at });
  }
}

interface Due {
  readonly own: Own;
  readonly firing: Firing;
  readonly madeUp: boolean;
}

/**
 * What a strategy is due since the last look. The last firing makes up for those before it; a change is an event of its own, or
 * one with the schedule of its instant; what carries a call is made up by nothing.
 */
function firingsOf(agent: Agent, own: Own, event: EngineEvent): Due[] {
  const { now, looked, startedAt } = agent;
  const instants = instantsOf(own.node.trigger, looked, now, startedAt);
  const causes: Cause[] = instants.map((at) => ({ at, schedules: true }));
  if (event.kind === 'changed') {
    const change = { subject: event.subject, states: [event.state, ...(event.also ?? [])] };
    causes.push({ at: now, change, ...(causes.at(-1)?.at === now ? causes.pop() : {}) });
  }
  const due: Due[] = [];
  let last: Due | undefined;
  for (const cause of causes) {
    const isOfChange = cause.change !== undefined && !(cause.schedules && isScheduled(own, cause.at, startedAt));
    const firing = fires(own, own.node.trigger, cause, startedAt);
    if (!firing) continue;
    const isAlone = isOfChange || firing.call !== null;
    if (isAlone) due.push({ own, firing, madeUp: false });
    else last = { own, firing, madeUp: last !== undefined };
  }
  return last ? [...due, last] : due;
}

/** Whether the schedules of an instant fire a trigger by themselves. */
const isScheduled = (own: Own, at: number, startedAt: number): boolean =>
  fires({ ...own, joint: new Map(own.joint) }, own.node.trigger, { at, schedules: true }, startedAt) !== null;

/** An event of a strategy waits for its turn: all calls, and of all others the last. */
function arrive(agent: Agent, own: Own, firing: Firing, madeUp: boolean): void {
  const { at, text, call } = firing;
  const name = `${own.node.name} ${at}`;
  agent.cameAgain ||= agent.came.has(name);
  agent.came.add(name);
  const waited = own.running !== null || own.waiting.length > 0;
  const replaced = call ? undefined : own.waiting.find((each) => each.call === null);
  own.waiting = own.waiting.filter((each) => each !== replaced);
  own.waiting.push({
    id: `ns/agent/${own.node.name}/${String((agent.serial += 1))}`,
    at,
    trigger: text,
    madeUp: madeUp || replaced !== undefined,
    call,
    deadline: agent.now + timeoutOf(own.node),
    counts: counted(agent, own.node, at, call),
    waited,
  });
}

function called(agent: Agent, event: Extract<EngineEvent, { kind: 'called' }>): void {
  const { id, caller, receiver } = event;
  const call: Call = { id, caller, receiver, arguments: event.arguments };
  const hearing = inOrder(agent).filter(
    (own) =>
      own.left === undefined &&
      leaves(own.node.trigger).some((leaf) => leaf.kind === 'called' && leaf.receiver === receiver),
  );
  const full = hearing.some(({ waiting }) => waiting.filter((each) => each.call).length >= CALLS);
  const wrong = hearing.some((own) => leaves(own.node.trigger).some((leaf) => !accepts(leaf, call)));
  const [first] = hearing;
  if (first && !wrong) hear(agent, { kind: 'called', receiver }, withOptional(first, call));
  if (!first || full || wrong) {
    agent.effects.push({ kind: 'reply', call: id, accepted: false, reason: '' });
    agent.told.push({ kind: 'refusal', call: id, caller, receiver });
    return;
  }
  agent.effects.push({ kind: 'reply', call: id, accepted: true });
  for (const own of hearing) {
    const taken = { ...call, arguments: withOptional(own, call) };
    const firing = fires(own, own.node.trigger, { at: agent.now, call: taken }, agent.startedAt);
    if (firing) arrive(agent, own, firing, false);
  }
}

/** What is optional and not given is none. */
function withOptional(own: Own, { receiver, arguments: given }: Call): Call['arguments'] {
  const parameters = leaves(own.node.trigger).flatMap((leaf) =>
    leaf.kind === 'called' && leaf.receiver === receiver ? leaf.parameters : [],
  );
  return Object.fromEntries(parameters.map(({ name }) => [name, given[name] ?? null]));
}

function accepts(leaf: TriggerNode, call: Call): boolean {
  if (leaf.kind !== 'called' || leaf.receiver !== call.receiver) return true;
  const given = Object.keys(call.arguments).every((name) =>
    leaf.parameters.some((parameter) => parameter.name === name),
  );
  return (
    given &&
    leaf.parameters.every(({ name, type, optional }) => {
      const value = call.arguments[name];
      return value === undefined ? optional : conforms(value, type);
    })
  );
}

/** One after the other: whoever may go on with the earliest event begins it, or decides what is read, until none can. */
function turns(agent: Agent): void {
  for (;;) {
    const ready = inOrder(agent).filter((own) => mayBegin(own) || mayDecide(agent, own));
    const instants = ready.map(({ running, waiting }) => (running?.occurrence ?? waiting[0])?.at ?? Infinity);
    const own = ready[instants.indexOf(Math.min(...instants))];
    if (!own) return;
    if (mayBegin(own)) begin(agent, own);
    else if (own.running) decide(agent, own, own.running);
  }
}

const mayBegin = ({ running, waiting }: Own): boolean => !running && waiting.length > 0;

/** When something is due next if nothing happens until then, up to `until`. */
export function nextDue(agent: Agent, until: number): number | undefined {
  const instants = [...agent.own.values()].flatMap(({ left, node, running, waiting, ...own }) => {
    const over = [...waiting, ...(running ? [running] : [])].map(({ deadline }) => deadline);
    const pauses = (running?.open ?? []).flatMap((open) => (open.stage === 'pausing' ? [open.until] : []));
    const joint = { ...own, node, running, waiting, joint: new Map(own.joint) };
    const schedules = left === undefined ? instantsOf(node.trigger, agent.now, until, agent.startedAt) : [];
    const fired = schedules.find((at) => fires(joint, node.trigger, { at, schedules: true }, agent.startedAt));
    return [...over, ...pauses, ...(fired === undefined ? [] : [fired])];
  });
  return instants.length > 0 ? Math.min(...instants) : undefined;
}

/** The effects that were asked for and have no answer. */
export function outstanding(agent: Agent): { readonly observe: readonly Asked[]; readonly others: readonly Effect[] } {
  const all = [...agent.own.values()];
  const observe = agent.asked.filter(({ value }) => value === undefined);
  const others = all.flatMap(({ running }): Effect[] => {
    if (running?.stage === 'asking' && running.ask) return [running.ask];
    if (running?.stage !== 'acting') return [];
    return running.open.flatMap(({ stage, effect }) => (stage === 'asked' && effect ? [effect] : []));
  });
  return { observe, others };
}
