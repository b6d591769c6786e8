import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IMetricTarget } from 'kubernetes-models/autoscaling/v2/MetricTarget';
import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import type { DeploymentPlan, OnlinePlan, TeamPlan, UtilizationPlan } from '../../plan/deployment-plan.ts';
import { cpuQuantity, memoryQuantity } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';

/** How long demand has to stay low before a replica is taken away. */
const SCALE_DOWN_SECONDS = 120;

/** An autoscaler by the use of processor or memory. Its name is not the Deployment's, which a serving system may claim. */
export function emitAutoscaler(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const { names, utilization, replicas } = plan;
  if (!utilization) return [];
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  return names.autoscalers.map(({ name, deployment }) =>
    object<IHorizontalPodAutoscaler>({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadataOf(team, part, name, utilization.origin),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment },
        minReplicas: replicas.minimum,
        maxReplicas: replicas.maximum,
        behavior: { scaleDown: { stabilizationWindowSeconds: SCALE_DOWN_SECONDS } },
        metrics: [
          {
            type: 'Resource',
            resource: {
              name: utilization.of,
              target: targetOf(utilization),
            },
          },
        ],
      },
    }),
  );
}

function targetOf({ of, target }: UtilizationPlan): Draft<IMetricTarget> {
  if ('percent' in target) return { type: 'Utilization', averageUtilization: target.percent };
  const averageValue = of === 'cpu' ? cpuQuantity(target.amount) : memoryQuantity(target.amount);
  return { type: 'AverageValue', averageValue };
}

/** The use of a container that asks for nothing has no share, and then that of its pod has none either. */
export function checkUse({ teams }: DeploymentPlan, reporter: Reporter): void {
  for (const { utilization, services } of teams.flatMap(({ online }) => online)) {
    // An amount is compared with what is used, whatever is asked for.
    if (!utilization || 'amount' in utilization.target) continue;
    for (const { name, origin, resources, server, image } of services) {
      const isProgram = image !== undefined || !['random', 'average'].includes(server ?? '');
      if (!isProgram || resources?.[utilization.of] !== undefined) continue;
      const labels = [{ span: utilization.origin.span, text: 'this is scaled by it' }];
      const help = `say how much, as in: resources { ${utilization.of}: ${utilization.of === 'cpu' ? '1' : '2Gi'} }`;
      reporter.report('use-without-request', origin.span, { of: utilization.of, service: name }, { labels, help });
    }
  }
}
