import type { SensorNode, StrategyGraph, StrategyNode, TriggerNode } from '../graph/strategy-graph.ts';
import { simpleTriggers } from '../graph/walk.ts';
import { schedulesOf } from './joint.ts';
import { latchesOf, sensorsOf } from './sensors.ts';

/** What follows from a graph alone. It is found once for each graph, and changes nothing that a step gives. */
export interface Prepared {
  /** Those with the larger priority first, else by name: the order in which what is due at one instant is done. */
  readonly strategies: readonly PreparedStrategy[];
  readonly byName: ReadonlyMap<string, PreparedStrategy>;
}

export interface PreparedStrategy {
  readonly node: StrategyNode;
  /** What the constraint and the actions read. */
  readonly sensors: readonly SensorNode[];
  readonly schedules: readonly TriggerNode[];
  readonly latches: ReturnType<typeof latchesOf>;
  readonly hasEvents: boolean;
}

const known = new WeakMap<StrategyGraph, Prepared>();

export function prepare(graph: StrategyGraph): Prepared {
  const before = known.get(graph);
  if (before) return before;
  const strategies = graph.strategies
    .map((node): PreparedStrategy => ({
      node,
      sensors: sensorsOf(graph, node),
      schedules: schedulesOf(node.trigger),
      latches: latchesOf(node),
      hasEvents: simpleTriggers(node.trigger).some(({ kind }) => kind === 'called' || kind === 'on'),
    }))
    .sort((a, b) => (b.node.priority ?? 0) - (a.node.priority ?? 0) || (a.node.name < b.node.name ? -1 : 1));
  const prepared = { strategies, byName: new Map(strategies.map((each) => [each.node.name, each])) };
  known.set(graph, prepared);
  return prepared;
}
