import { LABEL_LENGTH } from '../../base/values/label.ts';
import type { Origin, TeamPlan } from '../plan/deployment-plan.ts';
import type { KubernetesObject } from './manifest.ts';

/** The annotation with the line of the source that asked for an object. */
export const SOURCE = 'sflow.dev/source';

/** What an object is part of, for its labels. */
export interface Part {
  /** As `inference` or `tracker-agent`. */
  readonly name: string;
  readonly component: 'workflow' | 'service' | 'agent' | 'team' | 'tracker' | 'endpoint';
  /** Labels by which our own objects select each other. */
  readonly labels?: Readonly<Record<string, string>>;
}

type Labels = Readonly<Record<string, string>>;
type Metadata = KubernetesObject['metadata'];

/** A part has several objects, whose labels are the same. */
const known = new WeakMap<Part, { readonly team: TeamPlan; readonly labels: Labels }>();

/** The labels that Kubernetes recommends, and ours. */
export function labelsOf(team: TeamPlan, part: Part): Labels {
  const before = known.get(part);
  if (before?.team === team) return before.labels;
  const labels = {
    'app.kubernetes.io/component': part.component,
    'app.kubernetes.io/instance': `${team.application}-${team.team}`.slice(0, LABEL_LENGTH).replace(/-+$/, ''),
    'app.kubernetes.io/managed-by': 'sflow',
    'app.kubernetes.io/name': part.name,
    'app.kubernetes.io/part-of': team.application,
    'sflow.dev/app': team.application,
    'sflow.dev/team': team.team,
    ...part.labels,
  };
  known.set(part, { team, labels });
  return labels;
}

/** Name, labels and the line of the source that asked for the object. */
export function metadataOf(
  team: TeamPlan,
  part: Part,
  name: string,
  origin: Origin,
  namespace = team.namespace,
): Metadata {
  return { name, namespace, labels: labelsOf(team, part), annotations: { [SOURCE]: origin.text } };
}

/** With labels of other systems beside ours. */
export const withLabels = (metadata: Metadata, labels: Labels): Metadata => ({
  ...metadata,
  labels: { ...labels, ...metadata.labels },
});

/** The same with annotations. */
export const withAnnotations = (metadata: Metadata, annotations: Labels): Metadata => ({
  ...metadata,
  annotations: { ...annotations, ...metadata.annotations },
});
