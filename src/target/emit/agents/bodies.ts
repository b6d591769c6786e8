import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { fingerprint } from '../../../base/values/fingerprint.ts';
import { layOut } from '../../../contract/strategy-graph/layout.ts';
import type { AgentPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, SOURCE, type Part } from '../metadata.ts';
import { object } from '../object.ts';
import { emitOnline } from '../online-objects.ts';
import { bodiesName } from './names.ts';

/**
 * What an agent brings up, as it would be shipped otherwise. It is mounted into its pod, so that the agent has to be allowed nothing
 * to read it.
 */
export function emitBodies(team: TeamPlan, agent: AgentPlan, part: Part): KubernetesObject | undefined {
  if (agent.bodies.length === 0) return undefined;
  const bodies = agent.bodies.map(({ file, team: of, online, isWhole }) => {
    const { instance, all } = emitOnline(of, online);
    return [file, isWhole ? all : instance] as const;
  });
  // Where something stands in the sources changes nothing that the agent does.
  const digest = fingerprint(JSON.stringify(bodies, (key, value: unknown) => (key === SOURCE ? undefined : value)));
  return object<IConfigMap>({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadataOf(team, part, bodiesName(agent, digest), agent.origin),
    data: Object.fromEntries(bodies.map(([file, objects]) => [file, `${layOut(objects)}\n`])),
  });
}
