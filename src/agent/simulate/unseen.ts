import { ConditionIndex } from './condition-index.ts';
import { schedulesOf } from '../engine/combined-triggers.ts';
import { sensorsOf, sensorTable } from '../engine/sensors.ts';
import type {
  ExpressionNode,
  SensorNode,
  StrategyGraph,
  StrategyNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import { simpleTriggers, within } from '../../contract/strategy-graph/walk.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import { leftToAgents, tellsOf, type Served } from './presence.ts';
import { isOfRoute } from './routes.ts';
import { scriptedMetrics } from './scripted-metrics.ts';
import { sense } from './sense.ts';
import type { Entry } from './simulate.ts';
import type { World } from './world.ts';

/** A strategy whose constraint the world alone makes true or not, with what it reads. */
interface Watched {
  readonly name: string;
  readonly node: StrategyNode;
  readonly constraint: ExpressionNode;
}

/**
 * Where a constraint held between two looks of its strategy and was never seen, each strategy in a sentence. It is told of
 * strategies that go by a schedule, and of what the script says beforehand: windows, the tracker, state and latches, and what
 * agents bring up, depend on what the agents do.
 */
export function unseen(graphs: readonly StrategyGraph[], world: World, entries: readonly Entry[]): readonly string[] {
  const left = leftToAgents(graphs);
  return graphs.flatMap((graph) => {
    const watched = watchedOf(graph, left);
    if (watched.length === 0) return [];
    const looks = looksOf(graph, entries);
    return spansOf(graph, watched, world).flatMap((spans, index) => {
      const { name, node } = watched[index] ?? { name: '', node: undefined };
      const seen = looks.get(name) ?? [];
      const missed = spans.filter(({ from, to }) => !seen.some((at) => at >= from && at < to));
      const [first] = missed;
      if (!node || !first) return [];
      const since = (at: number): string => formatDuration((at - world.start) / 1000);
      const more = missed.length > 1 ? `, and ${String(missed.length - 1)} more like that` : '';
      const held = `held from ${since(first.from)} to ${since(first.to)}${more}`;
      return [`${graph.agent.name}.${name} has not seen that its constraint ${held}: ${node.trigger.text}`];
    });
  });
}

interface Span {
  readonly from: number;
  /** Not within. */
  readonly to: number;
}

function watchedOf(graph: StrategyGraph, left: readonly Served[]): readonly Watched[] {
  const table = sensorTable(graph);
  return graph.strategies.flatMap((node) => {
    const { name, constraint, trigger } = node;
    const goesByTime = simpleTriggers(trigger).every(({ kind }) => kind !== 'called' && kind !== 'on');
    if (!constraint || !goesByTime || schedulesOf(trigger).length === 0) return [];
    const isOfWorld = [...within(constraint)].every(({ op }) => !['argument', 'state', 'latch', 'count'].includes(op));
    const read = sensorsOf(table, { ...node, actions: [], otherwise: [], whenUnknown: [], onFailure: [] });
    const sensors = read.some((sensor) => left.some((served) => tellsOf(sensor, served))) ? undefined : scripted(read);
    return isOfWorld && sensors ? [{ name, node, constraint }] : [];
  });
}

/** The sensors where the script alone says what all of them read. */
function scripted(sensors: readonly SensorNode[]): readonly SensorNode[] | undefined {
  const isScripted = ({ source, window }: SensorNode): boolean =>
    source.kind !== 'mlflow' && !isOfRoute(source.fixed) && !window && Object.keys(source.computed ?? {}).length === 0;
  return sensors.length > 0 && sensors.every(isScripted) ? sensors : undefined;
}

/** The instants at which each strategy judged. */
function looksOf({ agent }: StrategyGraph, entries: readonly Entry[]): ReadonlyMap<string, readonly number[]> {
  const looks = new Map<string, number[]>();
  for (const entry of entries) {
    if (entry.kind !== 'trace' || entry.trace.kind !== 'decision') continue;
    const { trace } = entry;
    if (trace.agent !== agent.name || trace.namespace !== agent.namespace) continue;
    const own = looks.get(trace.strategy) ?? [];
    own.push(trace.at);
    looks.set(trace.strategy, own);
  }
  return looks;
}

/** By strategy the spans in which its constraint holds. Each reading of the script judges only what it can change. */
function spansOf(graph: StrategyGraph, watched: readonly Watched[], world: World): readonly Span[][] {
  const conditions = new ConditionIndex(watched.map(({ constraint }) => constraint));
  const read = new Set(watched.flatMap(({ constraint }) => [...within(constraint)].flatMap(sensorOf)));
  const sensors = graph.sensors.filter(({ id }) => read.has(id));
  const spans = watched.map((): Span[] => []);
  const since = new Map<number, number>();
  const metric = scriptedMetrics(world);
  for (const at of instantsOf(world)) {
    const changed = new Set<number>();
    for (const sensor of sensors) {
      const { id, source } = sensor;
      const request = { kind: source.kind, fields: source.fixed };
      conditions.set(id, sense(world, metric, sensor, request, at), (condition) => changed.add(condition));
    }
    for (const condition of changed) {
      const holds = conditions.truth(condition) === 'true';
      const from = since.get(condition);
      if (holds && from === undefined) since.set(condition, at);
      if (holds || from === undefined) continue;
      since.delete(condition);
      spans[condition]?.push({ from, to: at });
    }
  }
  // What holds until the end of the play may still be seen.
  return spans;
}

const sensorOf = (node: ExpressionNode): string[] => (node.op === 'reading' ? [node.sensor] : []);

/** The start, and the instants at which the script changes what is read. */
function instantsOf({ start, end, metrics, sensors, online }: World): readonly number[] {
  const answers = [
    ...metrics.map((metric) => metric.answers),
    ...sensors.values(),
    ...[...(online?.values() ?? [])].flatMap(({ ready, desired }) => [ready, desired]),
  ];
  const changes = answers.flat().map(({ at }) => at);
  return [...new Set([start, ...changes])].filter((at) => at >= start && at <= end).sort((a, b) => a - b);
}
