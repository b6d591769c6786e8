import { asTruth } from '../../../src/base/values/truth.ts';
import { equal } from '../../../src/base/values/compare.ts';
import type { HeldBack, HeldKey } from '../../../src/agent/engine/trace.ts';
import type { BranchName } from '../../../src/agent/engine/state.ts';
import type { ActionNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { ask, count, endWindows, run } from './act.ts';
import {
  countedOf,
  inside,
  undecided,
  type Agent,
  type Counted,
  type Decided,
  type Own,
  type Running,
} from './agent.ts';
import { overBudget, take } from './budget.ts';
import { concrete, evaluate, readingOf, type Scope } from './evaluate.ts';
import { isRead } from './readings.ts';

/** Whether all is read for an event, and what goes before it is decided. */
export function mayDecide(agent: Agent, own: Own): boolean {
  const { running } = own;
  if (running?.stage !== 'reading' || !isRead(running)) return false;
  const { at } = running.occurrence;
  return !before(agent, own).some((other) => undecided(other).some((occurrence) => occurrence.at === at));
}

const before = (agent: Agent, own: Own): Own[] =>
  (own.node.yieldsTo ?? []).flatMap((name) => {
    const other = agent.own.get(name);
    return other && other.left === undefined ? [other] : [];
  });

/** Decides an event of which all is read, and begins what follows. */
export function decide(agent: Agent, own: Own, running: Running): void {
  const { node } = own;
  const { occurrence } = running;
  const scope = { agent, running, values: running.values };
  const truth = node.constraint ? truthOf(node.constraint, scope) : 'true';
  const lasts = lasted(own, occurrence.at, truth);
  const held = truth === 'true' ? heldBack(agent, own, occurrence, lasts) : undefined;
  const judged = verdictOf(node.actions, truth, held, scope);
  const [branch, wanted] = outcome(own, judged);
  const pause = wanted.length > 0 ? pauseOf(agent, own) : undefined;
  const verdict = pause ? 'held' : judged;
  const actions = pause ? [] : wanted;
  const why = pause ?? held;
  const approver = verdict === 'act' && !node.dryRun ? node.approval : undefined;
  const decided: Decided = {
    kind: 'decision',
    strategy: node.name,
    at: occurrence.at,
    madeUp: occurrence.madeUp,
    call: occurrence.call,
    readings: running.reads.map(({ sensor, window }) => {
      const value = readingOf(running, sensor);
      return { sensor, value: value.known ? value.value : undefined, ...(window ? { window } : {}) };
    }),
    verdict,
    ...(why ? { held: why } : {}),
    ...(actions.length > 0 ? { branch } : {}),
    actions: actions.flatMap(inside).map(({ text }) => text),
    ...(approver === undefined ? {} : { approver }),
    ...(node.dryRun && actions.length > 0 ? { dryRun: true } : {}),
  };
  agent.told.push(decided);
  own.running = null;
  if (node.dryRun) {
    // All of its actions count as done, but for those that cannot be done.
    if (verdict === 'act') {
      count(own.dry, node, running, occurrence.at);
      endWindows(own.dry, running);
    }
    for (const action of actions.flatMap(inside))
      if (!hasUnknown(action, scope)) take(agent, node, occurrence, branch, action, occurrence.at);
    if (actions.length > 0)
      agent.told.push({ kind: 'ending', strategy: node.name, at: occurrence.at, branch, complete: true, left: [] });
    return;
  }
  if (verdict === 'act') agent.acted.push({ at: occurrence.at, strategy: node.name });
  if (actions.length === 0) return;
  own.running = running;
  if (branch === 'then')
    for (const action of actions.flatMap(inside)) take(agent, node, occurrence, branch, action, occurrence.at);
  if (approver === undefined) run(agent, own, running, branch, actions);
  else ask(agent, own, running, approver, decided.actions);
}

function pauseOf(agent: Agent, own: Own): HeldBack | undefined {
  if (own.paused !== undefined) return { by: 'pause', of: 'strategy', who: own.paused };
  return agent.paused === undefined ? undefined : { by: 'pause', of: 'agent', who: agent.paused };
}

function truthOf(constraint: Parameters<typeof evaluate>[0], scope: Scope): 'true' | 'false' | 'unknown' {
  const truth = asTruth(evaluate(constraint, scope));
  return truth.known ? (truth.value === true ? 'true' : 'false') : 'unknown';
}

/** A look at the constraint: for how long it has held now, in ms; undefined where nothing is asked. */
function lasted(own: Own, at: number, truth: 'true' | 'false' | 'unknown'): number | undefined {
  const { heldSeconds } = own.node;
  if (heldSeconds === undefined) return undefined;
  const goesOn = own.held !== null && at - own.held.last <= heldSeconds * 1000;
  if (truth === 'false') own.held = null;
  else if (truth === 'true') own.held = { since: goesOn ? (own.held?.since ?? at) : at, last: at, unknown: false };
  else if (own.held?.unknown || !goesOn) own.held = null;
  else if (own.held) own.held = { since: own.held.since, last: at, unknown: true };
  return own.held ? at - own.held.since : 0;
}

/** What keeps a strategy back although its constraint is true. */
function heldBack(
  agent: Agent,
  own: Own,
  { at, call }: Running['occurrence'],
  lasts: number | undefined,
): HeldBack | undefined {
  const { heldSeconds = 0, cooldownSeconds, cooldownPer, limit, yieldsTo = [] } = own.node;
  const first = yieldsTo.find((name) => agent.acted.some((each) => each.strategy === name && each.at === at));
  if (first !== undefined) return { by: 'precedence', strategy: first };
  if (lasts !== undefined && lasts < heldSeconds * 1000)
    return { by: 'duration', seconds: lasts / 1000, of: heldSeconds };
  const counted = countedOf(own);
  // What has a key goes by what happened with its value alone.
  const ofKey = (name: string): Counted['byKey'] =>
    counted.byKey.filter((each) => each.name === name && equal(each.value, call?.arguments[name] ?? null));
  const keyOf = (name: string): { readonly key: HeldKey } => ({ key: { name, value: call?.arguments[name] ?? null } });
  const cooledFrom = cooldownPer === undefined ? counted.cooledFrom : (ofKey(cooldownPer).at(-1)?.at ?? null);
  if (cooldownSeconds !== undefined && cooledFrom !== null && at < cooledFrom + cooldownSeconds * 1000) {
    const until = cooledFrom + cooldownSeconds * 1000;
    return { by: 'cooldown', until, ...(cooldownPer === undefined ? {} : keyOf(cooldownPer)) };
  }
  if (!limit) return overBudget(agent, own.node, at);
  const { count, seconds, per } = limit;
  const triesOfKey = (name: string): number[] => ofKey(name).flatMap((each) => (each.isTry ? [each.at] : []));
  const tries = per === undefined ? counted.tries : triesOfKey(per);
  if (tries.filter((each) => each > at - seconds * 1000).length < count) return overBudget(agent, own.node, at);
  return { by: 'limit', count, seconds, ...(per === undefined ? {} : keyOf(per)) };
}

function verdictOf(
  actions: readonly ActionNode[],
  truth: 'true' | 'false' | 'unknown',
  held: HeldBack | undefined,
  scope: Scope,
): Decided['verdict'] {
  if (truth === 'false') return 'quiet';
  if (truth === 'unknown') return 'unknown';
  if (held) return 'held';
  return actions.flatMap(inside).some((action) => hasUnknown(action, scope)) ? 'unknown' : 'act';
}

const hasUnknown = (action: ActionNode, scope: Scope): boolean =>
  action.kind === 'set' ? !evaluate(action.value, scope).known : 'unknown' in concrete(action, scope);

function outcome({ node }: Own, verdict: Decided['verdict']): readonly [BranchName, readonly ActionNode[]] {
  switch (verdict) {
    case 'act':
      return ['then', node.actions];
    case 'quiet':
      return ['else', node.otherwise ?? []];
    case 'unknown':
      return ['unknown', node.whenUnknown ?? []];
    case 'held':
      return ['then', []];
  }
}
