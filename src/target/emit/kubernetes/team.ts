import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { emitCleaner } from './cleaner.ts';
import { memoryQuantity } from '../containers.ts';
import { metadataOf, withLabels, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';

/** What all of a team's workflows share: the namespace, the account of executors, the volume. */
export function emitTeam(team: TeamPlan): KubernetesObject[] {
  const part: Part = { name: team.application, component: 'team' };
  const metadata: Metadata = (name) => metadataOf(team, part, name, team.origin);
  const [batch] = team.batch;
  return [
    ...(team.existing ? [] : [emitNamespace(team, metadata)]),
    ...(batch ? executorAccount(batch.serviceAccount, metadata, executorRules(team)) : []),
    ...sharedVolume(team, metadata),
    ...emitCleaner(team),
  ];
}

function emitNamespace(team: TeamPlan, metadata: Metadata): KubernetesObject {
  const { namespace: _, ...clusterWide } = metadata(team.namespace);
  return object<INamespace>({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: withLabels(clusterWide, podSecurityLevels(team)),
  });
}

/**
 * All that we write passes "restricted", but the operators add containers that do not: Argo's `init` and `wait` have no
 * security context unless the controller's settings give one (`newExecContainer` in workflowpod.go), and Seldon Core has
 * none for its own. A namespace with workflows would refuse their pods, so it enforces "baseline" and warns beyond it. What asks for
 * "privileged" gets no level from us: where nobody has set one, nothing is refused, and what somebody has set is not weakened.
 */
function podSecurityLevels({ batch, online }: TeamPlan): Record<string, string> {
  const isPrivileged = batch
    .flatMap(({ executors, exits }) => [...executors, ...exits.map(({ executor }) => executor)])
    .some(({ security }) => security?.level === 'privileged');
  const level = batch.length + online.length > 0 ? 'baseline' : 'restricted';
  return {
    ...(isPrivileged ? {} : { 'pod-security.kubernetes.io/enforce': level }),
    'pod-security.kubernetes.io/warn': 'restricted',
  };
}

type Metadata = (name: string) => KubernetesObject['metadata'];

/** Argo's sidecar reports the outcome of a step as the step's account, and needs no more for that (workflow-rbac.md). */
function executorRules({ batch }: TeamPlan): readonly Draft<IPolicyRule>[] {
  const hasJobs = batch.some(({ executors }) => executors.some(({ gang }) => gang));
  return [
    { apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create', 'patch'] },
    // The step of a job creates it and asks for its state until it has ended.
    ...(hasJobs ? [{ apiGroups: ['batch.volcano.sh'], resources: ['jobs'], verbs: ['create', 'get'] }] : []),
  ];
}

function executorAccount(name: string, metadata: Metadata, rules: readonly Draft<IPolicyRule>[]): KubernetesObject[] {
  const account = metadata(name);
  return [
    object<IServiceAccount>({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: account }),
    object<IRole>({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: metadata(name), rules }),
    object<IRoleBinding>({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: metadata(name),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: account.namespace }],
    }),
  ];
}

function sharedVolume(team: TeamPlan, metadata: Metadata): KubernetesObject[] {
  const { storage } = team.platform;
  const claim = team.batch.find(({ volume }) => volume && !volume.scratch)?.volume?.claim;
  if (!storage || claim === undefined) return [];
  return [
    object<IPersistentVolumeClaim>({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: metadata(claim),
      spec: {
        // Steps of one run are on several nodes.
        accessModes: ['ReadWriteMany'],
        resources: { requests: { storage: memoryQuantity(storage.bytes) } },
        storageClassName: storage.className,
      },
    }),
  ];
}
