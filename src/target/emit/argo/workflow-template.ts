import type { BatchPlan, ExecutorPlan, ParameterPlan, RunsPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { memoryQuantity, podSecurity } from '../containers.ts';
import type { JobMaker } from '../job.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { executorTemplate, VOLUME } from './executor-template.ts';
import { ENTRYPOINT, EXIT, patchName } from './names.ts';
import { resourceTemplate } from './resource-template.ts';
import { notificationTemplate, registerTemplate } from './runtime-template.ts';
import { exitTemplate, mainTemplate } from './tasks.ts';

const VOLCANO = 'volcano';

/** One WorkflowTemplate; agents create Workflows from it. */
export function emitBatch(team: TeamPlan, plan: BatchPlan, makeJob: JobMaker): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'workflow', labels: { 'sflow.dev/workflow': plan.name } };
  const containers = [...plan.executors, ...plan.exits.map(({ executor }) => executor)];
  const exit = exitTemplate(plan);
  const templates = [
    mainTemplate(plan),
    ...containers.map((executor) =>
      executor.gang
        ? resourceTemplate(team, plan, executor, makeJob)
        : executorTemplate(team.namespace, plan, executor),
    ),
    ...plan.registers.map((register) => registerTemplate(team, register)),
    ...exit,
    ...plan.notifications.map((notification) => notificationTemplate(team, plan, notification)),
  ];
  const spec = {
    entrypoint: ENTRYPOINT,
    serviceAccountName: plan.serviceAccount,
    arguments: {
      parameters: [...plan.parameters.map(parameter), ...containers.flatMap(patchParameter)],
    },
    ...(plan.artifacts ? { artifactRepositoryRef: plan.artifacts } : {}),
    ...(exit.length > 0 ? { onExit: EXIT } : {}),
    podGC: { strategy: 'OnPodSuccess' },
    podMetadata: { labels: labelsOf(team, part), ...queueAnnotation(plan.runs) },
    securityContext: podSecurity,
    templates,
    ...runOptions(plan.runs),
    ...sharedVolume(plan),
  };
  return [
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTemplate',
      metadata: metadataOf(team, part, plan.objectName, plan.origin),
      spec,
    } as KubernetesObject,
  ];
}

function runOptions({ mutex, timeoutSeconds, parallel, succeededSeconds, failedSeconds, queue }: RunsPlan): object {
  const ttlStrategy =
    succeededSeconds === failedSeconds
      ? { secondsAfterCompletion: succeededSeconds }
      : { secondsAfterFailure: failedSeconds, secondsAfterSuccess: succeededSeconds };
  return {
    ttlStrategy,
    ...(mutex === undefined ? {} : { synchronization: { mutexes: [{ name: mutex }] } }),
    ...(parallel === undefined ? {} : { parallelism: parallel }),
    ...(queue ? { schedulerName: VOLCANO } : {}),
    ...(timeoutSeconds === undefined ? {} : { activeDeadlineSeconds: Math.ceil(timeoutSeconds) }),
  };
}

/** Volcano reads the queue from the first pod of a run, so all have it (`pg_controller_handler.go`). */
const queueAnnotation = ({ queue }: RunsPlan): object =>
  queue ? { annotations: { 'scheduling.volcano.sh/queue-name': queue.name } } : {};

/** The team's volume, or one that is made for the run and goes with it. */
function sharedVolume({ volume }: BatchPlan): object {
  if (!volume) return {};
  if (!volume.scratch) return { volumes: [{ name: VOLUME, persistentVolumeClaim: { claimName: volume.claim } }] };
  const { bytes, className } = volume.scratch;
  const spec = {
    accessModes: ['ReadWriteMany'],
    resources: { requests: { storage: memoryQuantity(bytes) } },
    storageClassName: className,
  };
  return {
    volumeClaimGC: { strategy: 'OnWorkflowCompletion' },
    volumeClaimTemplates: [{ metadata: { name: VOLUME }, spec }],
  };
}

const parameter = ({ name, type, default: value, choices }: ParameterPlan): object => ({
  name,
  description: type,
  ...(value === undefined ? {} : { value }),
  // Argo refuses a value that is not among the choices, and that of an optional parameter is empty.
  ...(choices ? { enum: value === undefined || choices.includes(value) ? choices : [value, ...choices] } : {}),
});

/** A job's pods are not Argo's, so nothing of Argo's changes them. */
const patchParameter = ({ name, gang }: ExecutorPlan): object[] =>
  gang ? [] : [{ name: patchName(name), description: `strategic merge patch of the pods of ${name}`, value: '{}' }];
