import type { TeamPlan } from '../plan/deployment-plan.ts';

/** A label of a query, with the signs written that PromQL would read. */
export const label = (name: string, value: string): string => `${name}=${JSON.stringify(value)}`;

/** A metric of kube-state-metrics, of one Deployment. */
export const ofDeployment = (metric: string, namespace: string, deployment: string): string =>
  `${metric}{${label('namespace', namespace)},${label('deployment', deployment)}}`;

export interface Query {
  /** Of the sensor, without its arguments. */
  readonly name: string;
  /** The sensor as it was written. */
  readonly label: string;
  readonly expr: string;
}

/** The queries of a team's sensors, each once, in order; they give one sample each. */
export function sensorQueries(team: TeamPlan): Query[] {
  const scaling = team.online.flatMap((plan) =>
    plan.scaling ? [{ name: plan.scaling.trigger, label: plan.scaling.label, expr: plan.scaling.query }] : [],
  );
  const read = team.agents.flatMap(({ graph }) =>
    graph.sensors.flatMap(({ label, readAs: [call] = [], source }) =>
      source.kind === 'prometheus' && typeof source.fixed['query'] === 'string'
        ? [{ name: call?.sensor ?? 'sensor', label, expr: source.fixed['query'] }]
        : [],
    ),
  );
  const queries = new Map([...scaling, ...read].map((query) => [query.expr, query]));
  return [...queries.values()].sort((a, b) => (a.expr < b.expr ? -1 : 1));
}
