import { defined } from '../../base/values/defined.ts';
import type {
  SensorNode,
  StrategyGraph,
  StrategyNode,
  TriggerNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import { simpleTriggers } from '../../contract/strategy-graph/walk.ts';
import { compile, type Judge } from './clause.ts';
import { schedulesOf } from './combined-triggers.ts';
import { latchesOf, sensorsOf } from './sensors.ts';
import { nextFiring } from './triggers.ts';

/** What follows from a graph alone. It is found once for each graph, and changes nothing that a step gives. */
export interface Prepared {
  /** Those with the larger priority first, else by name: the order in which what is due at one instant is done. */
  readonly strategies: readonly PreparedStrategy[];
  readonly byName: ReadonlyMap<string, PreparedStrategy>;
  /** Those that calls and changes concern. */
  readonly listening: readonly PreparedStrategy[];
}

export interface PreparedStrategy {
  readonly node: StrategyNode;
  /** The constraint, compiled; absent where there is none. */
  readonly judge?: Judge;
  /** What the constraint and the actions read. */
  readonly sensors: readonly SensorNode[];
  readonly schedules: readonly TriggerNode[];
  readonly latches: ReturnType<typeof latchesOf>;
  /** When the schedule fires next after an instant. The last answer is kept: most steps ask for the same again. */
  readonly nextFiring: (startedAt: number, after: number) => number | undefined;
}

/** Names a strategy, or what one of its causes led to, among all agents. */
export const idOf = ({ agent }: StrategyGraph, strategy: string, ...cause: readonly string[]): string =>
  [agent.namespace, agent.name, strategy, ...cause].join('/');

const known = new WeakMap<StrategyGraph, Prepared>();

export function prepare(graph: StrategyGraph): Prepared {
  const before = known.get(graph);
  if (before) return before;
  const strategies = graph.strategies
    .map((node): PreparedStrategy =>
      defined({
        node,
        judge: node.constraint ? compile(node.constraint) : undefined,
        sensors: sensorsOf(graph, node),
        schedules: schedulesOf(node.trigger),
        latches: latchesOf(node),
        nextFiring: remembered(node, idOf(graph, node.name)),
      }),
    )
    .sort((a, b) => (b.node.priority ?? 0) - (a.node.priority ?? 0) || (a.node.name < b.node.name ? -1 : 1));
  const prepared = {
    strategies,
    byName: new Map(strategies.map((each) => [each.node.name, each])),
    listening: strategies.filter(({ node }) =>
      simpleTriggers(node.trigger).some(({ kind }) => kind === 'called' || kind === 'on'),
    ),
  };
  known.set(graph, prepared);
  return prepared;
}

function remembered({ trigger }: StrategyNode, seed: string): PreparedStrategy['nextFiring'] {
  let asked = { startedAt: NaN, after: NaN };
  let answer: number | undefined;
  return (startedAt, after) => {
    if (asked.startedAt !== startedAt || asked.after !== after) {
      asked = { startedAt, after };
      answer = nextFiring(trigger, { startedAt, seed }, after);
    }
    return answer;
  };
}
