import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, until } from '../cluster/client.ts';
import { endRun, experiment, log, post, startRun, TRACKER } from '../services/mlflow.ts';
import { list, look, record, text } from '../target/emit/look.ts';
import { agentsOn, leave, textAt, type Agent } from './agent-pods.ts';
import { build } from './build.ts';
import { canMount, missing } from './environment.ts';
import { Stage } from './stage.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RUNTIME = join(ROOT, '.build', 'runtime.js');
const run = promisify(execFile);

const ENGINEERS = 'scanflow-tablev-dataengineer';
const SCIENTISTS = 'scanflow-tablev-datascience';
const AGENTS = ['tracker-agent', 'checker-agent', 'planner-agent', 'executor-agent'];
/** What is kept in the tracker has names of this run. */
const MARK = `t${Date.now().toString(36)}`;
const MODEL = `mnist_cnn_${MARK}`;

/**
 * Table V of the paper with the agents themselves: the runtime's bundle as a process for each of their pods, with its own account,
 * against MLflow, the API server, and the controller of Argo Workflows. What is not itself: the hours are ten seconds; the programs of
 * the steps are not run, and the test logs in their name what they would log; what Seldon's operator says in `status`, it says, too.
 */
describe.skipIf(missing('argo').length > 0 || TRACKER === '' || !canMount())(
  'Table V of the paper, with real parts',
  () => {
    let stage: Stage;
    let pods: ReadonlyMap<string, Agent>;
    let experiments: Readonly<Record<string, string>>;
    let stopStandIns = false;
    const standIns: Promise<void>[] = [];

    beforeAll(async () => {
      const cluster = await Cluster.connect();
      stage = new Stage(cluster, await buildHere());
      await stage.raise();
      for (const namespace of [ENGINEERS, SCIENTISTS]) await stage.provideVolumes(namespace);
      experiments = {
        predictor: await experiment(`predictor_${MARK}`),
        checker: await experiment(`checker_${MARK}`),
        'pick-data': await experiment(`pick-data_${MARK}`),
        training: await experiment(`training_${MARK}`),
      };
      // A version is served from the start.
      await post('registered-models/create', { name: MODEL });
      await trained('first', 'modeling-cnn1', 0.9);
      await register(['--run=first', '--candidate=modeling-cnn1', `--model=${MODEL}`, '--metric=accuracy']);
      await post('registered-models/alias', { name: MODEL, alias: 'production', version: '1' });
      pods = await agentsOn(stage, ENGINEERS, AGENTS);
      standIns.push(beSeldon(), beSteps());
    });

    afterAll(async () => {
      stopStandIns = true;
      await Promise.all(standIns);
      for (const { pod } of pods.values()) await pod.remove();
      await stage.strike();
      stage.cluster.close();
    });

    // What the agents said is all that there is to see of them later.
    afterEach(({ task }) => {
      if (task.result?.state !== 'fail') return;
      for (const [name, { pod }] of pods) process.stderr.write(`${name}:\n${pod.logged.slice(-5000)}\n`);
    });

    /** What Seldon's operator says of an object that it has brought up. */
    async function beSeldon(): Promise<void> {
      const path = await stage.cluster.pathOf(stage.find('SeldonDeployment', 'inference'));
      const say = (state: string): Promise<unknown> =>
        stage.cluster.send('PATCH', `${path}/status`, { status: { state } }, MERGE);
      let seen: unknown;
      while (!stopStandIns) {
        const { body } = await stage.cluster.send('GET', path);
        const generation = look(body, 'metadata.generation');
        if (generation !== seen) await say('Creating');
        else if (look(body, 'status.state') !== 'Available') await say('Available');
        seen = generation;
        await sleep(1000);
      }
    }

    /** What the programs of the steps log, once for each run, as soon as the controller has brought it so far. */
    async function beSteps(): Promise<void> {
      const done = new Set<string>();
      const once = async (what: string, act: () => Promise<void>): Promise<void> => {
        if (done.has(what)) return;
        done.add(what);
        await act();
      };
      while (!stopStandIns) {
        for (const detector of await runsOf(ENGINEERS, 'detector'))
          if (hasSucceeded(detector, 'pick-data'))
            await once(nameOf(detector), async () => {
              await logged('checker', 'n_anomalies', 300);
              await logged('pick-data', 'n_critical_data', 120, 'x_picked');
            });
        for (const training of await runsOf(SCIENTISTS, 'training')) {
          const name = nameOf(training);
          if (hasSucceeded(training, 'modeling-cnn2'))
            await once(name, async () => {
              await trained(name, 'modeling-cnn1', 0.93);
              await trained(name, 'modeling-cnn2', 0.95);
              const [container] = list(stage.find('WorkflowTemplate', 'training'), 'spec.templates')
                .filter((template) => look(template, 'name') === 'register-mnist-cnn')
                .map((template) => look(template, 'container'));
              await register(list(container, 'args').map((arg) => String(arg).replace('{{workflow.name}}', name)));
            });
        }
        await sleep(300);
      }
    }

    const runsOf = async (namespace: string, template: string): Promise<unknown[]> => {
      const { body } = await stage.cluster.send('GET', `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows`);
      return list(body, 'items').filter((one) => look(one, 'spec.workflowTemplateRef.name') === template);
    };

    const logged = async (of: string, metric: string, value: number, artifact?: string): Promise<void> => {
      const id = experiments[of] ?? '';
      const started = await startRun(id);
      if (artifact !== undefined) {
        const address = `${TRACKER}/api/2.0/mlflow-artifacts/artifacts/${id}/${started}/artifacts/${artifact}/data.npy`;
        expect((await fetch(address, { method: 'PUT', body: 'x' })).status).toBe(200);
      }
      await log(started, metric, [[Date.now(), value]]);
      await endRun(started);
    };

    async function trained(workflowRun: string, step: string, accuracy: number): Promise<void> {
      const of = experiments['training'] ?? '';
      const started = await startRun(of, { 'sflow.dev/run': workflowRun, 'sflow.dev/step': step });
      await log(started, 'accuracy', [[Date.now(), accuracy]]);
      const { model } = await post('logged-models', { experiment_id: of, name: 'cnn', source_run_id: started });
      const model_id = text(model, 'info.model_id');
      await post('runs/outputs', { run_id: started, models: [{ model_id, step: 0 }] });
      await endRun(started);
    }

    const production = async (): Promise<string> => {
      const query = new URLSearchParams({ name: MODEL, alias: 'production' });
      const response = await fetch(`${TRACKER}/api/2.0/mlflow/registered-models/alias?${query.toString()}`);
      return text(await response.json(), 'model_version.version');
    };

    const served = async (): Promise<string> =>
      text(
        list(await stage.cluster.read(stage.find('SeldonDeployment', 'inference')), 'spec.predictors')[0],
        'graph.modelUri',
      );

    it('does nothing at 999 predictions', async () => {
      for (const count of [500, 499]) await logged('predictor', 'n_predictions', count, 'x_inference');
      const { decisions } = await tracker();
      await until('three more looks', async () => (await tracker()).decisions >= decisions + 3);
      expect((await tracker()).last).toContain('predictions since last fired = 999');
      expect(await runsOf(ENGINEERS, 'detector')).toEqual([]);
    });

    it(
      'at 1000 goes from tracker to checker, detector, planner, training and promotion, each once',
      { timeout: 300_000 },
      async () => {
        const before = await served();
        await logged('predictor', 'n_predictions', 1, 'x_inference');
        await until('another version to be served', async () => (await served()) !== before, 150);
        await until('the promotion to be done', async () => (await acts('executor-agent')).length === 1);
        expect(await production()).toBe('2');
        expect(await served()).not.toBe(before);
        // Nothing comes again in the looks that follow.
        const { decisions } = await tracker();
        await until('three more looks', async () => (await tracker()).decisions >= decisions + 3);
        expect(await runsOf(ENGINEERS, 'detector')).toHaveLength(1);
        expect(await runsOf(SCIENTISTS, 'training')).toHaveLength(1);
        const chain = (await Promise.all(AGENTS.map((agent) => acts(agent)))).flat().sort((a, b) => a.at - b.at);
        expect(chain.map(({ strategy }) => strategy)).toEqual([
          'count-predictions',
          'check-predictions',
          'retrain-model',
          'update-model',
          'change-model',
        ]);
      },
    );

    it('tells no secret in logs, metrics and journals, and replays as it was', async () => {
      await leave(pods);
    });

    const acts = async (agent: string): Promise<{ strategy: string; at: number }[]> => {
      const answer: unknown = JSON.parse(
        await textAt(`${pods.get(agent)?.people ?? ''}/v1/decisions?verdict=act&most=200`),
      );
      return list(answer, 'items').map((one) => ({ strategy: text(one, 'strategy'), at: Number(look(one, 'at')) }));
    };

    const tracker = async (): Promise<{ decisions: number; last: string }> => {
      const answer: unknown = JSON.parse(
        await textAt(`${pods.get('tracker-agent')?.people ?? ''}/v1/decisions?most=200`),
      );
      const items = list(answer, 'items').filter((one) => look(one, 'kind') === 'decision');
      return { decisions: items.length, last: text(items[0], 'told.headline') };
    };
  },
);

const MERGE = 'application/merge-patch+json';

/** The registering step's own program, as its pod runs it. */
async function register(args: readonly string[]): Promise<void> {
  await run(process.execPath, [RUNTIME, 'register', ...args], { env: { MLFLOW_TRACKING_URI: TRACKER } });
}

const nameOf = (object: unknown): string => text(object, 'metadata.name');

const hasSucceeded = (workflow: unknown, step: string): boolean =>
  Object.values(record(look(workflow, 'status.nodes'))).some(
    (node) => look(node, 'displayName') === step && look(node, 'phase') === 'Succeeded',
  );

/** The example under names of its own, with the tracker that is here, and ten seconds in the place of an hour. */
async function buildHere(): ReturnType<typeof build> {
  const copy = await mkdtemp(join(tmpdir(), 'sflow-table-v-'));
  try {
    await cp(join(ROOT, 'examples', 'mnist'), copy, { recursive: true });
    for (const name of await readdir(copy)) {
      if (!name.endsWith('.sflow')) continue;
      const path = join(copy, name);
      const source = await readFile(path, 'utf8');
      await writeFile(
        path,
        source
          .replace('application mnist ', 'application tablev ')
          .replace('"scanflow-mnist-', '"scanflow-tablev-')
          .replace('deployed by executor-agent', '')
          .replace('"mnist_cnn"', `"${MODEL}"`)
          .replace(/tracker\s+mlflow "[^"]*"/, `tracker mlflow "${TRACKER}"`)
          .replaceAll(/(experiment:? )"(predictor|checker|pick-data)"/g, `$1"$2_${MARK}"`)
          .replaceAll('WHEN every 1h', 'WHEN every 10s'),
      );
    }
    return await build(copy);
  } finally {
    await rm(copy, { recursive: true });
  }
}
