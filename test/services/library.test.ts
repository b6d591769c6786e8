import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import { missing } from './environment.ts';
import { playExporters } from './exporters.ts';
import { Generator, seconds } from './generator.ts';
import { compileReadings, NAMESPACE, observe, told } from './readings.ts';

/** A reading, what it has to be in base units, its type, and how far a rate may be off: the clock of scrapes is not exact. */
type Row = readonly [reading: string, value: number, type: string, tolerance?: number];

const RATE = 0.1;
/** Both sides of a quotient are of the same scrape. */
const SHARE = 0.02;
const MI = 2 ** 20;

/** Every sensor of the library that reads Prometheus, with what the generator was told. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  'std/istio': [
    ['request-rate(serve, over: 10s)', 20, 'Rate', RATE],
    ['request-count(serve, over: 10s)', 200, 'Count', RATE],
    ['failure-rate(serve, over: 10s)', 0.1, 'Ratio', SHARE],
    ['success-rate(serve, over: 10s)', 0.9, 'Ratio', SHARE],
    // The failed ones have the flag of a connection that failed.
    ['unreachable-rate(serve, over: 10s)', 0.1, 'Ratio', SHARE],
    ['latency(serve, over: 10s)', 0.18, 'Duration', SHARE],
    ['mean-latency(serve, over: 10s)', 0.18, 'Duration', SHARE],
    ['failure-rate(remote, over: 10s)', 0.2, 'Ratio', SHARE],
    ['success-rate(remote, over: 10s)', 0.8, 'Ratio', SHARE],
    ['unreachable-rate(remote, over: 10s)', 0, 'Ratio'],
  ],
  'std/seldon': [
    ['request-rate(serve, over: 10s)', 20, 'Rate', RATE],
    ['request-count(serve, over: 10s)', 200, 'Count', RATE],
    ['failure-rate(serve, over: 10s)', 0.1, 'Ratio', SHARE],
    ['success-rate(serve, over: 10s)', 0.9, 'Ratio', SHARE],
    ['latency(serve, over: 10s)', 0.18, 'Duration', SHARE],
    ['mean-latency(serve, over: 10s)', 0.18, 'Duration', SHARE],
    ['request-rate(serve.next, over: 10s)', 100, 'Rate', RATE],
    ['failure-rate(serve.next, over: 10s)', 1, 'Ratio', SHARE],
    ['service-request-rate(serve, service: graph, over: 10s)', 20, 'Rate', RATE],
    ['service-failure-rate(serve, service: graph, over: 10s)', 0.1, 'Ratio', SHARE],
    ['service-latency(serve, service: graph, over: 10s)', 0.18, 'Duration', SHARE],
  ],
  'std/kserve': [
    ['request-rate(serve, over: 10s)', 8, 'Rate', RATE],
    ['request-count(serve, over: 10s)', 80, 'Count', RATE],
    // 80% are below 100ms, and the others between that and 250ms: three quarters of the way are 95%.
    ['predict-latency(serve, over: 10s)', 0.2125, 'Duration', SHARE],
    ['predict-latency(serve, quantile: 40%, over: 10s)', 0.075, 'Duration', SHARE],
    ['mean-predict-latency(serve, over: 10s)', 0.09, 'Duration', SHARE],
    ['preprocess-latency(serve, quantile: 50%, over: 10s)', 0.075, 'Duration', SHARE],
    ['postprocess-latency(serve, over: 10s)', 0.175, 'Duration', SHARE],
    // Of a graph: all requests come to the first service, and the second is the slower one.
    ['request-rate(chain, over: 10s)', 6, 'Rate', RATE],
    ['mean-predict-latency(chain, over: 10s)', 0.12, 'Duration', SHARE],
    ['predict-latency(chain, quantile: 75%, over: 10s)', 0.175, 'Duration', SHARE],
    ['request-rate(remote, over: 10s)', 0, 'Rate'],
  ],
  'std/kube-state-metrics': [
    ['ready-replicas(serve)', 2, 'Count'],
    ['available-replicas(serve)', 2, 'Count'],
    ['desired-replicas(serve)', 3, 'Count'],
    ['unavailable-replicas(serve)', 1, 'Count'],
    ['running-pods(serve)', 2, 'Count'],
    ['pending-pods(serve)', 1, 'Count'],
    ['failed-pods(serve)', 0, 'Count'],
    ['running-pods(train)', 1, 'Count'],
    ['pending-pods(train)', 1, 'Count'],
    ['failed-pods(train)', 2, 'Count'],
    // No pod of it is there, and kube-state-metrics is.
    ['running-pods(remote)', 0, 'Count'],
    ['restarts(serve, over: 30s)', 4, 'Count'],
    ['oom-restarts(serve, over: 30s)', 1, 'Count'],
    ['oom-kills(train, over: 10s)', 2, 'Count'],
    ['executor-oom-kills(train, executor: fit, over: 10s)', 1, 'Count'],
  ],
  'std/cadvisor': [
    // Each pod has the model's container and the executor's, which uses a hundredth of a core.
    ['cpu-usage(serve, over: 10s)', 0.52, 'Cpu', RATE],
    ['cpu-usage-per-replica(serve, over: 10s)', 0.26, 'Cpu', RATE],
    ['cpu-usage(train, over: 10s)', 1.5, 'Cpu', RATE],
    ['cpu-limit-utilization(serve, over: 10s)', 0.5, 'Ratio', RATE],
    ['cpu-throttling(serve, over: 10s)', 0.25, 'Ratio', SHARE],
    ['memory-usage(serve)', (256 + 384 + 2 * 32) * MI, 'Bytes'],
    ['memory-usage(train)', 1024 * MI, 'Bytes'],
    ['memory-usage-per-replica(serve)', (320 + 32) * MI, 'Bytes'],
    ['memory-limit-utilization(serve)', 384 / 512, 'Ratio'],
  ],
};

const servingOf = (library: string): { serving?: string } => (library === 'std/kserve' ? { serving: 'kserve' } : {});

describe('the tests of the library', () => {
  it('leave no sensor out that reads Prometheus', () => {
    for (const file of readdirSync('stdlib').filter((name) => name.endsWith('.sflow'))) {
      const { declarations } = parse({ path: file, text: readFileSync(`stdlib/${file}`, 'utf8') }).value;
      const sensors = declarations.flatMap((one) =>
        one.kind === 'sensor' && one.source?.text === 'prometheus' ? [one.name.text] : [],
      );
      const tested = new Set(
        (rows[`std/${file.replace('.sflow', '')}`] ?? []).map(([text]) => text.replace(/\(.*/, '')),
      );
      expect([...tested].sort(), file).toEqual([...sensors].sort());
    }
  });
});

describe.skipIf(missing.length > 0)('with a real Prometheus', () => {
  const generator = new Generator();
  let endExecutor: () => Promise<void>;
  const healthy = {
    namespace: NAMESPACE,
    predictor: 'default',
    model: 'graph',
    rate: 20,
    failures: 0.1,
    latency: { quantile: 0.95, ms: 180 },
    pods: 3,
    phase: ['Running', 'Running', 'Pending'],
    cpu: 0.25,
  };

  beforeAll(async () => {
    await generator.service('serve', healthy);
    endExecutor = await playExporters(generator);
    // A window of ten seconds is full, and the last change was scraped.
    await seconds(14);
  });

  afterAll(() => generator.clear());

  describe.each(Object.entries(rows))('%s', (library, own) => {
    const readings = own.map(([reading]) => reading);

    it.each(own.map((row) => ({ reading: row[0], row })))('$reading', async ({ row }) => {
      const [reading, value, type, tolerance = 0] = row;
      const sensor = compileReadings(library, readings, servingOf(library)).get(reading);
      expect(sensor?.type).toBe(type);
      const observation = await observe(sensor);
      expect(observation.known, told(sensor, observation)).toBe(true);
      const found = observation.known ? Number(observation.value) : NaN;
      expect(Math.abs(found - value), told(sensor, observation)).toBeLessThanOrEqual(
        Math.abs(value) * tolerance + 1e-9,
      );
    });
  });

  /** A reading as an agent would tell it now. */
  const say = async (library: string, reading: string): Promise<string> => {
    const sensor = compileReadings(library, [reading]).get(reading);
    return told(sensor, await observe(sensor));
  };

  it('tells readings with their units', async () => {
    expect(await say('std/cadvisor', 'memory-usage-per-replica(serve)')).toBe('352Mi');
    expect(await say('std/cadvisor', 'memory-limit-utilization(serve)')).toBe('75%');
    expect(await say('std/istio', 'latency(serve, over: 10s)')).toMatch(/^1[78]\d(\.\d+)?ms$/);
  });

  it('counts what a series brings with it that begins between two looks', async () => {
    // Prometheus has looked for two windows, and the other requests of this one are 100, of which 20 fail.
    await seconds(7);
    const labels = `reporter="source",destination_service_name="remote-default",destination_service_namespace="${NAMESPACE}"`;
    await generator.raw('library-first', `istio_requests_total{${labels},response_code="503",pod="new"} 50`);
    await seconds(3);
    for (const [reading, value] of [
      ['failure-rate(remote, over: 10s)', 70 / 150],
      ['success-rate(remote, over: 10s)', 80 / 150],
      ['request-count(remote, over: 10s)', 150],
    ] as const) {
      const observation = await observe(compileReadings('std/istio', [reading]).get(reading));
      expect(observation.known && Math.abs(Number(observation.value) / value - 1), reading).toBeLessThan(RATE);
    }
    // The series stays, and begins no more.
    await seconds(10);
    const observation = await observe(
      compileReadings('std/istio', ['failure-rate(remote, over: 10s)']).get('failure-rate(remote, over: 10s)'),
    );
    expect(observation.known && Math.abs(Number(observation.value) - 0.2)).toBeLessThan(SHARE);
  });

  describe('during an outage', () => {
    beforeAll(async () => {
      await generator.service('serve', { ...healthy, phase: 'Failed' });
      await endExecutor();
      await seconds(3);
    });

    it('what nobody measures is unknown, although the window still has samples', async () => {
      for (const [reading] of rows['std/seldon'] ?? [])
        expect(await say('std/seldon', reading), reading).toMatch(/^unknown: Prometheus has no sample/);
      for (const reading of ['cpu-usage(serve, over: 10s)', 'cpu-usage-per-replica(serve, over: 10s)'])
        expect(await say('std/cadvisor', reading), reading).toMatch(/^unknown: Prometheus has no sample/);
    });

    it('zero replicas are zero', async () => {
      expect(await say('std/kube-state-metrics', 'ready-replicas(serve)')).toBe('0');
      expect(await say('std/kube-state-metrics', 'unavailable-replicas(serve)')).toBe('3');
      expect(await say('std/kube-state-metrics', 'running-pods(serve)')).toBe('0');
      expect(await say('std/kube-state-metrics', 'failed-pods(serve)')).toBe('3');
    });

    it('only callers still tell, and all of their requests fail', async () => {
      // Until the window has nothing of before.
      await seconds(10);
      expect(await say('std/istio', 'failure-rate(serve, over: 10s)')).toBe('100%');
      expect(await say('std/istio', 'success-rate(serve, over: 10s)')).toBe('0%');
      expect(await say('std/istio', 'unreachable-rate(serve, over: 10s)')).toBe('100%');
      // What is refused at once is not a fast answer.
      expect(await say('std/istio', 'latency(serve, over: 10s)')).toMatch(/^unknown: .*NaN/);
      expect(await say('std/istio', 'mean-latency(serve, over: 10s)')).toMatch(/^unknown: .*NaN/);
    });

    it.each([
      ['kube-state-metrics', 'std/kube-state-metrics', ['ready-replicas(serve)', 'desired-replicas(serve)']],
      ['istio', 'std/istio', ['request-rate(serve, over: 10s)', 'failure-rate(serve, over: 10s)']],
    ])('what %s tells is unknown while it is away', async (job, library, readings) => {
      await generator.job(job, false);
      try {
        await seconds(3);
        for (const reading of readings)
          expect(await say(library, reading), reading).toMatch(/^unknown: Prometheus has no/);
      } finally {
        await generator.job(job, true);
      }
    });
  });
});
