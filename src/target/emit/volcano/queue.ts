import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import type { BatchPlan, DeploymentPlan, ExecutorPlan, QueuePlan } from '../../plan/deployment-plan.ts';
import { cpuQuantity, memoryQuantity, quantitiesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { object, unlessEmpty } from '../object.ts';
import type { Queue } from './types.ts';

/** The queues that runs of some team use. They belong to no namespace, so they are made once for all teams. */
export function emitQueues({ teams }: DeploymentPlan): KubernetesObject[] {
  const used = new Set(teams.flatMap(({ batch }) => batch.map(({ runs }) => runs.queue?.name)));
  const queues = new Map(teams.flatMap(({ platform }) => platform.queues.map((queue) => [queue.name, queue] as const)));
  return [...queues.values()]
    .filter(({ name }) => used.has(name))
    .sort(byName)
    .map(queueObject);
}

const byName = (a: QueuePlan, b: QueuePlan): number => (a.name < b.name ? -1 : 1);

/** What asks for more than its queue may have waits for ever. Pods of a job start together, so they count together. */
export function checkQueues({ teams }: DeploymentPlan, reporter: Reporter): void {
  for (const { batch, platform } of teams) {
    for (const plan of batch) {
      const queue = platform.queues.find(({ name }) => name === plan.runs.queue?.name);
      if (queue) for (const executor of executorsOf(plan)) checkQueue(executor, queue, reporter);
    }
  }
}

const executorsOf = ({ executors, exits }: BatchPlan): readonly ExecutorPlan[] => [
  ...executors,
  ...exits.map(({ executor }) => executor),
];

function checkQueue({ name, origin, gang, resources }: ExecutorPlan, queue: QueuePlan, reporter: Reporter): void {
  const pods = gang === undefined ? 1 : gang.kind === 'mpi' ? gang.workers + 1 : gang.count;
  const sizes = [
    { of: 'cpu', each: resources?.cpu?.asked, limit: queue.cpu, written: cpuQuantity },
    { of: 'memory', each: resources?.memory?.asked, limit: queue.memory, written: memoryQuantity },
  ];
  for (const { of, each, limit, written } of sizes) {
    if (each === undefined || limit === undefined || pods * each <= limit) continue;
    const amounts = { asked: written(pods * each), limit: written(limit) };
    reporter.report(
      'larger-than-queue',
      origin.span,
      { executor: name, of, pods, queue: queue.name, ...amounts },
      { labels: [{ span: queue.origin.span, text: `${queue.name} has ${amounts.limit}` }] },
    );
    return;
  }
}

const queueObject = (queue: QueuePlan): KubernetesObject =>
  object<Queue>({
    apiVersion: 'scheduling.volcano.sh/v1beta1',
    kind: 'Queue',
    metadata: {
      name: queue.name,
      labels: { 'app.kubernetes.io/managed-by': 'sflow' },
      annotations: { 'sflow.dev/source': queue.origin.text },
    },
    spec: { reclaimable: true, weight: queue.weight ?? 1, capability: unlessEmpty(quantitiesOf(queue)) },
  });
