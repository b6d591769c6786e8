import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SensorNode } from '../../src/contract/strategy-graph/strategy-graph.ts';
import { compileTexts } from '../support/marked.ts';
import { missing } from './environment.ts';
import { compileReadings, NAMESPACE } from './readings.ts';

/** Prometheus' own evaluator, which plays hours at once. */
const promtool = process.env['PROMTOOL'] ?? '';

/** One sample every half a minute, in promtool's notation: `0+1x10` counts, `_` is none, `stale` an end. */
interface History {
  /** What Prometheus itself has: whether it looked. */
  readonly up: string;
  /** Fast requests that were answered, of a pod; and slow ones, and those that failed, of others. */
  readonly fast?: string;
  readonly slow?: string;
  readonly failed?: string;
}

/** In base units, or unknown; and how far it may be off, as a share. */
type Expected = number | 'unknown';

const ALWAYS = '1x200';
/** An hour's samples. */
const HOUR = '_x119';

/** Looked at 62 minutes after the beginning, with windows of five: what is new began within the last one. */
const histories = {
  /** Ten of the fast ones within the window; twenty of each other, all before their first sample. */
  'new series beside an old one': {
    up: ALWAYS,
    fast: '0+1x200',
    slow: `${HOUR} 20x80`,
    failed: `${HOUR} 20x80`,
  },
  'a workflow that is new': { up: ALWAYS, slow: `${HOUR} 20x80` },
  'a series that counts from zero again': { up: ALWAYS, fast: '0+1x121 0+1x80' },
  'a Prometheus that is new': { up: `${HOUR} 1x80`, fast: `${HOUR} 1000000+1x80` },
  'a scrape that failed for twenty minutes': {
    up: ALWAYS,
    fast: `1000000+1x79 stale _x39 1000120+1x80`,
  },
  'nobody calls': { up: ALWAYS, fast: '7x200', failed: '3x200' },
  'the pods are gone': { up: ALWAYS, fast: '0+1x121 stale', failed: '0+1x121 stale' },
} as const satisfies Readonly<Record<string, History>>;

type Name = keyof typeof histories;

const labels = (own: Readonly<Record<string, string>>): string =>
  Object.entries(own)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');

interface Exporter {
  /** The histogram's name, and its bounds below and above all fast answers, in its own unit. */
  readonly histogram: string;
  readonly bounds: readonly [fast: number, slow: number];
  readonly labels: (outcome: 'ok' | 'failed') => Readonly<Record<string, string>>;
  /** A counter of requests where the histogram's is not read. */
  readonly counter?: string;
}

const exporters: Readonly<Record<string, Exporter>> = {
  'std/istio': {
    histogram: 'istio_request_duration_milliseconds',
    bounds: [100, 1000],
    counter: 'istio_requests_total',
    labels: (outcome) => ({
      reporter: 'source',
      destination_service_name: 'serve-default',
      destination_service_namespace: NAMESPACE,
      response_code: outcome === 'ok' ? '200' : '503',
      response_flags: outcome === 'ok' ? '-' : 'UF',
      grpc_response_status: '',
    }),
  },
  'std/seldon': {
    histogram: 'seldon_api_executor_server_requests_seconds',
    bounds: [0.1, 1],
    labels: (outcome) => ({
      namespace: NAMESPACE,
      deployment_name: 'serve',
      predictor_name: 'default',
      service: 'predictions',
      code: outcome === 'ok' ? '200' : '503',
    }),
  },
  'std/seldon, of a service': {
    histogram: 'seldon_api_executor_client_requests_seconds',
    bounds: [0.1, 1],
    labels: (outcome) => ({
      namespace: NAMESPACE,
      deployment_name: 'serve',
      predictor_name: 'default',
      model_name: 'graph',
      code: outcome === 'ok' ? '200' : '503',
    }),
  },
  'std/kserve': {
    histogram: 'request_predict_seconds',
    bounds: [0.1, 1],
    labels: () => ({ namespace: NAMESPACE, model_name: 'serve' }),
  },
};

/** The samples of a pod as its exporter gives them; a slow answer takes nine tenths of a bucket's bound. */
function seriesOf({ histogram, bounds, labels: of, counter }: Exporter, pod: keyof History, values: string): string[] {
  // As Kubernetes names the pods of the Deployment that KServe makes.
  const own = { ...of(pod === 'failed' ? 'failed' : 'ok'), pod: `serve-predictor-5d9c8b7f64-${pod.slice(0, 4)}0` };
  const series = (name: string, more: Readonly<Record<string, string>>, samples: string): string =>
    `  - {series: '${name}{${labels({ ...own, ...more })}}', values: '${samples}'}`;
  const none = values.replaceAll(/\d+(\+\d+)?x/g, '0x').replaceAll(/(?<= |^)\d+(?= |$)/g, '0');
  const time = bounds[pod === 'fast' ? 0 : 1] * (pod === 'fast' ? 0.5 : 0.9);
  const spent = values.replaceAll(
    /(\d+)(?:\+(\d+))?x/g,
    (_, from: string, step?: string) => `${String(Number(from) * time)}+${String(Number(step ?? 0) * time)}x`,
  );
  return [
    ...(counter === undefined ? [] : [series(counter, {}, values)]),
    series(`${histogram}_count`, {}, values),
    series(`${histogram}_sum`, {}, spent),
    series(`${histogram}_bucket`, { le: String(bounds[0]) }, pod === 'fast' ? values : none),
    series(`${histogram}_bucket`, { le: String(bounds[1]) }, values),
    series(`${histogram}_bucket`, { le: '+Inf' }, values),
  ];
}

const inputOf = (exporter: Exporter, history: History): string =>
  [
    `  - {series: 'up{job="x"}', values: '${history.up}'}`,
    ...(['fast', 'slow', 'failed'] as const).flatMap((pod) =>
      history[pod] === undefined ? [] : seriesOf(exporter, pod, history[pod]),
    ),
  ].join('\n');

const folder = mkdtempSync(join(tmpdir(), 'histories-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What Prometheus says of a query, at an instant; nothing where all is as expected. */
function differences(input: string, cases: readonly { query: string; factor: number; expected: Expected }[]): string {
  const tests = cases.map(({ query, factor, expected }) => {
    // A value is compared there, since promtool wants every digit of one.
    const [text, samples] =
      expected === 'unknown'
        ? [`(${query}) >= -Inf`, '[]']
        : [
            `abs((${query}) * ${String(factor)} - ${String(expected)}) <= bool ${String(expected * 0.011)}`,
            `[{labels: '{}', value: 1}]`,
          ];
    return `  - {eval_time: 62m, expr: ${JSON.stringify(text)}, exp_samples: ${samples}}`;
  });
  const path = join(folder, 'test.yml');
  writeFileSync(
    path,
    ['tests:', '- interval: 30s', '  input_series:', input, '  promql_expr_test:', ...tests].join('\n'),
  );
  try {
    execFileSync(promtool, ['test', 'rules', path], { encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return String((error as { stdout?: string }).stdout) + String((error as { stderr?: string }).stderr);
  }
}

function queryOf(sensor: SensorNode | undefined): { query: string; factor: number } {
  const { query, factor } = sensor?.source.fixed ?? {};
  if (typeof query !== 'string' || typeof factor !== 'number') throw new Error('there is no such query');
  return { query, factor };
}

const APPLICATION = `platform cluster { registry "r.example.org"  metrics prometheus "http://p:9090"  mesh istio { gateway: "i/g" }  command ["run"]
  artifacts s3 "s3://models" { endpoint: "http://store.example:9000", credentials: secret store }  tracker mlflow "http://t:5000" }
application library { team team  on cluster }
model cnn { registered "cnn"  better accuracy }`;

/** What each sensor is in each history. Without rows for a history, it is unknown there. */
type Row = Readonly<Partial<Record<Name, number>>>;

/** Requests within five minutes. */
const counts = (fresh: number): Row => ({
  'new series beside an old one': fresh,
  'a workflow that is new': 20,
  // The step to the zero is none.
  'a series that counts from zero again': 9,
  // The steps that are seen, and half of one before them.
  'a Prometheus that is new': 5.5,
  'a scrape that failed for twenty minutes': 4.5,
  'nobody calls': 0,
});
const per = (row: Row, seconds: number): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value / seconds]));
/** A share of requests; where nobody calls there is none. */
const share = (fresh: number, others: number, slow = others): Row => ({
  'new series beside an old one': fresh,
  'a workflow that is new': slow,
  'a series that counts from zero again': others,
  'a Prometheus that is new': others,
  'a scrape that failed for twenty minutes': others,
});

const rows: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  'std/istio': {
    'request-count(serve)': counts(50),
    'request-rate(serve)': per(counts(50), 300),
    'failure-rate(serve)': share(0.4, 0),
    'success-rate(serve)': share(0.6, 1),
    'unreachable-rate(serve)': share(0.4, 0),
    // Without those that came to no replica.
    'mean-latency(serve)': share((10 * 0.05 + 20 * 0.9) / 30, 0.05, 0.9),
    'latency(serve)': share(0.1 + 0.9 * (18.5 / 20), 0.095, 0.1 + 0.9 * 0.95),
  },
  'std/seldon': {
    'request-count(serve)': counts(50),
    'request-rate(serve)': per(counts(50), 300),
    'failure-rate(serve)': share(0.4, 0),
    'success-rate(serve)': share(0.6, 1),
    'mean-latency(serve)': share((10 * 0.05 + 40 * 0.9) / 50, 0.05, 0.9),
    'latency(serve)': share(0.1 + 0.9 * (37.5 / 40), 0.095, 0.1 + 0.9 * 0.95),
  },
  'std/seldon, of a service': {
    'service-request-rate(serve, service: graph)': per(counts(50), 300),
    'service-failure-rate(serve, service: graph)': share(0.4, 0),
    'service-latency(serve, service: graph)': share(0.1 + 0.9 * (37.5 / 40), 0.095, 0.1 + 0.9 * 0.95),
  },
  'std/kserve': {
    'request-count(serve)': counts(50),
    'request-rate(serve)': per(counts(50), 300),
    'mean-predict-latency(serve)': share((10 * 0.05 + 40 * 0.9) / 50, 0.05, 0.9),
    'predict-latency(serve)': share(0.1 + 0.9 * (37.5 / 40), 0.095, 0.1 + 0.9 * 0.95),
  },
};

describe.skipIf(missing.length > 0 || promtool === '')('Prometheus says of each sensor of', () => {
  describe.each(Object.entries(rows))('%s', (library, own) => {
    const serving = library === 'std/kserve' ? { serving: 'kserve' } : {};
    let sensors: ReturnType<typeof compileReadings>;
    beforeAll(() => {
      sensors = compileReadings(library.replace(/,.*/, ''), Object.keys(own), serving);
    });

    it.each(Object.entries(histories))('what is true of %s', (name, history) => {
      const exporter = exporters[library];
      if (!exporter) throw new Error(`there is no exporter for ${library}`);
      const cases = Object.entries(own).map(([reading, row]) => {
        return { ...queryOf(sensors.get(reading)), expected: row[name as Name] ?? ('unknown' as const) };
      });
      expect(differences(inputOf(exporter, history), cases)).toBe('');
    });
  });

  it.each<[Name, number]>([
    ['a workflow that is new', 955],
    ['nobody calls', 7],
    ['the pods are gone', 7],
  ])('what scales with a default, of %s', (name, expected) => {
    const { plan } = compileTexts(`import { latency } from "std/istio"
${APPLICATION}
workflow serve : online {
  service s : model { server sklearn  model cnn@1 }
  replicas 1..9 scale on latency(serve) default 7ms to 200ms
}`);
    const query = plan?.teams[0]?.online[0]?.scaling?.query ?? '';
    const [exporter] = Object.values(exporters);
    if (!exporter) throw new Error('there is no exporter');
    expect(differences(inputOf(exporter, histories[name]), [{ query, factor: 1, expected }])).toBe('');
  });

  it.each([
    ['a pod that begins', '_x119 3x80', '1x200', 3],
    // It was three and is four.
    ['another restart', '3x119 4x80', '1x200', 1],
    // The pod is as old as ever; its series are those of another exporter.
    ['an exporter that moved', '3x119 stale', '1x200', 0, '_x120 3x80'],
    ['an exporter that is new', '_x119 3x80', '_x119 1x80', 0],
  ])('restarts of %s', (_, values, others, expected, moved?: string) => {
    const sensors = compileReadings('std/kube-state-metrics', [
      'restarts(serve, over: 5m)',
      'oom-restarts(serve, over: 5m)',
    ]);
    const own = `namespace="${NAMESPACE}",pod="serve-default-0-graph-5d9c8b7f64-p0000",uid="u",container="graph"`;
    const input = [
      [`kube_pod_status_phase{namespace="${NAMESPACE}",pod="other",phase="Running"}`, others],
      [`kube_pod_container_status_restarts_total{${own}}`, values],
      [`kube_pod_container_status_last_terminated_reason{${own},reason="OOMKilled"}`, '1x200'],
      ...(moved === undefined ? [] : [[`kube_pod_container_status_restarts_total{${own},instance="b"}`, moved]]),
    ].map(([series, samples]) => `  - {series: '${String(series)}', values: '${String(samples)}'}`);
    const cases = [...sensors.values()].map((sensor) => ({
      ...queryOf(sensor),
      expected,
    }));
    expect(differences(input.join('\n'), cases)).toBe('');
  });
});
