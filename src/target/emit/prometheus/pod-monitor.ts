import { agentPaths } from '../../../contract/process/agent.ts';
import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import type { TeamPlan } from '../../plan/deployment-plan.ts';
import { servingOf } from '../servings.ts';
import type { KubernetesObject } from '../manifest.ts';
import { object } from '../object.ts';
import { monitoringMetadata } from './metadata.ts';

/** What Prometheus is to scrape of a team: its agents, and the executors of its online workflows. */
export function emitPodMonitors(team: TeamPlan): KubernetesObject[] {
  if (!team.platform.metrics) return [];
  const { metrics } = servingOf(team.serving);
  const monitor = (
    name: string,
    path: string,
    port: string | number,
    matchLabels: Readonly<Record<string, string>>,
  ): KubernetesObject =>
    object<IPodMonitor>({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: monitoringMetadata(team, name),
      spec: {
        namespaceSelector: { matchNames: [team.namespace] },
        selector: { matchLabels },
        podMetricsEndpoints: [typeof port === 'number' ? { path, portNumber: port } : { path, port }],
      },
    });
  return [
    ...(team.agents.length > 0
      ? [
          monitor('sflow-agents', agentPaths.metrics, 'http', {
            'app.kubernetes.io/component': 'agent',
            'app.kubernetes.io/managed-by': 'sflow',
          }),
        ]
      : []),
    ...(team.online.length > 0 && metrics
      ? [monitor('sflow-services', metrics.path, metrics.port, metrics.labels)]
      : []),
  ];
}
