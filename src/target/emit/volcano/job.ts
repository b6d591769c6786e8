import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { BatchPlan, ExecutorPlan, GangPlan, TeamPlan } from '../../plan/deployment-plan.ts';
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
import { unlessEmpty, type Draft } from '../object.ts';
import { placementOf } from '../placement.ts';
import type { Job, Task } from './types.ts';

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
export function volcanoJob(
  team: TeamPlan,
  plan: BatchPlan,
  executor: ExecutorPlan,
  gang: GangPlan,
  text: JobText,
): Draft<Job> {
  const pod = (command: readonly string[], args: readonly string[]): Draft<IPodTemplateSpec> =>
    podTemplate(team, plan, executor, text, command, args);
  const own = pod(
    executor.command.map((word) => text.written([word])),
    executor.args.map(text.written),
  );
  const tasks: readonly Draft<Task>[] =
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
      plugins:
        gang.kind === 'mpi'
          ? { mpi: [`--master=${MASTER}`, `--worker=${WORKER}`, `--port=${String(SSH_PORT)}`], ssh: [], svc: [] }
          : undefined,
      queue: gang.queue,
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
): Draft<IPodTemplateSpec> {
  const { volume } = plan;
  // Argo names the claim of a run's own volume after the run and the volume (`createPVCs` in operator.go).
  const claim = volume?.scratch ? `${text.run}-${SHARED}` : volume?.claim;
  const { affinity, nodeSelector, priorityClassName, tolerations } = placementOf(executor.placement, team.namespace);
  return {
    metadata: { labels: { ...labelsOf(team, partOf(plan)), 'sflow.dev/executor': executor.name } },
    spec: {
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'main',
          image: executor.image,
          command,
          args: unlessEmpty(args),
          env: executor.environment.map((variable) => variableOf(variable, text.written)),
          envFrom: environmentFrom(executor),
          resources: resourcesOf(executor.resources),
          securityContext: securityOf(executor.security),
          volumeMounts: unlessEmpty([
            ...(volume
              ? [{ name: SHARED, mountPath: volume.mountPath, subPath: volume.scratch ? undefined : text.run }]
              : []),
            ...mountsOf(executor.volumes),
          ]),
        },
      ],
      restartPolicy: 'Never',
      securityContext: podSecurity,
      serviceAccountName: plan.serviceAccount,
      affinity,
      nodeSelector,
      priorityClassName,
      tolerations,
      volumes: unlessEmpty([
        ...(claim === undefined ? [] : [{ name: SHARED, persistentVolumeClaim: { claimName: claim } }]),
        ...volumesOf(executor.volumes),
      ]),
    },
  };
}
