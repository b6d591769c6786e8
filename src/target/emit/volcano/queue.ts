import type { DeploymentPlan, QueuePlan } from '../../plan/deployment-plan.ts';
import { cpuQuantity, memoryQuantity } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';

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

function queueObject({ name, origin, weight, cpu, memory }: QueuePlan): KubernetesObject {
  const capability = {
    ...(cpu === undefined ? {} : { cpu: cpuQuantity(cpu) }),
    ...(memory === undefined ? {} : { memory: memoryQuantity(memory) }),
  };
  return {
    apiVersion: 'scheduling.volcano.sh/v1beta1',
    kind: 'Queue',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/managed-by': 'sflow' },
      annotations: { 'sflow.dev/source': origin.text },
    },
    spec: {
      reclaimable: true,
      weight: weight ?? 1,
      ...(Object.keys(capability).length > 0 ? { capability } : {}),
    },
  } as KubernetesObject;
}
