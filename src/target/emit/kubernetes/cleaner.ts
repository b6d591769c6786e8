import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { RUNS_FOLDER } from '../../../contract/process/cleaner.ts';
import { commandOf } from '../../../contract/process/command.ts';
import type { TeamPlan } from '../../plan/deployment-plan.ts';
import { ourResources, podSecurity, readOnlySecurity, resourcesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { outsideMesh } from '../network.ts';
import { object } from '../object.ts';

/** Also of its account, which may do nothing else. */
const NAME = 'sflow-clean';
const VOLUME = 'shared';

/** Each hour, not at its beginning, when much else starts. */
const SCHEDULE = '17 * * * *';

/**
 * Removes the folders of runs that are gone from the team's volume. Which are in use only the API server knows: it reads the runs, and
 * nothing else.
 */
export function emitCleaner(team: TeamPlan): KubernetesObject[] {
  const shared = team.batch.filter(({ volume }) => volume && !volume.scratch);
  const claim = shared[0]?.volume?.claim;
  if (claim === undefined) return [];
  // Its pods ask the API server, as those of steps do, and pass by the same policy.
  const part: Part = { name: NAME, component: 'workflow' };
  const metadata = metadataOf(team, part, NAME, team.origin);
  const workflow = shared.map(({ objectName }) => objectName).sort();
  return [
    object<IServiceAccount>({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }),
    object<IRole>({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: ['argoproj.io'], resources: ['workflows'], verbs: ['list'] }],
    }),
    object<IRoleBinding>({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: team.namespace }],
    }),
    object<ICronJob>({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: {
        schedule: SCHEDULE,
        concurrencyPolicy: 'Forbid',
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate: {
          spec: {
            backoffLimit: 0,
            activeDeadlineSeconds: 3000,
            template: {
              metadata: { labels: { ...labelsOf(team, part), ...outsideMesh(team) } },
              spec: {
                serviceAccountName: NAME,
                restartPolicy: 'Never',
                securityContext: podSecurity,
                containers: [
                  {
                    name: 'clean',
                    image: team.platform.runtimeImage,
                    ...commandOf('clean', { folder: RUNS_FOLDER, namespace: team.namespace, workflow }),
                    resources: resourcesOf(ourResources(0.05, 128 * 2 ** 20)),
                    securityContext: readOnlySecurity,
                    volumeMounts: [{ name: VOLUME, mountPath: RUNS_FOLDER }],
                  },
                ],
                volumes: [{ name: VOLUME, persistentVolumeClaim: { claimName: claim } }],
              },
            },
          },
        },
      },
    }),
  ];
}
