import type { DeploymentPlan, QueuePlan } from '../../plan/deployment-plan.ts';
import { quantitiesOf } from '../containers.ts';
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
