import type { OnlinePlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { fingerprint } from '../fingerprint.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { ofDeployment, sensorQueries } from '../queries.ts';

/** The sidecar of Grafana's chart takes ConfigMaps with this label. */
const SIDECAR = { grafana_dashboard: '1' };

/** Grafana's grid is 24 wide. */
const WIDTH = 8;
const HEIGHT = 7;

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  /** A line at the value that is aimed at. */
  readonly threshold?: number;
}

/** One dashboard a team: each online workflow with its replicas and what it is scaled by, the sensors, the runs. */
export function emitDashboard(team: TeamPlan): KubernetesObject[] {
  if (!team.platform.metrics) return [];
  const panels = [
    ...team.online.flatMap((plan) => onlinePanels(team, plan)),
    ...sensorPanels(team),
    ...(team.batch.length > 0 ? [runsPanel(team)] : []),
  ];
  if (panels.length === 0) return [];
  const name = `${team.application}-${team.team}`;
  const dashboard = {
    uid: fingerprint(team.namespace),
    title: `${team.application}, ${team.team}`,
    tags: ['sflow'],
    schemaVersion: 39,
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: 'source', type: 'datasource', query: 'prometheus' }] },
    panels: panels.map(panelJson),
  };
  const part: Part = { name: team.application, component: 'team' };
  const metadata = metadataOf(team, part, 'sflow-dashboard', team.origin);
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, labels: { ...metadata.labels, ...SIDECAR } },
      data: { [`${name}.json`]: JSON.stringify(dashboard) },
    } as KubernetesObject,
  ];
}

function onlinePanels({ namespace }: TeamPlan, plan: OnlinePlan): Panel[] {
  const [deployment] = plan.names.deployments;
  const replicas = (metric: string): string => ofDeployment(metric, namespace, deployment);
  const { scaling } = plan;
  return [
    {
      title: `${plan.name}: replicas`,
      targets: [
        { expr: replicas('kube_deployment_spec_replicas'), legendFormat: 'desired' },
        { expr: replicas('kube_deployment_status_replicas_available'), legendFormat: 'available' },
      ],
    },
    ...(scaling
      ? [
          {
            title: `${plan.name}: ${scaling.trigger}${scaling.perReplica ? ' for each replica' : ''}`,
            targets: [
              {
                expr: scaling.perReplica
                  ? `(${scaling.query}) / scalar(${replicas('kube_deployment_status_replicas_available')})`
                  : scaling.query,
                legendFormat: scaling.trigger,
              },
            ],
            threshold: scaling.threshold,
          },
        ]
      : []),
  ];
}

const sensorPanels = (team: TeamPlan): Panel[] =>
  sensorQueries(team).map(({ sensor, expr }) => ({ title: sensor, targets: [{ expr, legendFormat: sensor }] }));

const runsPanel = ({ namespace }: TeamPlan): Panel => ({
  title: 'runs',
  targets: [
    {
      expr: `sum by (phase) (increase(argo_workflows_total_count{namespace=${JSON.stringify(namespace)}}[1h]))`,
      legendFormat: '{{phase}}',
    },
  ],
});

function panelJson({ title, targets, threshold }: Panel, index: number): object {
  const datasource = { type: 'prometheus', uid: '${source}' };
  const steps = [
    { color: 'green', value: null },
    { color: 'red', value: threshold },
  ];
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    datasource,
    gridPos: { h: HEIGHT, w: WIDTH, x: (index % 3) * WIDTH, y: Math.floor(index / 3) * HEIGHT },
    targets: targets.map((target, at) => ({ ...target, datasource, refId: String.fromCharCode(65 + at) })),
    ...(threshold === undefined
      ? {}
      : {
          fieldConfig: {
            defaults: { custom: { thresholdsStyle: { mode: 'line' } }, thresholds: { mode: 'absolute', steps } },
          },
        }),
  };
}
