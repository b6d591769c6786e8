import type { Call } from '../../../src/agent/engine/state.ts';
import { equal } from '../../../src/base/values/compare.ts';
import { known, unknown, type Observation, type Value } from '../../../src/base/values/value.ts';
import type {
  CountedEvent,
  CountNode,
  StrategyGraph,
  StrategyNode,
} from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Agent } from './agent.ts';
import { nodesOf } from './evaluate.ts';

/** An event comes: it is remembered where something counts it, with what is compared. */
export function hear(agent: Agent, event: CountedEvent, given: Readonly<Record<string, Value>> = {}): void {
  const counting = countsOf(agent.graph).filter((node) => isSame(node.event, event));
  if (counting.length === 0) return;
  const compared = new Set(counting.flatMap((node) => Object.keys(node.given ?? {})));
  const kept = Object.entries(given).filter(([name]) => compared.has(name));
  agent.heard.push({ event, given: Object.fromEntries(kept), at: agent.now });
}

/** What a strategy counts for an event that comes now. */
export const counted = (
  agent: Agent,
  strategy: StrategyNode,
  at: number,
  call: Call | null,
): ReadonlyMap<string, Observation> =>
  new Map(countsOf(strategy).map((node): [string, Observation] => [node.id, count(agent, node, at, call)]));

function count(agent: Agent, { event, given = {}, seconds }: CountNode, at: number, call: Call | null): Observation {
  const wanted: [string, Value][] = [];
  for (const [name, node] of Object.entries(given)) {
    const value = node.op === 'argument' ? call?.arguments[node.name] : node.op === 'constant' ? node.value : undefined;
    if (value === undefined) return unknown('not given');
    wanted.push([name, value]);
  }
  const within = agent.heard.filter(
    (heard) =>
      isSame(heard.event, event) &&
      heard.at > at - seconds * 1000 &&
      heard.at <= at &&
      wanted.every(([name, value]) => name in heard.given && equal(heard.given[name] ?? null, value)),
  );
  return known(within.length);
}

/** Another graph may count other things, and goes on with what the former counted over its longest time. */
export function adoptHeard(agent: Agent, from: StrategyGraph, to: StrategyGraph, now: number): void {
  agent.heard = agent.heard.filter(({ event, at }) => {
    const [before, after] = [from, to].map((graph) => countsOf(graph).filter((node) => isSame(node.event, event)));
    const longest = Math.max(0, ...(before ?? []).map(({ seconds }) => seconds));
    return (after ?? []).length > 0 && at > now - longest * 1000;
  });
}

export const countsOf = (of: StrategyGraph | StrategyNode): CountNode[] => nodesOf(of, 'count') as CountNode[];

function isSame(a: CountedEvent, b: CountedEvent): boolean {
  if (a.kind === 'called' || b.kind === 'called')
    return a.kind === 'called' && b.kind === 'called' && a.receiver === b.receiver;
  return a.state === b.state && JSON.stringify(placeOf(a)) === JSON.stringify(placeOf(b));
}

const placeOf = ({ subject: { kind, name, ...rest } }: Extract<CountedEvent, { kind: 'on' }>): unknown => [
  kind,
  name,
  'namespace' in rest ? rest.namespace : '',
  'executor' in rest ? rest.executor : '',
];
