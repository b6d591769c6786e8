import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, until } from '../cluster/client.ts';
import { list, look, text } from '../target/emit/look.ts';
import { agentsOn, leave, textAt, type Agent } from './agent-pods.ts';
import { build } from './build.ts';
import { canMount, missing, variable } from './environment.ts';
import { Stage } from './stage.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/mlperf', import.meta.url));
const NAMESPACE = 'scanflow-perf-dataengineer';
const AGENT = 'planner-agent';
const GRAPH = 'online-inference-graph';
const DEPLOYMENT = `${GRAPH}-default-0-graph`;

/**
 * Figures 9 and 11 of the paper: the planner as a process of the runtime's bundle, against a real Prometheus, the API server, and KEDA
 * with the cluster's own autoscaler. What is not itself: the minutes are seconds; a Deployment stands for what Seldon's operator makes
 * of the graph, whose pods are simulated, and that there are none of them is done to that Deployment; no proxy sends requests anywhere.
 */
describe.skipIf(missing('keda').length > 0 || !canMount())('the planner of the MLPerf example, with real parts', () => {
  let stage: Stage;
  let agents: ReadonlyMap<string, Agent>;

  beforeAll(async () => {
    await generate('DELETE');
    stage = new Stage(await Cluster.connect(), await buildHere());
    await stage.raise();
    await stage.create(standIn());
    await generate('PUT', 0);
    await until('three replicas', async () => (await ready()) === 3);
    agents = await agentsOn(stage, NAMESPACE, [AGENT]);
  });

  afterAll(async () => {
    for (const { pod } of agents.values()) await pod.remove();
    await generate('DELETE');
    await stage.strike();
    stage.cluster.close();
  });

  // What the agent said is all that there is to see of it later.
  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const { pod } of agents.values()) process.stderr.write(`${pod.logged.slice(-8000)}\n`);
  });

  const ready = async (): Promise<number> =>
    Number(look(await stage.cluster.read(standIn()), 'status.readyReplicas') ?? 0);

  const threshold = async (): Promise<unknown> => {
    const [trigger] = list(await stage.cluster.read(stage.find('ScaledObject', `${GRAPH}-scale`)), 'spec.triggers');
    return look(trigger, 'metadata.threshold');
  };
  /** What the autoscaler that KEDA made goes by. */
  const target = async (): Promise<string> => {
    const [metric] = list(
      await stage.cluster.read({
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { namespace: NAMESPACE, name: `${GRAPH}-scale` },
      }),
      'spec.metrics',
    );
    return text(metric, 'external.target.averageValue');
  };
  /** How many of a hundred requests go to the graph, and to the backup. */
  const weights = async (): Promise<unknown[]> => {
    const [route] = list(await stage.cluster.read(stage.find('VirtualService', `${GRAPH}-sflow`)), 'spec.http');
    return list(route, 'route').map((one) => look(one, 'weight'));
  };
  const acted = async (): Promise<string[]> => {
    const answer: unknown = JSON.parse(
      await textAt(`${agents.get(AGENT)?.people ?? ''}/v1/decisions?verdict=act&most=200`),
    );
    return list(answer, 'items').map((one) => text(one, 'strategy'));
  };

  it('lowers the threshold when each replica gets more than was promised, and KEDA scales by the new one', async () => {
    expect(await threshold()).toBe('20');
    // Over five minutes, 100 requests a second: more than ten replicas keep below 20.
    await generate('PUT', 6000);
    await until('so many requests', async () => (await demand()) > 260);
    await generate('PUT', 0);
    await until('the threshold of 15', async () => (await threshold()) === '15');
    await until('the autoscaler to go by it', async () => (await target()) === '15');
    await until('all replicas that there may be', async () => (await ready()) === 10);
    expect(await acted()).toEqual(['tune-scaling']);
  });

  it('sends all to the backup when no replica is ready, once, and back when three are', async () => {
    expect(await weights()).toEqual([100, 0]);
    await beNowhere(true);
    await until('the backup to get all', async () => (await weights()).join() === '0,100');
    expect(await ready()).toBe(0);
    await beNowhere(false);
    await until('three replicas', async () => (await ready()) >= 3);
    expect((await weights()).join()).toBe('0,100');
    await until('the graph to get all', async () => (await weights()).join() === '100,0');
    const acts = await acted();
    expect(acts.filter((strategy) => strategy === 'fail-over')).toHaveLength(1);
    expect(acts.filter((strategy) => strategy === 'fail-back')).toHaveLength(1);
  });

  it('does nothing while Prometheus has nothing to say of the requests', async () => {
    const before = await threshold();
    await generate('DELETE');
    await until('the load to be unknown', async () => (await lastOf('tune-scaling')).includes('is unknown'), 90);
    expect(await threshold()).toBe(before);
  });

  it('tells no secret in logs, metrics and journals, and replays as it was', async () => {
    await leave(agents);
  });

  const lastOf = async (strategy: string): Promise<string> => {
    const answer: unknown = JSON.parse(
      await textAt(`${agents.get(AGENT)?.people ?? ''}/v1/decisions?strategy=${strategy}`),
    );
    return text(list(answer, 'items')[0], 'told.headline');
  };

  /** New pods find no node, and those that are there end first. */
  async function beNowhere(nowhere: boolean): Promise<void> {
    const body = { spec: { template: { spec: { nodeSelector: { nowhere: nowhere ? 'x' : null } } } } };
    const { status } = await stage.cluster.send('PATCH', await stage.cluster.pathOf(standIn()), body, MERGE);
    expect(status).toBe(200);
  }

  async function demand(): Promise<number> {
    const query = text(list(stage.find('ScaledObject', `${GRAPH}-scale`), 'spec.triggers')[0], 'metadata.query');
    const url = `${variable('PROMETHEUS_URL')}/api/v1/query?query=${encodeURIComponent(query)}`;
    const [first] = list(await (await fetch(url)).json(), 'data.result');
    return Number(list(first, 'value')[1] ?? NaN);
  }
});

const MERGE = 'application/merge-patch+json';

/** A Deployment such as Seldon's operator makes of the graph. */
function standIn(): Parameters<Cluster['read']>[0] {
  const labels = { app: 'stand-in' };
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: NAMESPACE, name: DEPLOYMENT },
    spec: {
      replicas: 3,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'stand-in:1' }] } },
    },
  };
  return object;
}

/** Tells the generator of metrics what the graph gets a second. */
async function generate(method: 'PUT' | 'DELETE', rate = 0): Promise<void> {
  const body = JSON.stringify({ namespace: NAMESPACE, predictor: 'default', rate });
  const url = `${variable('METRICS_GENERATOR_URL')}/services/${GRAPH}`;
  const { status } = await fetch(url, method === 'PUT' ? { method, body } : { method });
  if (status >= 300 && method === 'PUT') throw new Error(`the generator of metrics answers ${String(status)}`);
}

/** The example under names of its own, with the Prometheus that is here, and seconds in the place of minutes. */
async function buildHere(): ReturnType<typeof build> {
  const copy = await mkdtemp(join(tmpdir(), 'sflow-mlperf-'));
  try {
    await cp(EXAMPLE, copy, { recursive: true });
    for (const name of await readdir(copy)) {
      if (!name.endsWith('.sflow')) continue;
      const path = join(copy, name);
      const source = await readFile(path, 'utf8');
      await writeFile(
        path,
        source
          .replace('application mlperf ', 'application perf ')
          .replace('"scanflow-mlperf-', '"scanflow-perf-')
          .replace(/metrics\s+prometheus "[^"]*"/, `metrics prometheus "${variable('PROMETHEUS_URL')}"`)
          .replaceAll('WHEN every 1m', 'WHEN every 1s')
          .replaceAll('WHEN every 30s', 'WHEN every 1s')
          .replace('20/s for 5m', '20/s for 5s')
          .replace('10/s for 30m', '10/s for 30s')
          .replace('== 0 for 30s', '== 0 for 3s')
          .replace('>= 3 for 2m', '>= 3 for 5s')
          .replace('cooldown 10m', 'cooldown 60s')
          .replace('cooldown 2h', 'cooldown 2m'),
      );
    }
    return await build(copy);
  } finally {
    await rm(copy, { recursive: true });
  }
}
