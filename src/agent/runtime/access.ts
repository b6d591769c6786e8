import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { decisionsOf } from '../engine/arrivals.ts';
import type { RunningAgent } from './agent.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { AgentAccess, DecisionPage, DecisionQuery } from './interface/agent-access.ts';
import type { Journal } from './journal/journal.ts';
import { TakenCalls } from './take-calls.ts';

/** Entries of the log that are read at once. */
const PAGE = 200;
/** Pages that are looked through for one answer: what is filtered for may be rare. */
const MOST_PAGES = 20;
/** Those that are looked through for one decision, which may be as old as the log. */
const MOST_PAGES_OF_ONE = 500;

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
    entriesOf: (decision) => entriesOf(journal, decision),
    told: (strategy, at) => toldUpTo(journal, strategy, at),
    unready,
    metrics: () => metrics.text(),
  };
}

/** Going back from an entry of the log, or from the newest: what was told with each, the newest first. */
async function* goingBack(
  journal: Journal,
  pages: number,
  before?: number,
): AsyncGenerator<{ readonly sequence: number; readonly told: readonly TraceEntry[] }> {
  let next = before;
  for (let page = 0; page < pages; page += 1) {
    const entries = await journal.latest(next, PAGE);
    for (const entry of entries) {
      const told = entry.kind === 'batch' ? entry.steps.flatMap(({ trace }) => trace) : entry.trace;
      yield { sequence: entry.sequence, told: told.toReversed() };
    }
    next = entries.at(-1)?.sequence;
    if (next === undefined || entries.length < PAGE) return;
  }
}

/** An entry is given whole, so that there may be a few more than asked for. */
async function decisionsIn(
  journal: Journal,
  { strategy, decision, verdict, before, most }: DecisionQuery,
): Promise<DecisionPage> {
  const items: DecisionPage['items'][number][] = [];
  let seen = 0;
  let last = 0;
  for await (const { sequence, told } of goingBack(journal, MOST_PAGES, before)) {
    if (items.length >= most) return { items, next: sequence + 1 };
    seen += 1;
    last = sequence;
    for (const each of told) {
      const isWanted =
        (strategy === undefined || ('strategy' in each && each.strategy === strategy)) &&
        (decision === undefined || ('occurrence' in each && each.occurrence === decision)) &&
        (verdict === undefined || (each.kind === 'decision' && each.verdict === verdict));
      if (isWanted) items.push(each);
    }
  }
  return seen < MOST_PAGES * PAGE ? { items } : { items, next: last };
}

/** What was told of an occurrence, in its order: all of it came after its decision, which is the first. */
async function entriesOf(journal: Journal, occurrence: string): Promise<readonly TraceEntry[]> {
  const found: TraceEntry[] = [];
  for await (const { told } of goingBack(journal, MOST_PAGES_OF_ONE)) {
    for (const each of told) if ('occurrence' in each && each.occurrence === occurrence) found.push(each);
    if (found.at(-1)?.kind === 'decision') break;
  }
  return found.toReversed();
}

/** Up to an instant, the newest first: as far back as the last decision of a strategy, and a day. */
async function toldUpTo(journal: Journal, strategy: string, at: number): Promise<readonly TraceEntry[]> {
  const found: TraceEntry[] = [];
  for await (const { told } of goingBack(journal, MOST_PAGES_OF_ONE)) {
    const before = told.filter((each) => each.at <= at);
    found.push(...before);
    const isOld = before.some((each) => each.at < at - DAY);
    if (isOld && found.some((each) => each.kind === 'decision' && each.strategy === strategy)) break;
  }
  return found;
}

const DAY = 86_400_000;
