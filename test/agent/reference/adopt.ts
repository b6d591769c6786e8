import { conforms } from '../../../src/base/values/conform.ts';
import type { Value } from '../../../src/base/values/value.ts';
import type {
  ActionNode,
  ExpressionNode,
  StrategyGraph,
  StrategyNode,
} from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { DAY, freshOwn, type Agent, type Own } from './agent.ts';
import { adoptHeard, countsOf } from './counts.ts';
import { contentOf, latchesOf } from './evaluate.ts';
import { mentioned } from './readings.ts';
import { stable } from './compare.ts';

/** How long what left is remembered. */
const REMEMBERED = 30 * DAY;

/** The agent goes on with another graph. */
export function adopt(agent: Agent, to: StrategyGraph, now: number): void {
  const from = agent.graph;
  if (JSON.stringify(from) === JSON.stringify(to)) return;
  const old = new Map(from.strategies.map((node) => [node.name, node]));
  for (const [before, after] of renames(from, to)) rename(agent, old, before, after);
  for (const own of [...agent.own.values()]) {
    const node = to.strategies.find(({ name }) => name === own.node.name);
    if (!node) leave(own, now);
    else if (own.left === undefined) change(own, node, from, to);
    else comeBack(agent, own, node, now);
  }
  for (const [name, own] of agent.own) {
    if (own.left !== undefined && now - own.left > REMEMBERED && !own.running) agent.own.delete(name);
  }
  for (const node of to.strategies) if (!agent.own.has(node.name)) agent.own.set(node.name, freshOwn(node));
  agent.graph = to;
  agent.asked = [];
  adoptHeard(agent, from, to, now);
  agent.begun = [];
  keepValues(agent, from, to);
  for (const own of agent.own.values()) leaveOutSets(own, from, to);
  const atWork = [...agent.own.values()].map(({ running }) => running?.occurrence);
  agent.taken = agent.taken.filter(({ open, occurrence, at }) =>
    open ? atWork.includes(occurrence) : now - at <= REMEMBERED,
  );
  const kept = new Set(to.strategies.flatMap((node) => latchesOf(node).map(contentOf)));
  for (const content of [...agent.latches.keys()]) if (!kept.has(content)) agent.latches.delete(content);
}

/** One that is gone and one that came, equal but for the name. */
function renames(from: StrategyGraph, to: StrategyGraph): (readonly [string, StrategyNode])[] {
  const gone = from.strategies.filter(({ name }) => !to.strategies.some((node) => node.name === name));
  const come = to.strategies.filter(({ name }) => !from.strategies.some((node) => node.name === name));
  return come.flatMap((node) => {
    const before = gone.filter((each) => isSameButName(each, node));
    const after = come.filter((each) => isSameButName(each, node));
    const [one] = before;
    return one && before.length === 1 && after.length === 1 ? [[one.name, node] as const] : [];
  });
}

const isSameButName = (a: StrategyNode, b: StrategyNode): boolean => contentOfNode(a) === contentOfNode(b);
const contentOfNode = (node: StrategyNode): string => stable({ ...node, name: '', origin: '', yieldsTo: [] });

/** All goes over. */
function rename(agent: Agent, old: Map<string, StrategyNode>, before: string, after: StrategyNode): void {
  const own = agent.own.get(before);
  if (!own) return;
  agent.own.delete(before);
  own.node = { ...own.node, name: after.name };
  delete own.left;
  agent.own.set(after.name, own);
  old.set(after.name, own.node);
  agent.acted = agent.acted.map((each) => (each.strategy === before ? { ...each, strategy: after.name } : each));
}

/** What is acted on goes on to its end; all else is dropped but for what was counted. */
function leave(own: Own, now: number): void {
  own.left ??= now;
  own.waiting = [];
  own.held = null;
  own.joint = new Map();
  if (own.running?.stage !== 'acting') own.running = null;
}

function comeBack(agent: Agent, own: Own, node: StrategyNode, now: number): void {
  const isForgotten = now - (own.left ?? now) > REMEMBERED;
  const { real, dry, paused } = own;
  const kept = { ...freshOwn(node), real, dry, ...(paused === undefined ? {} : { paused }) };
  const back = isForgotten ? freshOwn(node) : kept;
  agent.own.set(node.name, { ...back, running: own.running });
}

function change(own: Own, node: StrategyNode, from: StrategyGraph, to: StrategyGraph): void {
  const before = own.node;
  own.node = node;
  const isSameTrigger = isSame(before.trigger, node.trigger);
  if (!isSameTrigger) own.joint = new Map();
  const lasting = ({ constraint, heldSeconds }: StrategyNode): unknown => [constraint, heldSeconds];
  if (!isSame(lasting(before), lasting(node))) own.held = null;
  const { running } = own;
  const decided = ({ actions, approval, dryRun }: StrategyNode): unknown => [actions, approval, dryRun];
  if (running?.stage === 'asking' && !isSame(decided(before), decided(node))) own.running = null;
  if (running?.stage === 'reading') {
    own.waiting = [{ ...running.occurrence, waited: true }, ...own.waiting];
    own.running = null;
  }
  if (!isSameTrigger || !isSame(readBy(before, from), readBy(node, to))) own.waiting = [];
}

/** What would be remembered in a value of another type, or computed from one, is not. */
function leaveOutSets(own: Own, from: StrategyGraph, to: StrategyGraph): void {
  const { running } = own;
  if (running?.stage !== 'acting') return;
  const isChanged = (name: string): boolean => {
    const [before = '', after = ''] = [typeOf(from, name), typeOf(to, name)];
    return before !== after && after !== `${before}?`;
  };
  const isKept = (node: ActionNode): boolean =>
    node.kind !== 'set' || ![node.name, ...statesIn(node.value)].some(isChanged);
  const rest = (group: readonly ActionNode[]): readonly ActionNode[] => group.filter(isKept);
  running.groups = running.groups.map((group, index) => (index > running.index ? rest(group) : group));
  const onFailure = (running.node.onFailure ?? []).map((node): ActionNode =>
    node.kind === 'parallel' ? { ...node, actions: node.actions.filter(isKept) } : node,
  );
  const left = rest(onFailure).filter((node) => node.kind !== 'parallel' || node.actions.length > 0);
  own.running = { ...running, node: { ...running.node, onFailure: left } };
}

const typeOf = ({ state }: StrategyGraph, name: string): string | undefined =>
  state?.find((node) => node.name === name)?.type;

function statesIn(node: ExpressionNode): string[] {
  const names: string[] = [];
  JSON.stringify(node, (_, part: unknown) => {
    if (part !== null && typeof part === 'object' && 'op' in part && part.op === 'state' && 'name' in part)
      names.push(String(part.name));
    return part;
  });
  return names;
}

const isSame = (a: unknown, b: unknown): boolean => stable(a ?? null) === stable(b ?? null);

const readBy = (node: StrategyNode, { sensors }: StrategyGraph): unknown => {
  const read = mentioned(node);
  return [sensors.filter(({ id }) => read.has(id)), [...new Set(countsOf(node).map(({ id }) => id))].sort()];
};

/** A value that is none of its type, or was of another type, goes to its first; but what was an `Int` is an `Int?`. */
function keepValues(agent: Agent, from: StrategyGraph, to: StrategyGraph): void {
  const isKept = (name: string, value: Value): boolean => {
    const [before = '', after = ''] = [typeOf(from, name), typeOf(to, name)];
    return (after === before || after === `${before}?`) && conforms(value, after);
  };
  agent.values = Object.fromEntries(Object.entries(agent.values).filter(([name, value]) => isKept(name, value)));
}
