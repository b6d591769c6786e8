import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { decisionsOf } from '../engine/arrivals.ts';
import type { RunningAgent } from './agent.ts';
import type { AgentAccess, DecisionPage, DecisionQuery } from './interface/agent-access.ts';
import type { Journal } from './journal/journal.ts';
import { TakenCalls } from './take-calls.ts';

/** Entries of the log that are read at once. */
const PAGE = 200;
/** Pages that are looked through for one answer: what is filtered for may be rare. */
const MOST_PAGES = 20;

/** What the interface has of an agent. `unready`: what keeps it from taking calls. */
export function accessTo(
  graph: StrategyGraph,
  { host, metrics, endings }: RunningAgent,
  journal: Journal,
  unready: () => readonly string[],
): AgentAccess {
  const calls = new TakenCalls(host, journal);
  return {
    graph,
    call: async (call) => ({ ...(await calls.take(call)), decisions: decisionsOf(graph, call) }),
    endings: (decisions, within) => endings.all(decisions, within),
    state: () => host.state,
    pause: (pause) =>
      new Promise((durable) => {
        host.pause(pause, durable);
      }),
    behind: () => host.behind,
    setClock: () =>
      new Promise((durable) => {
        host.setClock(durable);
      }),
    decisions: (query) => decisionsIn(journal, query),
    unready,
    metrics: () => metrics.text(),
  };
}

/** Going back from an entry of the log, or from the newest. An entry is given whole, so that there may be a few more than asked for. */
async function decisionsIn(
  journal: Journal,
  { strategy, verdict, before, most }: DecisionQuery,
): Promise<DecisionPage> {
  const items: DecisionPage['items'][number][] = [];
  let next = before;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const entries = await journal.latest(next, PAGE);
    for (const entry of entries) {
      if (items.length >= most) return { items, next: entry.sequence + 1 };
      const told = entry.kind === 'batch' ? entry.steps.flatMap(({ trace }) => trace) : entry.trace;
      for (const each of told.toReversed()) {
        const isWanted =
          (strategy === undefined || ('strategy' in each && each.strategy === strategy)) &&
          (verdict === undefined || (each.kind === 'decision' && each.verdict === verdict));
        if (isWanted) items.push(each);
      }
    }
    next = entries.at(-1)?.sequence;
    if (next === undefined || entries.length < PAGE) return { items };
  }
  return next === undefined ? { items } : { items, next };
}
