import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unmet } from '../../../src/agent/simulate/expectations.ts';
import { unread } from '../../../src/agent/simulate/scripted-metrics.ts';
import { play, type Entry } from '../../../src/agent/simulate/simulate.ts';
import { loadWorld } from '../../../src/agent/simulate/world-file.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { World } from '../../../src/agent/simulate/world.ts';
import { LOCK_FILE } from '../../../src/target/outline/lock.ts';
import { compileFolder } from '../../support/compile.ts';

/** The examples, played against the worlds beside them. Instants are derived from the worlds by hand. */
const played = async (name: string): Promise<string[]> => (await playOf(name)).entries.flatMap(told);

async function playOf(name: string, file = 'world.yaml'): Promise<Play> {
  const { plan } = await compileFolder(`examples/${name}`);
  const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
  const { world, problems } = loadWorld(readFileSync(`examples/${name}/${file}`, 'utf8'), file);
  expect(problems).toEqual([]);
  return { graphs, world, entries: play(graphs, world) };
}

interface Play {
  readonly graphs: readonly StrategyGraph[];
  readonly world: World;
  readonly entries: readonly Entry[];
}

/** What was done and what came of it, as `09:15:00 tune-scaling: updateWorkflowReplica(…)`. */
function told(entry: Entry): string[] {
  if (entry.kind !== 'trace') return [];
  const { at, trace } = entry;
  const time = new Date(at).toISOString().slice(11, 19);
  if (trace.kind === 'approval') return [`${time} ${trace.by} ${trace.answer}`];
  if (trace.kind !== 'action') return [];
  const failed = 'failed' in trace.result ? ' failed' : 'unknown' in trace.result ? ' unknown' : '';
  return [`${time} ${trace.strategy}: ${trace.text}${failed}`];
}

const worlds = readdirSync('examples').flatMap((name) =>
  readdirSync(`examples/${name}`)
    .filter((file) => file.endsWith('.yaml') && file !== LOCK_FILE)
    .map((file) => [name, file] as const),
);

describe('the play of', () => {
  it('examples/mlperf tunes the scaling, keeps batch away, and fails over and back once', async () => {
    expect(await played('mlperf')).toEqual([
      // 72/s on three replicas from 09:10 on, which is more than 20/s for each; five minutes later it has held
      '09:15:00 tune-scaling: updateWorkflowReplica(online-inference-graph, per-replica: 15/s)',
      '09:18:00 keep-apart: updateWorkflowAffinity(batch-inference-graph, away-from: online-inference-graph, across: hosts, required: true)',
      // none is ready from 09:42 on
      '09:42:30 fail-over: updateWorkflowTraffic(online-inference-graph, backup: 100%)',
      '09:42:30 fail-over: set on-backup = true',
      // three are ready from 09:52 on
      '09:54:00 fail-back: updateWorkflowTraffic(online-inference-graph, backup: 0%)',
      '09:54:00 fail-back: set on-backup = false',
      // 24/s on three replicas from 10:00 on
      '10:30:00 relax-scaling: updateWorkflowReplica(online-inference-graph, per-replica: 20/s)',
    ]);
  });

  it('examples/leaf goes through the four scenarios of the extended abstract', async () => {
    expect(await played('leaf')).toEqual([
      // 95 % of predictions fail from 01:00 until 01:20; the strategy cools down for 15 minutes
      '01:00:00 failing: updateWorkflowReplica(inference, by: +1)',
      '01:15:00 failing: updateWorkflowReplica(inference, by: +1)',
      // Sunday at three in Madrid; 92 % is better than 90 % by more than 1 %, and not good enough
      '02:00:00 tune: runWorkflow(training)',
      // (the version is there a moment before its run has ended)
      '02:40:00 select-model: promote(leaf-forest@latest, to: production)',
      '02:40:00 tune-further: runWorkflow(training, trees: [300, 600, 1200])',
      '02:40:00 select-model: upgradeWorkflow(inference, model: leaf-forest@latest)',
      '03:20:00 select-model: promote(leaf-forest@latest, to: production)',
      '03:20:00 select-model: upgradeWorkflow(inference, model: leaf-forest@latest)',
      // of the twelve half hours before noon four have 50 % of outliers and eight 6 %: 20.7 % in the mean
      '12:00:01 outliers: call improver-agent.retrain()',
      '12:00:01 tune: runWorkflow(training)',
      '12:40:01 select-model: promote(leaf-forest@latest, to: production)',
      '12:40:01 select-model: upgradeWorkflow(inference, model: leaf-forest@latest)',
    ]);
  });

  it('examples/algorithm-1 takes two rounds of the outer loop for one of the inner one', async () => {
    expect(await played('algorithm-1')).toEqual([
      // 1000 until 01:00 are not more than 1000; 1600 until 02:00 are
      '02:00:01 count-predictions: call checker-agent.check(data: new-data)',
      '02:00:01 check: runWorkflow(detector, data: data)',
      '03:00:01 count-predictions: call checker-agent.check(data: new-data)',
      '03:00:01 check: runWorkflow(detector, data: data)',
      // 70 picked are not more than 100, 140 are
      '03:10:02 pick: call improver-agent.improve(data: picked-data)',
      '03:10:02 improve: runWorkflow(training, data: data)',
      '03:40:03 compare: call planner-agent.replace(version: mnist-cnn@latest)',
      '03:40:03 replace: promote(version, to: production)',
      '03:40:03 replace: upgradeWorkflow(inference, model: version)',
    ]);
  });

  it('examples/uncertainty has each strategy act for its kind of uncertainty', async () => {
    expect(await played('uncertainty')).toEqual([
      // 120 ms from 09:20 on, held for three minutes; 90 ms is still above the lower limit
      '09:23:00 keep-promise: updateWorkflowReplica(inference, by: +1)',
      '09:28:00 keep-promise: updateWorkflowReplica(inference, by: +1)',
      // of the six pictures before 10:30 three drift by 0.1 and three by 0.6: 0.35 in the mean
      '10:30:00 follow-drift: runWorkflow(training)',
      '10:38:00 give-memory: updateExecutorResource(training, train, memory: 16Gi)',
      '10:38:00 give-memory: runExecutor(training, train) retry 2 backoff 1m failed',
      '10:39:00 give-memory: runExecutor(training, train) retry 2 backoff 1m',
      '10:45:00 keep-apart: updateWorkflowAffinity(training, away-from: inference, across: hosts)',
      '11:32:00 bridge-outage: updateWorkflowTraffic(inference, backup: 100%)',
      '11:32:00 bridge-outage: notify(secret on-call.url, text: "inference has no replica that is ready; the backup serves")',
      '11:45:00 end-outage: updateWorkflowTraffic(inference, backup: 0%)',
    ]);
  });

  it('examples/approval promotes what a person agreed to in time', async () => {
    expect(await played('approval')).toEqual([
      '09:30:00 ml-leads asked',
      '09:30:00 ml-leads refused',
      '10:30:00 ml-leads asked',
      '11:10:00 ml-leads approved',
      '11:10:00 promote-better: promote(credit@latest, to: production)',
      '11:10:00 promote-better: upgradeWorkflow(decide, model: credit@latest)',
      '12:30:00 ml-leads asked',
      '20:30:00 ml-leads lapsed',
    ]);
  });

  it('examples/alert tells the webhook, again where it was away', async () => {
    const slow = 'notify(secret ml-alerts.url, text: "classify answers in ${latency(classify)}") retry 3 backoff 30s';
    const { entries } = await playOf('alert');
    expect(entries.flatMap(told)).toEqual([
      `09:35:00 slow: ${slow} failed`,
      `09:35:30 slow: ${slow}`,
      '10:05:00 failing: notify(secret ml-alerts.url, "classify fails")',
    ]);
    expect(entries.flatMap((entry) => (entry.kind === 'world' ? [entry.text] : []))).toEqual([
      'who reads ml-alerts.url is told: classify answers in 350ms',
      'who reads ml-alerts.url is told: classify fails',
    ]);
  });

  it('examples/mnist gets from nothing to its first promotion, which deploys what serves it', async () => {
    const { entries } = await playOf('mnist', 'from-nothing.yaml');
    const seen = entries.flatMap((entry) => (entry.kind === 'world' ? [entry.text] : []));
    expect(seen.filter((text) => /mnist_cnn|inference/.test(text))).toEqual([
      'mnist_cnn has a version 1, score 0.9',
      'mnist_cnn@production is version 1 now',
      'upgradeWorkflow on inference.predictor (model: mnist_cnn@1), which was not there and is deployed',
      'mnist_cnn has a version 2, score 0.91',
      'mnist_cnn@production is version 2 now, was 1',
      'upgradeWorkflow on inference.predictor (model: mnist_cnn@2)',
      'mnist_cnn has a version 3, score 0.905',
    ]);
  });

  it.each(worlds)('examples/%s is as %s expects', async (name, file) => {
    const { graphs, world, entries } = await playOf(name, file);
    expect(unread(graphs, world)).toEqual([]);
    expect(world.expectations).not.toEqual([]);
    expect(unmet(graphs, world, entries)).toEqual([]);
  });
});
