import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { build } from './build.ts';
import { Cluster, until } from '../cluster/client.ts';
import { list, look, text } from '../target/emit/look.ts';
import { missing, variable } from './environment.ts';
import { Link } from './link.ts';
import { Stage } from './stage.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/mnist', import.meta.url));
const SERVICE = 'inference';
const NAMESPACE = 'scanflow-scaled-dataengineer';

/** What the example asks of a replica, in requests a second. */
const THRESHOLD = 20;
const STABILIZATION_SECONDS = 120;

describe.skipIf(missing('keda').length > 0)('KEDA, with the ScaledObject of an online workflow,', () => {
  let stage: Stage;
  let link: Link;
  let scaled: KubernetesObject;

  beforeAll(async () => {
    link = await Link.to(variable('PROMETHEUS_URL'));
    await generate('DELETE');
    stage = new Stage(await Cluster.connect(), await buildWith(link.url));
    const [only, ...others] = stage.ofKind('ScaledObject');
    expect(others).toEqual([]);
    if (only === undefined) throw new Error('the example has no ScaledObject');
    scaled = only;
    await generate('PUT', 0);
    await stage.raise();
    await stage.create(standIn(scaled));
  });

  afterAll(async () => {
    await generate('DELETE');
    await link.cut();
    await stage.strike();
    stage.cluster.close();
  });

  const replicas = async (): Promise<unknown> =>
    look(await stage.cluster.read(standIn(scaled)), 'status.readyReplicas');
  const condition = async (type: string): Promise<string> => {
    const status = look(await stage.cluster.read(scaled), 'status');
    return text(
      list(status, 'conditions').find((one) => look(one, 'type') === type),
      'status',
    );
  };
  /** The requests a second of each replica, as the autoscaler last heard of them. */
  const seen = async (): Promise<string> => {
    const autoscaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { namespace: NAMESPACE, name: text(scaled, 'spec.advanced.horizontalPodAutoscalerConfig.name') },
    };
    const [metric] = list(await stage.cluster.read(autoscaler), 'status.currentMetrics');
    return text(metric, 'external.current.averageValue');
  };
  /** What the compiled query gives in Prometheus itself. */
  const demand = async (): Promise<number> => {
    const query = text(list(scaled, 'spec.triggers')[0], 'metadata.query');
    const url = `${variable('PROMETHEUS_URL')}/api/v1/query?query=${encodeURIComponent(query)}`;
    const [first] = list(await (await fetch(url)).json(), 'data.result');
    return Number(list(first, 'value')[1] ?? NaN);
  };

  it('keeps one replica without requests', async () => {
    await until('the ScaledObject to be ready', async () => (await condition('Ready')) === 'True');
    await until('the metric of the trigger', async () => (await demand()) === 0);
    await until('no fallback', async () => (await condition('Fallback')) === 'False');
    expect(await replicas()).toBe(1);
  });

  it('has as many replicas as the requests ask for', async () => {
    // The query looks at five minutes, so a short burst is as good as a steady stream.
    await generate('PUT', 45 * THRESHOLD);
    await until('the demand', async () => (await demand()) > 2.25 * THRESHOLD);
    await generate('PUT', 0);
    await until('three replicas', async () => (await replicas()) === 3);
    expect(Math.ceil((await demand()) / THRESHOLD)).toBe(3);
  });

  it('keeps the replicas when Prometheus cannot be reached', async () => {
    await link.cut();
    await until('the fallback', async () => (await condition('Fallback')) === 'True');
    // The fallback tells the autoscaler that the replicas that are there have just enough to do.
    await until('the autoscaler to be told', async () => (await seen()) === String(THRESHOLD));
    expect(await replicas()).toBe(3);
  });

  it('goes back to one replica when the requests have ended, and not at once', { timeout: 240_000 }, async () => {
    await forgetRequests();
    await until('the metric of the trigger', async () => {
      const now = await demand();
      // What was being scraped meanwhile is of the counters of before.
      if (now > 0) await forgetRequests();
      return now === 0;
    });
    const start = Date.now();
    await link.open();
    await until('the end of the fallback', async () => (await condition('Fallback')) === 'False');
    await until('one replica', async () => (await replicas()) === 1, STABILIZATION_SECONDS + 60);
    expect(Date.now() - start).toBeGreaterThan((STABILIZATION_SECONDS - 10) * 1000);
  });
});

/** The example under a name of its own, on a second platform that differs in where Prometheus is. */
async function buildWith(metricsUrl: string): Promise<KubernetesObject[]> {
  const copy = await mkdtemp(join(tmpdir(), 'sflow-scaling-'));
  try {
    await cp(EXAMPLE, copy, { recursive: true });
    for (const name of await readdir(copy)) {
      const path = join(copy, name);
      const source = (await readFile(path, 'utf8'))
        .replace('application mnist ', 'application scaled ')
        .replace('"scanflow-mnist-', '"scanflow-scaled-')
        .replace('deployed by executor-agent', '');
      const other = source
        .replace('platform cluster ', 'platform measured ')
        .replace(/metrics\s+prometheus "[^"]*"/, `metrics prometheus "${metricsUrl}"`);
      await writeFile(path, name === 'platform.sflow' ? `${source}\n${other}` : source);
    }
    return await build(copy, '--platform', 'measured');
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** A Deployment such as the serving system would make, of which the ScaledObject knows the name alone. */
function standIn(scaled: KubernetesObject): KubernetesObject {
  const labels = { app: 'stand-in' };
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: NAMESPACE, name: text(scaled, 'spec.scaleTargetRef.name') },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'stand-in:1' }] } },
    },
  };
  return object;
}

/** Tells the generator of metrics what the service gets a second. */
async function generate(method: 'PUT' | 'DELETE', rate = 0): Promise<void> {
  const body = JSON.stringify({ namespace: NAMESPACE, predictor: 'default', rate });
  const url = `${variable('METRICS_GENERATOR_URL')}/services/${SERVICE}`;
  const { status } = await fetch(url, method === 'PUT' ? { method, body } : { method });
  if (status >= 300 && method === 'PUT') throw new Error(`the generator of metrics answers ${String(status)}`);
}

/** As if the last five minutes had passed, with pods that are new: a counter that is new and not zero would count as requests of now. */
async function forgetRequests(): Promise<void> {
  await fetch(`${variable('METRICS_GENERATOR_URL')}/services/${SERVICE}/restart`, { method: 'POST' });
  const series = encodeURIComponent(`{destination_service_namespace="${NAMESPACE}"}`);
  const url = `${variable('PROMETHEUS_URL')}/api/v1/admin/tsdb/delete_series?match[]=${series}`;
  const { status } = await fetch(url, { method: 'POST' });
  if (status !== 204) throw new Error(`Prometheus answers ${String(status)} to the deletion of series`);
}
