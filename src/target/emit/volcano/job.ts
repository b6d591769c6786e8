import type { BatchPlan, ExecutorPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import {
  environmentFrom,
  mountsOf,
  podSecurity,
  resourcesOf,
  securityOf,
  variableOf,
  volumesOf,
} from '../containers.ts';
import type { JobText } from '../job.ts';
import { labelsOf, type Part } from '../metadata.ts';
import { placementOf } from '../placement.ts';

const SCHEDULER = 'volcano';
const SHARED = 'workflow';

/** Tasks of an MPI job; the plugin `mpi` is told their names. */
const MASTER = 'master';
const WORKER = 'worker';
const SSH_PORT = 22;

/**
 * The job of an executor with several pods, which start together or not at all: `minAvailable` is all of them. One pod that
 * fails ends the job, since the others would wait for it.
 */
export function volcanoJob(team: TeamPlan, plan: BatchPlan, executor: ExecutorPlan, text: JobText): object {
  const { gang } = executor;
  if (!gang) return {};
  const pod = (command: readonly string[], args: readonly string[]): object =>
    podTemplate(team, plan, executor, text, command, args);
  const own = pod(
    executor.command.map((word) => text.written([word])),
    executor.args.map(text.written),
  );
  const tasks =
    gang.kind === 'replicas'
      ? [{ name: WORKER, replicas: gang.count, template: own }]
      : [
          { name: MASTER, policies: [{ event: 'TaskCompleted', action: 'CompleteJob' }], replicas: 1, template: own },
          { name: WORKER, replicas: gang.workers, template: pod(['/usr/sbin/sshd', '-D'], []) },
        ];
  return {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: {
      generateName: `${plan.name}-${executor.name}-`,
      labels: labelsOf(team, partOf(plan)),
      annotations: { 'sflow.dev/source': executor.origin.text },
    },
    spec: {
      minAvailable: tasks.reduce((sum, { replicas }) => sum + replicas, 0),
      policies: [
        { event: 'PodEvicted', action: 'RestartJob' },
        { event: 'PodFailed', action: 'AbortJob' },
      ],
      ...(gang.kind === 'mpi'
        ? {
            plugins: {
              mpi: [`--master=${MASTER}`, `--worker=${WORKER}`, `--port=${String(SSH_PORT)}`],
              ssh: [],
              svc: [],
            },
          }
        : {}),
      ...(gang.queue === undefined ? {} : { queue: gang.queue }),
      schedulerName: SCHEDULER,
      tasks,
      ttlSecondsAfterFinished: plan.runs.failedSeconds,
    },
  };
}

const partOf = ({ name }: BatchPlan): Part => ({ name, component: 'workflow', labels: { 'sflow.dev/workflow': name } });

function podTemplate(
  team: TeamPlan,
  plan: BatchPlan,
  executor: ExecutorPlan,
  text: JobText,
  command: readonly string[],
  args: readonly string[],
): object {
  const { volume } = plan;
  const resources = resourcesOf(executor.resources);
  const mounts = [
    ...(volume
      ? [{ name: SHARED, mountPath: volume.mountPath, ...(volume.scratch ? {} : { subPath: text.run }) }]
      : []),
    ...mountsOf(executor.volumes),
  ];
  // Argo names the claim of a run's own volume after the run and the volume (`createPVCs` in operator.go).
  const claim = volume?.scratch ? `${text.run}-${SHARED}` : volume?.claim;
  const volumes = [
    ...(claim === undefined ? [] : [{ name: SHARED, persistentVolumeClaim: { claimName: claim } }]),
    ...volumesOf(executor.volumes),
  ];
  return {
    metadata: { labels: { ...labelsOf(team, partOf(plan)), 'sflow.dev/executor': executor.name } },
    spec: {
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'main',
          image: executor.image,
          command,
          ...(args.length > 0 ? { args } : {}),
          env: executor.environment.map((variable) => variableOf(variable, text.written)),
          ...environmentFrom(executor),
          ...(resources ? { resources } : {}),
          securityContext: securityOf(executor.security),
          ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
        },
      ],
      restartPolicy: 'Never',
      securityContext: podSecurity,
      serviceAccountName: plan.serviceAccount,
      ...placementOf(executor.placement, team.namespace),
      ...(volumes.length > 0 ? { volumes } : {}),
    },
  };
}
