import type { AgentPlan, PermissionPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { roleName } from './names.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** A Role and its binding in each namespace in which the agent acts, with what its strategies need and nothing else. */
export function emitPermissions(team: TeamPlan, agent: AgentPlan, part: Part): KubernetesObject[] {
  const all = [...agent.permissions, ...leadership(team, agent)];
  const namespaces = [...new Set(all.map(({ namespace }) => namespace))].sort();
  return namespaces.flatMap((namespace): KubernetesObject[] => {
    const name = roleName(team, agent, namespace);
    const metadata = metadataOf(team, part, name, agent.origin, namespace);
    const rules = all.filter((permission) => permission.namespace === namespace).map(rule);
    const roleRef = { apiGroup: GROUP, kind: 'Role', name };
    const subjects = [{ kind: 'ServiceAccount', name: agent.name, namespace: team.namespace }];
    return [
      { apiVersion: `${GROUP}/v1`, kind: 'Role', metadata, rules } as KubernetesObject,
      { apiVersion: `${GROUP}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects } as KubernetesObject,
    ];
  });
}

const rule = ({ group, resource, verbs, names }: PermissionPlan): object => ({
  apiGroups: [group],
  resources: [resource],
  ...(names ? { resourceNames: names } : {}),
  verbs,
});

/** Of several replicas one acts: the one that holds the lease. Creating cannot be narrowed to a name. */
function leadership(team: TeamPlan, agent: AgentPlan): PermissionPlan[] {
  if (agent.replicas < 2) return [];
  const lease = { namespace: team.namespace, group: 'coordination.k8s.io', resource: 'leases' };
  return [
    { ...lease, verbs: ['create'] },
    { ...lease, verbs: ['get', 'update'], names: [agent.name] },
  ];
}
