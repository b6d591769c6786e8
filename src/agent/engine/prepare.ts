import { defined } from '../../base/values/defined.ts';
import type {
  CountedEvent,
  CountNode,
  SensorNode,
  StrategyGraph,
  StrategyNode,
  SubjectNode,
  TriggerNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import { simpleTriggers } from '../../contract/strategy-graph/walk.ts';
import { compile, type Judge } from './clause.ts';
import { schedulesOf } from './combined-triggers.ts';
import type { ChangedEvent, ChangedSubject } from './event.ts';
import type { LatchNode } from './evaluate.ts';
import { needsOf, type Needs } from './needs.ts';
import { groupsOf } from './plan-actions.ts';
import { countsIn, latchesOf, sensorsOf, sensorTable, type SensorTable } from './sensors.ts';
import { nextFiring, type Timing } from './triggers.ts';

/** What follows from a graph alone. It is found once for each graph, and changes nothing that a step gives. */
export interface Prepared {
  /** In the order in which what is due at one instant is done. */
  readonly strategies: readonly PreparedStrategy[];
  readonly byName: ReadonlyMap<string, PreparedStrategy>;
  readonly sensors: SensorTable;
  /** Those that receive a call, and those that a change of something concerns, in their order. */
  readonly receiving: ReadonlyMap<string, readonly PreparedStrategy[]>;
  readonly concerned: ReadonlyMap<string, readonly PreparedStrategy[]>;
  /** What is counted of events, by `eventKey`. */
  readonly counted: ReadonlyMap<string, Counted>;
}

export interface Counted {
  /** The arguments that are compared. */
  readonly compared: readonly string[];
  /** The longest time over which it is counted. */
  readonly milliseconds: number;
}

export interface PreparedStrategy {
  readonly node: StrategyNode;
  /** Its place among all: those with the larger priority first, else by name. */
  readonly order: number;
  /** The constraint, compiled; absent where there is none. */
  readonly judge?: Judge;
  /** What the constraint and the actions read. */
  readonly sensors: readonly SensorNode[];
  readonly schedules: readonly TriggerNode[];
  readonly latches: readonly LatchNode[];
  /** What its actions behind THEN take from the agent's budget. */
  readonly needs: Needs;
  readonly counts: readonly CountNode[];
  /** Those that go before it where both are due at one instant, and those before which it goes. */
  readonly yieldsTo: readonly string[];
  readonly yieldedBy: readonly string[];
  /** When the schedule fires next after an instant. The last answer is kept: most steps ask for the same again. */
  readonly nextFiring: (timing: Timing, after: number) => number | undefined;
}

/** Names a strategy, or what one of its causes led to, among all agents. */
export const idOf = ({ agent }: StrategyGraph, strategy: string, ...cause: readonly string[]): string =>
  [agent.namespace, agent.name, strategy, ...cause].join('/');

const known = new WeakMap<StrategyGraph, Prepared>();

export function prepare(graph: StrategyGraph): Prepared {
  const before = known.get(graph);
  if (before) return before;
  const nodes = graph.strategies.toSorted(
    (a, b) => (b.priority ?? 0) - (a.priority ?? 0) || (a.name < b.name ? -1 : 1),
  );
  const sensors = sensorTable(graph);
  const names = new Set(nodes.map(({ name }) => name));
  const yieldedBy = grouped(
    nodes.flatMap(({ name, yieldsTo = [] }) => yieldsTo.map((first) => [first, name] as const)),
  );
  const strategies = nodes.map((node, order): PreparedStrategy =>
    defined({
      node,
      order,
      judge: node.constraint ? compile(node.constraint) : undefined,
      sensors: sensorsOf(sensors, node),
      schedules: schedulesOf(node.trigger),
      latches: latchesOf(node),
      needs: needsOf(groupsOf(node, 'then').flat()),
      counts: countsIn(node),
      yieldsTo: (node.yieldsTo ?? []).filter((name) => names.has(name)),
      yieldedBy: yieldedBy.get(node.name) ?? [],
      nextFiring: remembered(node),
    }),
  );
  const heard = strategies.flatMap((strategy) =>
    simpleTriggers(strategy.node.trigger).map((trigger) => ({ strategy, trigger })),
  );
  const prepared = {
    strategies,
    byName: new Map(strategies.map((each) => [each.node.name, each])),
    sensors,
    receiving: grouped(
      heard.flatMap(({ strategy, trigger }) =>
        trigger.kind === 'called' ? [[trigger.receiver, strategy] as const] : [],
      ),
    ),
    concerned: grouped(
      heard.flatMap(({ strategy, trigger }) =>
        trigger.kind === 'on' ? [[subjectKey(trigger.subject), strategy] as const] : [],
      ),
    ),
    counted: countedOf(strategies.flatMap(({ counts }) => counts)),
  };
  known.set(graph, prepared);
  return prepared;
}

/** What was a strategy of an earlier graph, of which an action is still being done. */
export const departed = (node: StrategyNode): PreparedStrategy => ({
  node,
  order: Infinity,
  sensors: [],
  schedules: [],
  latches: [],
  needs: new Map(),
  counts: [],
  yieldsTo: [],
  yieldedBy: [],
  nextFiring: () => undefined,
});

/** What a trigger waits for and what a change is of, without what only tells where to look. */
export function subjectKey(subject: SubjectNode | ChangedSubject): string {
  const { kind, name } = subject;
  if (subject.kind === 'model') return [kind, name].join('/');
  return [kind, subject.namespace, name, ...(subject.kind === 'executor' ? [subject.executor] : [])].join('/');
}

/** Names an event that is counted. */
export const eventKey = (event: CountedEvent | Pick<ChangedEvent, 'subject' | 'state'>): string =>
  'receiver' in event ? `called ${event.receiver}` : `on ${subjectKey(event.subject)} ${event.state}`;

function countedOf(nodes: readonly CountNode[]): Prepared['counted'] {
  const counted = new Map<string, Counted>();
  for (const { event, given = {}, seconds } of nodes) {
    const key = eventKey(event);
    const { compared = [], milliseconds = 0 } = counted.get(key) ?? {};
    counted.set(key, {
      compared: [...new Set([...compared, ...Object.keys(given)])].sort(),
      milliseconds: Math.max(milliseconds, Math.round(seconds * 1000)),
    });
  }
  return counted;
}

/** By key, each value once. */
function grouped<T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, Set<T>>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group) group.add(value);
    else groups.set(key, new Set([value]));
  }
  return new Map([...groups].map(([key, values]) => [key, [...values]]));
}

function remembered({ trigger }: StrategyNode): PreparedStrategy['nextFiring'] {
  let asked = { startedAt: NaN, seed: '', after: NaN };
  let answer: number | undefined;
  return (timing, after) => {
    const { startedAt, seed } = timing;
    const isKnown =
      asked.startedAt === startedAt && asked.seed === seed && asked.after <= after && after < (answer ?? Infinity);
    if (!isKnown) {
      asked = { startedAt, seed, after };
      answer = nextFiring(trigger, timing, after);
    }
    return answer;
  };
}
