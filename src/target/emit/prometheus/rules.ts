import type { AgentPlan, OnlinePlan, Origin, TeamPlan } from '../../plan/deployment-plan.ts';
import { fingerprint } from '../../../base/values/fingerprint.ts';
import type { IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import type { IRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Rule';
import type { IRuleGroup } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/RuleGroup';
import type { KubernetesObject } from '../manifest.ts';
import { type Draft, object } from '../object.ts';
import { label, ofDeployment, type Query, sensorQueries } from '../queries.ts';
import { monitoringMetadata } from './metadata.ts';

/** A metric has no hyphens. */
const metricName = (sensor: string): string => `sflow:${sensor.replaceAll('-', '_')}`;

/** What Prometheus records of the sensors, and what somebody has to hear of. */
export function emitRules(team: TeamPlan): KubernetesObject[] {
  if (!team.platform.metrics) return [];
  const labels = { sflow_app: team.application, sflow_team: team.team };
  const queries = sensorQueries(team);
  const recorded = queries.map((query): Draft<IRule> => ({
    record: metricName(query.name),
    expr: query.expr,
    labels: { ...labels, sflow_sensor: query.label, ...ofNamesake(query, queries) },
  }));
  const alerts = [
    ...team.online.flatMap((plan) => onlineAlerts(team, plan)),
    ...team.agents.map((agent) => agentAlert(team, agent)),
    ...(team.batch.length > 0 ? [batchAlert(team)] : []),
  ].map(({ name, expr, duration, severity, about, summary, origin }): Draft<IRule> => ({
    alert: name,
    expr,
    for: duration,
    labels: { ...labels, severity, ...about },
    annotations: { summary, source: origin.text },
  }));
  const name = `${team.application}-${team.team}`;
  const groups: readonly Draft<IRuleGroup>[] = [
    ...(recorded.length > 0 ? [{ name: `${name}.sensors`, rules: recorded }] : []),
    ...(alerts.length > 0 ? [{ name: `${name}.alerts`, rules: alerts }] : []),
  ];
  if (groups.length === 0) return [];
  return [
    object<IPrometheusRule>({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: monitoringMetadata(team, 'sflow-rules'),
      spec: { groups },
    }),
  ];
}

/** Two files may each have another sensor of one name; of two rules for one series Prometheus would keep one. */
const ofNamesake = (
  { name, label: written, expr }: Query,
  queries: readonly Query[],
): Readonly<Record<string, string>> =>
  queries.some((other) => other.name === name && other.label === written && other.expr !== expr)
    ? { sflow_query: fingerprint(expr) }
    : {};

interface Alert {
  readonly name: string;
  readonly expr: string;
  /** How long it has to hold. */
  readonly duration: string;
  readonly severity: 'critical' | 'warning';
  /** Labels that say which workflow or agent. */
  readonly about?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly origin: Origin;
}

/** Of kube-state-metrics, which is asked for each Deployment by name. */
function onlineAlerts({ namespace }: TeamPlan, plan: OnlinePlan): Alert[] {
  const { name, names, replicas, origin } = plan;
  const [deployment] = names.deployments;
  const available = ofDeployment('kube_deployment_status_replicas_available', namespace, deployment);
  const autoscaler = label('horizontalpodautoscaler', names.autoscalers[0]?.name ?? '');
  const isScaled = plan.scaling !== undefined || plan.utilization !== undefined;
  const about = { sflow_workflow: name };
  const unavailable: Alert = {
    name: 'SflowWorkflowUnavailable',
    expr: `${available} == 0`,
    duration: '2m',
    severity: 'critical',
    about,
    summary: `${name} has no replica that answers`,
    origin,
  };
  const belowMinimum: Alert = {
    name: 'SflowWorkflowBelowMinimum',
    expr: `${available} < ${String(replicas.minimum)}`,
    duration: '15m',
    severity: 'warning',
    about,
    summary: `${name} has fewer replicas than ${String(replicas.minimum)}`,
    origin,
  };
  const atMaximum: Alert = {
    name: 'SflowWorkflowAtMaximum',
    expr: `kube_horizontalpodautoscaler_status_desired_replicas{${label('namespace', namespace)},${autoscaler}} >= ${String(replicas.maximum)}`,
    duration: '30m',
    severity: 'warning',
    about,
    summary: `${name} wants as many replicas as it may have`,
    origin,
  };
  return [unavailable, ...(replicas.minimum > 1 ? [belowMinimum] : []), ...(isScaled ? [atMaximum] : [])];
}

const agentAlert = ({ namespace }: TeamPlan, { name, origin }: AgentPlan): Alert => ({
  name: 'SflowAgentUnavailable',
  expr: `${ofDeployment('kube_deployment_status_replicas_available', namespace, name)} == 0`,
  duration: '10m',
  severity: 'critical',
  about: { sflow_agent: name },
  summary: `${name} does not act`,
  origin,
});

/** Argo's controller counts runs by namespace and phase (metrics.md). */
const batchAlert = ({ namespace, origin }: TeamPlan): Alert => ({
  name: 'SflowRunFailed',
  expr: `increase(argo_workflows_total_count{${label('namespace', namespace)},phase=~"Failed|Error"}[1h]) > 0`,
  duration: '0m',
  severity: 'warning',
  summary: `a run in ${namespace} has failed within the last hour`,
  origin,
});
