import { graphDigest } from '../../../contract/strategy-graph/codec.ts';
import type { StrategyGraph } from '../../../contract/strategy-graph/strategy-graph.ts';
import { adopt } from '../../engine/adopt.ts';
import { BEHAVIOUR } from '../../engine/behaviour.ts';
import { initialState } from '../../engine/state.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import type { Beginning } from '../../host/host.ts';
import type { Journal } from './journal.ts';

export interface Recovered extends Required<Beginning> {
  /** It never ran before. What is there already is no news then. */
  readonly isFirst: boolean;
  /** What came of going on with another graph. */
  readonly trace: readonly TraceEntry[];
}

/** By this an agent is known among all: `namespace/name`. */
export const agentOf = ({ agent }: StrategyGraph): string => `${agent.namespace}/${agent.name}`;

/** What an agent goes on with: its state, for this graph, which the journal has from then on. `now`: milliseconds since 1970 UTC. */
export async function recover(journal: Journal, graph: StrategyGraph, now: number): Promise<Recovered> {
  const stored = await journal.load();
  if (!stored) {
    const state = initialState(graph, now);
    await journal.begin({ graph, state, trace: [] });
    return { graph, state, seen: [], intents: [], isFirst: true, trace: [] };
  }
  const { seen, intents } = stored;
  const { state, trace } = adopt(stored.state, stored.graph, graph, now);
  // Also where only the engine is another one: what follows is played by this one.
  if (stored.state.graph !== graphDigest(graph) || stored.behaviour !== BEHAVIOUR)
    await journal.begin({ graph, state, trace });
  return { graph, state, seen, intents, isFirst: false, trace };
}
