import { describe, expect, it } from 'vitest';
import { metricNames } from '../../../src/agent/simulate/metric-names.ts';
import { scriptedMetrics, unread } from '../../../src/agent/simulate/scripted-metrics.ts';
import { readSensorKey } from '../../../src/agent/simulate/sensor-key.ts';
import { loadWorld } from '../../../src/agent/simulate/world-file.ts';
import type { World } from '../../../src/agent/simulate/world.ts';
import { textOf } from '../../../src/base/values/plain.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { app, expectMessages } from '../../support/marked.ts';

const graphsOf = (constraint: string, more = ''): StrategyGraph[] => {
  const service = 'service s : transformer { image "a:1" }';
  const { plan } = expectMessages(
    `import { request-rate, latency } from "std/istio"
${app(`workflow a : online { ${service} }
workflow ab : online { ${service} }
sensor load = request-rate(a)
sensor depth(queue: String, most: Int = 3) : Count from prometheus { query: "min(queue_depth{queue=\\"\${queue}\\"} or vector(\${most}))", unit: 1 }
${more}
agent keeper { state calm : Bool = true  strategy s { WHEN every 1m  IF ${constraint}  THEN set calm = false } }`)}`,
    [],
  );
  return plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
};

const worldOf = (metrics: Readonly<Record<string, number>>, more: object = {}): World => {
  const { world, problems } = loadWorld(
    JSON.stringify({ start: '2026-12-01T09:00Z', length: '1h', metrics, ...more }),
    'world.yaml',
  );
  expect(problems).toEqual([]);
  return world;
};

/** By label what the world has, `4 of the query` where it is the query's. */
function found(constraint: string, metrics: Readonly<Record<string, number>>): Record<string, string> {
  const find = scriptedMetrics(worldOf(metrics));
  return Object.fromEntries(
    graphsOf(constraint).flatMap(({ sensors }) =>
      sensors.flatMap((sensor) => {
        const scripted = find(sensor);
        const reading = scripted?.answers[0]?.reading;
        if (!scripted || !reading?.known) return [];
        return [[sensor.label, `${textOf(reading.value)}${scripted.isOfSensor ? '' : ' of the query'}`]];
      }),
    ),
  );
}

describe('a metric of a world', () => {
  const rates = 'request-rate(a) > 1/s and request-rate(ab) > 1/s';

  it('is of the sensor that it names, and of none whose name or query it is a part of', () => {
    expect(found(rates, { 'request-rate(ab)': 4 })).toEqual({ 'request-rate(ab)': '4' });
    for (const part of [
      'request-rate',
      'rate',
      'ab',
      'a',
      'istio_requests',
      'source',
      'sum',
      '5m',
      'destination_service_name',
    ])
      expect(found(rates, { [part]: 4 }), part).toEqual({});
  });

  it('is of a sensor whatever its spaces, and whether what it has is said or not', () => {
    for (const key of [
      'request-rate( a )',
      ' request-rate(of: a)',
      'request-rate(a, over: 5m)',
      'request-rate(a, 300s)',
      'request-rate(over: 300s, of: a)',
      'load',
    ]) {
      expect(found('request-rate(a) > 1/s and load > 2/s', { [key]: 4 }), key).toEqual({ 'request-rate(a)': '4' });
    }
    for (const key of [
      'request-rate(a, over: 1m)',
      'request-rate(a, 5m, 5m)',
      'request-rate(over: 5m)',
      'request-rate(a',
      'load()x',
    ])
      expect(found('load > 1/s', { [key]: 4 }), key).toEqual({});
    expect(found('latency(a, quantile: 50%) > 1s', { 'latency(a, 0.5)': 4, 'latency(a)': 5 })).toEqual({
      'latency(a, quantile: 50%)': '4',
    });
  });

  it('is of a sensor with a text', () => {
    for (const key of ['depth("in")', 'depth(queue: "in", most: 3)'])
      expect(found('depth("in") > 1 and depth("inner") > 1', { [key]: 4 }), key).toEqual({ 'depth("in")': '4' });
  });

  it('is of all sensors whose query selects it, by its whole name', () => {
    expect(found(rates, { istio_requests_total: 4 })).toEqual({
      'request-rate(a)': '4 of the query',
      'request-rate(ab)': '4 of the query',
    });
    expect(found('depth("in") > 1', { queue_depth: 4 })).toEqual({ 'depth("in")': '4 of the query' });
  });

  it('is of a sensor rather than of its query, and the first of several', () => {
    expect(found(rates, { istio_requests_total: 4, 'request-rate(a)': 5, 'request-rate(of: a)': 6 })).toEqual({
      'request-rate(a)': '5',
      'request-rate(ab)': '4 of the query',
    });
  });

  it('is told where no agent reads it, as are sensors', () => {
    const graphs = graphsOf(
      'load > 1/s and drift',
      'endpoint desk : sidecar { image "d:1" }\nsensor drift : Bool from http { endpoint: desk }',
    );
    const world = worldOf(
      { load: 1, istio_requests_total: 2, 'request-rate(ab)': 3, up: 4 },
      { sensors: { drift: true, drifts: true } },
    );
    expect(unread(graphs, world)).toEqual([
      'no agent reads request-rate(ab), which the world has among its metrics; of what can stand there they read load',
      'no agent reads up, which the world has among its metrics; of what can stand there they read load',
      'no agent reads drifts, which the world has among its sensors; of what can stand there they read drift',
    ]);
    expect(unread([], worldOf({ up: 4 }))).toEqual([
      'no agent reads up, which the world has among its metrics; they read nothing that can stand there',
    ]);
  });
});

describe('the names of metrics in a query', () => {
  it('are those that it selects', () => {
    const query =
      'sum by (le) (rate(a_b{c="d", __name__="e"}[5m])) and {"my.metric", f=~"g"} # h\n or {__name__="i"} - {__name__=~"j"}';
    expect([...metricNames(query)].sort()).toEqual(['a_b', 'e', 'i', 'my.metric']);
  });
});

describe('the key of a sensor', () => {
  it('is taken apart', () => {
    expect(readSensorKey('f(a.next, b: m@3, "x, \\"y\\")", [1m, -2], true, none)')).toEqual({
      sensor: 'f',
      arguments: [
        { value: 'a.next' },
        { name: 'b', value: 'm@3' },
        { value: 'x, "y")' },
        { value: [60, -2] },
        { value: true },
        { value: null },
      ],
    });
    expect(readSensorKey('f()')).toEqual({ sensor: 'f', arguments: [] });
    for (const odd of ['', '(a)', 'f(', 'f)', 'f(a', 'f(,)', 'f(a b)', 'f("a)', 'f(a:)', 'f(a) b', 'f([a)', ':', '"f"'])
      expect(readSensorKey(odd), odd).toBeUndefined();
  });
});
