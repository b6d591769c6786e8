import { layOut } from '../../../contract/strategy-graph/layout.ts';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { OnlinePlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { fingerprint } from '../../../base/values/fingerprint.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, withLabels, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';
import { ofDeployment, sensorQueries } from '../queries.ts';
import type { Dashboard, DataSource, Panel, Target } from './types.ts';

/** The sidecar of Grafana's chart takes ConfigMaps with this label. */
const SIDECAR = { grafana_dashboard: '1' };

/** Grafana's grid is 24 wide. */
const WIDTH = 8;
const HEIGHT = 7;

interface Graph {
  readonly title: string;
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  /** A line at the value that is aimed at. */
  readonly threshold?: number;
}

/** One dashboard a team: each online workflow with its replicas and what it is scaled by, the sensors, the runs. */
export function emitDashboard(team: TeamPlan): KubernetesObject[] {
  if (!team.platform.metrics) return [];
  const graphs = [
    ...team.online.flatMap((plan) => onlineGraphs(team, plan)),
    ...sensorGraphs(team),
    ...(team.batch.length > 0 ? [runsGraph(team)] : []),
  ];
  if (graphs.length === 0) return [];
  const name = `${team.application}-${team.team}`;
  const dashboard: Draft<Dashboard> = {
    uid: fingerprint(team.namespace),
    title: `${team.application}, ${team.team}`,
    tags: ['sflow'],
    schemaVersion: 39,
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: 'source', type: 'datasource', query: 'prometheus' }] },
    panels: graphs.map(panelOf),
  };
  const part: Part = { name: team.application, component: 'team' };
  const metadata = metadataOf(team, part, 'sflow-dashboard', team.origin);
  return [
    object<IConfigMap>({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: withLabels(metadata, SIDECAR),
      data: { [`${name}.json`]: `${layOut(dashboard)}\n` },
    }),
  ];
}

function onlineGraphs({ namespace }: TeamPlan, plan: OnlinePlan): Graph[] {
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

const sensorGraphs = (team: TeamPlan): Graph[] =>
  sensorQueries(team).map(({ label, expr }) => ({ title: label, targets: [{ expr, legendFormat: label }] }));

const runsGraph = ({ namespace }: TeamPlan): Graph => ({
  title: 'runs',
  targets: [
    {
      expr: `sum by (phase) (increase(argo_workflows_total_count{namespace=${JSON.stringify(namespace)}}[1h]))`,
      legendFormat: '{{phase}}',
    },
  ],
});

const datasource: DataSource = { type: 'prometheus', uid: '${source}' };

const panelOf = ({ title, targets, threshold }: Graph, index: number): Draft<Panel> => ({
  id: index + 1,
  type: 'timeseries',
  title,
  datasource,
  gridPos: { h: HEIGHT, w: WIDTH, x: (index % 3) * WIDTH, y: Math.floor(index / 3) * HEIGHT },
  targets: targets.map(({ expr, legendFormat }, at): Target => ({
    expr,
    legendFormat,
    datasource,
    refId: String.fromCharCode(65 + at),
  })),
  fieldConfig:
    threshold === undefined
      ? undefined
      : {
          defaults: {
            custom: { thresholdsStyle: { mode: 'line' } },
            thresholds: {
              mode: 'absolute',
              steps: [
                { color: 'green', value: null },
                { color: 'red', value: threshold },
              ],
            },
          },
        },
});
