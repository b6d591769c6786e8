import { readFileSync } from 'node:fs';
import { open } from '../../../../src/agent/engine/open.ts';
import type { EngineEvent } from '../../../../src/agent/engine/event.ts';
import type { Journal } from '../../../../src/agent/runtime/journal/journal.ts';
import { recover } from '../../../../src/agent/runtime/journal/recover.ts';
import type { StrategyGraph } from '../../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Journal as Recorded } from '../../journals/journal.ts';
import { empty } from './batches.ts';

interface Part {
  readonly graph: StrategyGraph;
  readonly start: number;
  readonly events: readonly EngineEvent[];
}

/** What an agent of an example was told, in so many parts. */
export function recorded(name: string, parts: number): readonly Part[] {
  const { graph, start, events } = JSON.parse(readFileSync(`test/agent/journals/${name}.json`, 'utf8')) as Recorded;
  const size = Math.ceil(events.length / parts);
  return Array.from({ length: parts }, (_, part) => ({
    graph,
    start,
    events: events.slice(part * size, (part + 1) * size),
  }));
}

/** An agent goes on with a journal, and is told this. */
export async function recordInto(journal: Journal, { graph, start, events }: Part): Promise<void> {
  const agent = open(graph, (await recover(journal, graph, start)).state);
  for (const event of events) {
    const { patch, trace } = agent.step(event);
    await journal.commit({ ...empty, steps: [{ event, patch, trace }] });
  }
}
