import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { AgentPlan, PermissionPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';
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
    return [
      object<IRole>({ apiVersion: `${GROUP}/v1`, kind: 'Role', metadata, rules }),
      object<IRoleBinding>({
        apiVersion: `${GROUP}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: GROUP, kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name: agent.name, namespace: team.namespace }],
      }),
    ];
  });
}

const rule = ({ group, resource, verbs, names }: PermissionPlan): Draft<IPolicyRule> => ({
  apiGroups: [group],
  resources: [resource],
  resourceNames: names,
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
