import type { Outcome } from '../../../src/agent/engine/event.ts';
import type { BranchName } from '../../../src/agent/engine/state.ts';
import { equal } from '../../../src/base/values/compare.ts';
import type { ActionNode, StrategyNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { inside, stateNow, timeoutOf, type Agent, type Counted, type Open, type Own, type Running } from './agent.ts';
import { giveBack, spent, take, takenNow } from './budget.ts';
import { concrete, evaluate } from './evaluate.ts';

export function ask(agent: Agent, own: Own, running: Running, by: string, actions: readonly string[]): void {
  const { occurrence } = running;
  const effect = {
    kind: 'ask',
    id: `ask-${String((agent.serial += 1))}`,
    occurrence: occurrence.id,
    by,
    actions,
  } as const;
  running.stage = 'asking';
  running.groups = running.node.actions.map(inside);
  running.index = -1;
  running.ask = effect;
  agent.effects.push(effect);
  agent.told.push({ kind: 'approval', strategy: own.node.name, at: occurrence.at, answer: 'asked' });
}

/**
 * An answer, or none in time. What nobody agreed to was not tried: it begins a cooldown, and nothing has failed. What is asked no more
 * begins none.
 */
export function answer(
  agent: Agent,
  own: Own,
  running: Running,
  given: 'approved' | 'refused' | 'lapsed' | 'withdrawn',
): void {
  agent.told.push({ kind: 'approval', strategy: own.node.name, at: running.occurrence.at, answer: given });
  if (given === 'approved') {
    running.countsFrom = agent.now;
    takenNow(agent, running.occurrence);
    run(agent, own, running, 'then', running.node.actions);
    return;
  }
  giveBack(agent, running.occurrence);
  const from = given === 'lapsed' ? running.deadline : agent.now;
  if (given !== 'withdrawn') {
    own.real.cooledFrom = Math.max(own.real.cooledFrom ?? -Infinity, from);
    countByKey(own.real, own.node, running, from, false);
  }
  own.running = null;
  agent.told.push({
    kind: 'ending',
    strategy: own.node.name,
    at: running.occurrence.at,
    branch: 'then',
    complete: false,
    left: running.groups.flat().map(({ text }) => text),
  });
}

/** Begins with the actions of an outcome. */
export function run(
  agent: Agent,
  own: Own,
  running: Running,
  branch: BranchName,
  actions: readonly ActionNode[],
): void {
  running.stage = 'acting';
  running.branch = branch;
  running.groups = actions.map(inside);
  running.index = -1;
  running.open = [];
  goOn(agent, own, running);
}

/** The next actions, once those before are at their end. */
function goOn(agent: Agent, own: Own, running: Running): void {
  while (running.open.every(({ stage }) => stage === 'done' || stage === 'failed')) {
    if (running.open.some(({ stage }) => stage === 'failed')) {
      fail(agent, own, running);
      return;
    }
    running.index += 1;
    const group = running.groups[running.index];
    if (!group) {
      end(agent, own, running, true);
      if (running.branch === 'then') endWindows(own.real, running);
      own.running = null;
      return;
    }
    const key = (): string => `key-${String((agent.serial += 1))}`;
    running.open = group.map((node) => ({ node, key: key(), stage: 'asked', attempt: 1, until: 0 }));
    for (const open of running.open) begin(agent, own, running, open);
  }
}

function end(agent: Agent, own: Own, running: Running, complete: boolean): void {
  const left = running.groups.slice(running.index + 1).flat();
  agent.told.push({
    kind: 'ending',
    strategy: own.node.name,
    at: running.occurrence.at,
    branch: running.branch,
    complete,
    left: left.map(({ text }) => text),
  });
}

/** The first failure ends the actions; what is done for it has the time once more. */
function fail(agent: Agent, own: Own, running: Running): void {
  end(agent, own, running, false);
  giveBack(agent, running.occurrence);
  own.running = null;
  const { onFailure = [] } = running.node;
  if (running.branch === 'failure' || onFailure.length === 0) return;
  own.running = running;
  running.deadline = agent.now + timeoutOf(running.node);
  run(agent, own, running, 'failure', onFailure);
}

/** Asks for an action, or does what the agent does itself. */
function begin(agent: Agent, own: Own, running: Running, open: Open): void {
  const { node } = open;
  if (node.kind === 'set') {
    const value = evaluate(node.value, { agent, running, values: stateNow(agent) });
    if (value.known) agent.values = { ...agent.values, [node.name]: value.value };
    close(agent, own, running, open, value.known ? 'ok' : 'unknown');
    return;
  }
  const action = concrete(node, { agent, running, values: running.values });
  if ('unknown' in action) {
    close(agent, own, running, open, 'unknown');
    return;
  }
  if (!take(agent, running.node, running.occurrence, running.branch, node, running.countsFrom)) {
    close(agent, own, running, open, 'failed');
    return;
  }
  const id = `act-${String((agent.serial += 1))}`;
  open.stage = 'asked';
  open.effect = { kind: 'act', id, key: open.key, occurrence: running.occurrence.id, action };
  agent.effects.push(open.effect);
}

/** An action is at its end, or pauses until `again`. */
function close(
  agent: Agent,
  own: Own,
  running: Running,
  open: Open,
  result: 'ok' | 'failed' | 'unknown',
  again?: number,
): void {
  const { name } = own.node;
  const { at } = running.occurrence;
  agent.told.push({
    kind: 'action',
    strategy: name,
    at,
    text: open.node.text,
    result,
    ...(again === undefined ? {} : { again }),
  });
  open.stage = result === 'ok' ? 'done' : again === undefined ? 'failed' : 'pausing';
  open.until = again ?? 0;
  if (result !== 'ok') return;
  spent(agent, running.occurrence, running.branch, open.node);
  counts(own, running, open.node);
}

export function completed(agent: Agent, own: Own, running: Running, open: Open, outcome: Outcome): void {
  if ('ok' in outcome) close(agent, own, running, open, 'ok');
  else {
    const retry = 'retry' in open.node ? open.node.retry : undefined;
    if (retry && open.attempt <= retry.limit) {
      const pause = Math.min(retry.seconds * 2 ** (open.attempt - 1), retry.maximumSeconds ?? Infinity);
      close(agent, own, running, open, 'failed', agent.now + pause * 1000);
    } else close(agent, own, running, open, 'failed');
  }
  goOn(agent, own, running);
}

/** What pauses is tried again where its pause is over; where nothing is left of the budget by then, it has failed. */
export function tryAgain(agent: Agent, own: Own, running: Running): void {
  for (const open of running.open) {
    if (open.stage !== 'pausing' || open.until > agent.now) continue;
    open.attempt += 1;
    begin(agent, own, running, open);
  }
  goOn(agent, own, running);
}

/** The time of its actions is over: those without an answer have failed, and may have been done. */
export function giveUp(agent: Agent, own: Own, running: Running): void {
  for (const open of running.open) {
    if (open.stage === 'asked') {
      spent(agent, running.occurrence, running.branch, open.node);
      counts(own, running, open.node);
    }
    if (open.stage === 'asked' || open.stage === 'pausing') close(agent, own, running, open, 'failed');
  }
  goOn(agent, own, running);
}

/** Of a try something was done, or nobody knows. More than a message or a `set` ends windows; these do where all is done. */
function counts(own: Own, running: Running, action: ActionNode): void {
  if (running.branch !== 'then') return;
  if (!running.counted) count(own.real, own.node, running, running.countsFrom);
  running.counted = true;
  if (!isMessage(action)) endWindows(own.real, running);
}

/** A try counts once, from an instant. */
/** By what the strategy says now, be it decided under another graph. */
export function count(counted: Counted, node: StrategyNode, running: Running, from: number): void {
  countByKey(counted, node, running, from, true);
  counted.cooledFrom = Math.max(counted.cooledFrom ?? -Infinity, from);
  const { limit } = node;
  // A limit counts from when there is one.
  const { at } = running.occurrence;
  counted.tries = limit ? [...counted.tries.filter((each) => each > at - limit.seconds * 1000), from] : [];
}

/** The same for what the call brings, where a cooldown or a limit is kept for each value of it. */
function countByKey(counted: Counted, node: StrategyNode, { occurrence }: Running, at: number, isTry: boolean): void {
  const { cooldownPer, limit } = node;
  const names = new Set([cooldownPer, limit?.per].filter((name) => name !== undefined));
  if (names.size === 0) return;
  // What a clock that is set back later does not bring back: values that hold nothing back, and tries that no limit counts.
  counted.byKey = counted.byKey.filter((each) => holds(node, rowOf(counted, each), occurrence.at));
  for (const name of names) {
    const own = { name, value: occurrence.call?.arguments[name] ?? null, at, isTry };
    if (isTry)
      for (const each of rowOf(counted, own))
        each.isTry &&= limit !== undefined && each.at > occurrence.at - limit.seconds * 1000;
    counted.byKey.push(own);
  }
}

type Keyed = Counted['byKey'][number];

const rowOf = ({ byKey }: Counted, { name, value }: Keyed): Keyed[] =>
  byKey.filter((each) => each.name === name && equal(each.value, value));

function holds({ cooldownPer, cooldownSeconds = 0, limit }: StrategyNode, row: readonly Keyed[], at: number): boolean {
  const newest = row.at(-1);
  if (!newest) return false;
  if (newest.name === cooldownPer && at < newest.at + cooldownSeconds * 1000) return true;
  if (!limit || newest.name !== limit.per) return false;
  return row.some((each) => each.isTry && each.at > at - limit.seconds * 1000);
}

/** Windows since the last firing begin at the event now. */
export function endWindows(counted: Counted, running: Running): void {
  counted.lastFired = running.occurrence.at;
  counted.marks = marksOf(running);
}

const isMessage = (action: ActionNode): boolean =>
  action.kind === 'set' || (action.kind === 'primitive' && action.name === 'notify');

/** The marks of what was read since the last firing. */
const marksOf = ({ reads }: Running): Record<string, string> =>
  Object.fromEntries(
    reads.flatMap(({ sensor, isSince, of }) =>
      isSince && 'key' in of && of.mark !== undefined ? [[sensor, of.mark]] : [],
    ),
  );
