import type { AgentPlan, OnlinePlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { label, ofDeployment, sensorQueries } from '../queries.ts';
import { monitoringMetadata } from './metadata.ts';

/** The sensor's name without its arguments; a metric has no hyphens. */
const metricName = (sensor: string): string =>
  `sflow:${(/^[a-z][a-z0-9-]*/i.exec(sensor)?.[0] ?? 'sensor').replaceAll('-', '_')}`;

/** What Prometheus records of the sensors, and what somebody has to hear of. */
export function emitRules(team: TeamPlan): KubernetesObject[] {
  if (!team.platform.metrics) return [];
  const labels = { sflow_app: team.application, sflow_team: team.team };
  const recorded = sensorQueries(team).map(({ sensor, expr }) => ({
    record: metricName(sensor),
    expr,
    labels: { ...labels, sflow_sensor: sensor },
  }));
  const alerts = [
    ...team.online.flatMap((plan) => onlineAlerts(team, plan)),
    ...team.agents.map((agent) => agentAlert(team, agent)),
    ...(team.batch.length > 0 ? [batchAlert(team)] : []),
  ].map((alert) => ({ ...alert, labels: { ...labels, ...alert.labels } }));
  const name = `${team.application}-${team.team}`;
  const groups = [
    ...(recorded.length > 0 ? [{ name: `${name}.sensors`, rules: recorded }] : []),
    ...(alerts.length > 0 ? [{ name: `${name}.alerts`, rules: alerts }] : []),
  ];
  if (groups.length === 0) return [];
  return [
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: monitoringMetadata(team, 'sflow-rules'),
      spec: { groups },
    } as KubernetesObject,
  ];
}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Of kube-state-metrics, which is asked for each Deployment by name. */
function onlineAlerts({ namespace }: TeamPlan, plan: OnlinePlan): Alert[] {
  const { name, names, replicas, origin } = plan;
  const [deployment] = names.deployments;
  const available = ofDeployment('kube_deployment_status_replicas_available', namespace, deployment);
  const common = (severity: string, summary: string): Pick<Alert, 'labels' | 'annotations'> => ({
    labels: { severity, sflow_workflow: name },
    annotations: { summary, source: origin.text },
  });
  const autoscaler = label('horizontalpodautoscaler', names.scaledObject);
  const isScaled = plan.scaling !== undefined || plan.utilization !== undefined;
  return [
    {
      alert: 'SflowWorkflowUnavailable',
      expr: `${available} == 0`,
      for: '2m',
      ...common('critical', `${name} has no replica that answers`),
    },
    ...(replicas.minimum > 1
      ? [
          {
            alert: 'SflowWorkflowBelowMinimum',
            expr: `${available} < ${String(replicas.minimum)}`,
            for: '15m',
            ...common('warning', `${name} has fewer replicas than ${String(replicas.minimum)}`),
          },
        ]
      : []),
    ...(isScaled
      ? [
          {
            alert: 'SflowWorkflowAtMaximum',
            expr: `kube_horizontalpodautoscaler_status_desired_replicas{${label('namespace', namespace)},${autoscaler}} >= ${String(replicas.maximum)}`,
            for: '30m',
            ...common('warning', `${name} wants as many replicas as it may have`),
          },
        ]
      : []),
  ];
}

const agentAlert = ({ namespace }: TeamPlan, { name, origin }: AgentPlan): Alert => ({
  alert: 'SflowAgentUnavailable',
  expr: `${ofDeployment('kube_deployment_status_replicas_available', namespace, name)} == 0`,
  for: '10m',
  labels: { severity: 'critical', sflow_agent: name },
  annotations: { summary: `${name} does not act`, source: origin.text },
});

/** Argo's controller counts runs by namespace and phase (metrics.md). */
const batchAlert = ({ namespace, origin }: TeamPlan): Alert => ({
  alert: 'SflowRunFailed',
  expr: `increase(argo_workflows_total_count{${label('namespace', namespace)},phase=~"Failed|Error"}[1h]) > 0`,
  for: '0m',
  labels: { severity: 'warning' },
  annotations: { summary: `a run in ${namespace} has failed within the last hour`, source: origin.text },
});
