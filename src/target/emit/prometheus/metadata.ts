import type { TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, withLabels, type Part } from '../metadata.ts';

/** Of an object that the Prometheus operator picks out by its labels, which the platform knows. */
export function monitoringMetadata(team: TeamPlan, name: string): KubernetesObject['metadata'] {
  const part: Part = { name: team.application, component: 'team' };
  return withLabels(metadataOf(team, part, name, team.origin), team.platform.monitoringLabels);
}
