import type { IContainer } from 'kubernetes-models/v1/Container';
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
import { outsideMesh } from '../network.ts';
import { unlessEmpty, type Draft } from '../object.ts';
import { placementOf } from '../placement.ts';
import type { Job, Task } from './types.ts';

const SCHEDULER = 'volcano';
const SHARED = 'workflow';

/** What a pod of the job runs. */
type Program = Pick<Draft<IContainer>, 'command' | 'args' | 'readinessProbe'>;

/** Tasks of an MPI job; the plugin `mpi` is told their names. */
const MASTER = 'master';
const WORKER = 'worker';
const SSH_PORT = 22;
/** Most images with sshd lack the folder that it wants, as do those that Volcano's own examples are made of. */
const SSHD: Program = {
  command: ['sh', '-c', 'mkdir -p /run/sshd; exec /usr/sbin/sshd -D'],
  readinessProbe: { periodSeconds: 2, tcpSocket: { port: SSH_PORT } },
};

/**
 * The job of an executor with several pods, which start together or not at all: `minAvailable` is all of them, or of MPI all
 * workers, since no master is there to be counted before they are ready (`isDependsOnPodsReady`, and the plugin `gang`). One pod
 * that fails ends the job, since the others would wait for it.
 */
export function volcanoJob(
  team: TeamPlan,
  plan: BatchPlan,
  executor: ExecutorPlan,
  gang: GangPlan,
  text: JobText,
): Draft<Job> {
  const pod = (program: Program): Draft<IPodTemplateSpec> => podTemplate(team, plan, executor, gang, text, program);
  const own = pod({
    command: executor.command.map((word) => text.written([word])),
    args: unlessEmpty(executor.args.map(text.written)),
  });
  return {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: {
      generateName: `${plan.name}-${executor.name}-`,
      labels: labelsOf(team, partOf(plan)),
      annotations: { 'sflow.dev/source': executor.origin.text },
    },
    spec: {
      minAvailable: gang.kind === 'mpi' ? gang.workers : gang.count,
      policies: [
        { event: 'PodEvicted', action: 'RestartJob' },
        { event: 'PodFailed', action: 'AbortJob' },
      ],
      // The index of each pod, and names by which they find each other.
      plugins: { env: [], svc: [], ...(gang.kind === 'mpi' ? mpiPlugins : {}) },
      queue: gang.queue,
      schedulerName: SCHEDULER,
      tasks:
        gang.kind === 'mpi'
          ? mpiTasks(own, pod(SSHD), gang.workers)
          : [{ name: WORKER, replicas: gang.count, template: own }],
      ttlSecondsAfterFinished: plan.runs.failedSeconds,
    },
  };
}

const mpiPlugins = { mpi: [`--master=${MASTER}`, `--worker=${WORKER}`, `--port=${String(SSH_PORT)}`], ssh: [] };

/** A master that is there before its workers would fail, and the job with it. */
function mpiTasks(
  master: Draft<IPodTemplateSpec>,
  worker: Draft<IPodTemplateSpec>,
  workers: number,
): readonly Draft<Task>[] {
  return [
    {
      name: MASTER,
      dependsOn: { name: [WORKER] },
      policies: [{ event: 'TaskCompleted', action: 'CompleteJob' }],
      replicas: 1,
      template: master,
    },
    // What the master waits for is this number, and nothing where there is none.
    { name: WORKER, minAvailable: workers, replicas: workers, template: worker },
  ];
}

const partOf = ({ name }: BatchPlan): Part => ({ name, component: 'workflow', labels: { 'sflow.dev/workflow': name } });

/** A job has none of its own, and goes on when the step or the run that made it has ended: what is too late for either fails. */
function deadlineOf({ runs }: BatchPlan, { timeoutSeconds }: ExecutorPlan): number | undefined {
  const limits = [timeoutSeconds, runs.timeoutSeconds].filter((limit) => limit !== undefined);
  return limits.length === 0 ? undefined : Math.ceil(Math.min(...limits));
}

function podTemplate(
  team: TeamPlan,
  plan: BatchPlan,
  executor: ExecutorPlan,
  gang: GangPlan,
  text: JobText,
  program: Program,
): Draft<IPodTemplateSpec> {
  const { volume } = plan;
  // Argo names the claim of a run's own volume after the run and the volume (`createPVCs` in operator.go).
  const claim = volume?.scratch ? `${text.run}-${SHARED}` : volume?.claim;
  const folder = plan.folder === undefined ? text.run : text.written([{ parameter: plan.folder }]);
  const { affinity, nodeSelector, priorityClassName, tolerations } = placementOf(executor.placement, team.namespace);
  return {
    metadata: {
      labels: { ...labelsOf(team, partOf(plan)), ...outsideMesh(team), 'sflow.dev/executor': executor.name },
    },
    spec: {
      activeDeadlineSeconds: deadlineOf(plan, executor),
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'main',
          image: executor.image,
          ...program,
          env: executor.environment.map((variable) => variableOf(variable, text.written)),
          envFrom: environmentFrom(executor),
          resources: resourcesOf(executor.resources),
          securityContext: securityOf(executor.security),
          volumeMounts: unlessEmpty([
            ...(volume
              ? [{ name: SHARED, mountPath: volume.mountPath, subPath: volume.scratch ? undefined : folder }]
              : []),
            ...mountsOf(executor.volumes),
          ]),
        },
      ],
      restartPolicy: 'Never',
      // With a group of the pod the kubelet lets it read the keys of ssh, which then refuses them.
      securityContext: gang.kind === 'mpi' ? { ...podSecurity, fsGroup: undefined } : podSecurity,
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
