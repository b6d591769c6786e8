import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { AgentPlan, PermissionPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';
import { roleName } from './names.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** Whether it talks to the API server: to do something there, or for the keys by which tokens of its callers are judged, which all accounts may read. */
export const asksApi = ({ permissions, callers }: AgentPlan): boolean => permissions.length > 0 || callers.length > 0;

/** A Role and its binding in each namespace in which the agent acts, with what its strategies need and nothing else. */
export function emitPermissions(team: TeamPlan, agent: AgentPlan, part: Part): KubernetesObject[] {
  const { permissions } = agent;
  const namespaces = [...new Set(permissions.map(({ namespace }) => namespace))].sort();
  return namespaces.flatMap((namespace): KubernetesObject[] => {
    const name = roleName(team, agent, namespace);
    const metadata = metadataOf(team, part, name, agent.origin, namespace);
    const rules = permissions.filter((permission) => permission.namespace === namespace).map(rule);
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
