import type { Origin, TeamPlan } from '../graph/plan.ts';
import type { KubernetesObject } from './manifest.ts';

/** What an object is part of, for its labels. */
export interface Part {
  /** As `inference` or `tracker-agent`. */
  readonly name: string;
  readonly component: 'workflow' | 'service' | 'agent' | 'team' | 'tracker' | 'endpoint';
  /** Labels by which our own objects select each other. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The labels that Kubernetes recommends, and ours. */
export function labelsOf(team: TeamPlan, part: Part): Record<string, string> {
  return {
    'app.kubernetes.io/component': part.component,
    'app.kubernetes.io/instance': `${team.application}-${team.team}`.slice(0, 63).replace(/-+$/, ''),
    'app.kubernetes.io/managed-by': 'sflow',
    'app.kubernetes.io/name': part.name,
    'app.kubernetes.io/part-of': team.application,
    'sflow.dev/app': team.application,
    'sflow.dev/team': team.team,
    ...part.labels,
  };
}

/** Name, labels and the line of the source that asked for the object. */
export function metadataOf(
  team: TeamPlan,
  part: Part,
  name: string,
  origin: Origin,
  namespace = team.namespace,
): KubernetesObject['metadata'] {
  return { name, namespace, labels: labelsOf(team, part), annotations: { 'sflow.dev/source': origin.text } };
}
