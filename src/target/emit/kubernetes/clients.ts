import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object } from '../object.ts';

/** The settings of clients that are the same for all steps; what differs stands at each step. */
export function emitClients(team: TeamPlan): KubernetesObject[] {
  const { clients } = team;
  if (!clients || team.batch.length === 0) return [];
  const part: Part = { name: team.application, component: 'team' };
  const metadata = metadataOf(team, part, clients.objectName, team.origin);
  return [object<IConfigMap>({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: clients.settings })];
}
