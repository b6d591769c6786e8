import { textOf } from '../../base/values/plain.ts';
import type { SensorNode, StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Answers } from './answers.ts';
import { metricNames } from './metric-names.ts';
import { means, readSensorKey } from './sensor-key.ts';
import type { World, WorldMetric } from './world.ts';

/** What a world has of a sensor of the metrics server. */
export interface Scripted {
  readonly answers: Answers;
  /** The sensor is named itself; else a metric is that its query selects, and the answers are those of the query. */
  readonly isOfSensor: boolean;
}

/**
 * Finds what a world has of sensors. A key that means the sensor goes before one that is the name of a metric in its query; of
 * several of a kind the first counts.
 */
export function scriptedMetrics({ metrics }: World): (sensor: SensorNode) => Scripted | undefined {
  const known = new Map<SensorNode, Scripted | undefined>();
  return (sensor) => {
    if (known.has(sensor)) return known.get(sensor);
    const own = metrics.find((metric) => isOfSensor(metric, sensor));
    const metric = own ?? metrics.find((other) => isOfQuery(other, sensor));
    const found = metric && { answers: metric.answers, isOfSensor: own !== undefined };
    known.set(sensor, found);
    return found;
  };
}

function isOfSensor({ name }: WorldMetric, { readAs = [] }: SensorNode): boolean {
  const key = readSensorKey(name);
  return key !== undefined && readAs.some((call) => means(key, call));
}

const isOfQuery = ({ name }: WorldMetric, { source }: SensorNode): boolean =>
  metricNames(textOf(source.fixed['query'])).has(name);

/** What a world scripts of sensors that no agent has, each in a sentence. */
export function unread(graphs: readonly StrategyGraph[], { metrics, sensors }: World): readonly string[] {
  const read = graphs.flatMap((graph) => graph.sensors);
  const measured = read.filter(({ source }) => source.kind === 'prometheus');
  const custom = read.filter(({ source }) => source.kind === 'http').map(({ source }) => textOf(source.fixed['name']));
  return [
    ...metrics
      .filter((metric) => !measured.some((sensor) => isOfSensor(metric, sensor) || isOfQuery(metric, sensor)))
      .map(({ name }) =>
        told(
          name,
          'metrics',
          measured.map(({ label }) => label),
        ),
      ),
    ...[...sensors.keys()].filter((name) => !custom.includes(name)).map((name) => told(name, 'sensors', custom)),
  ];
}

function told(name: string, section: string, read: readonly string[]): string {
  const others = [...new Set(read)];
  const what =
    others.length > 0
      ? `of what can stand there they read ${others.join(', ')}`
      : 'they read nothing that can stand there';
  return `no agent reads ${name}, which the world has among its ${section}; ${what}`;
}
