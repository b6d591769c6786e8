import type { IParameter } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Parameter';
import type { ITTLStrategy } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/TTLStrategy';
import type { BatchPlan, ParameterPlan, RunsPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { memoryQuantity, podSecurity } from '../containers.ts';
import type { JobMaker } from '../job.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { outsideMesh } from '../network.ts';
import { object, type Draft } from '../object.ts';
import { executorTemplate, VOLUME } from './executor-template.ts';
import { emitOverrides, holeParameters, overriddenDefault } from './holes.ts';
import { ENTRYPOINT, EXIT } from './names.ts';
import { resourceTemplate } from './resource-template.ts';
import { notificationTemplate, registerTemplate } from './runtime-template.ts';
import { exitTemplate, graphTemplates } from './tasks.ts';
import type { WorkflowSpec, WorkflowTemplate } from './types.ts';

const VOLCANO = 'volcano';

/** One WorkflowTemplate; agents create Workflows from it. */
export function emitBatch(team: TeamPlan, plan: BatchPlan, makeJob: JobMaker): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'workflow', labels: { 'sflow.dev/workflow': plan.name } };
  const containers = [...plan.executors, ...plan.exits.map(({ executor }) => executor)];
  const exit = exitTemplate(plan);
  const { mutex, timeoutSeconds, parallel, queue } = plan.runs;
  const { volumes, volumeClaimGC, volumeClaimTemplates } = sharedVolume(plan);
  const parameters = [
    ...plan.parameters.map((one) => parameter(plan, one)),
    ...containers.flatMap((executor) => holeParameters(team, plan, executor)),
    ...folderParameter(plan),
  ];
  return [
    ...emitOverrides(team, plan, part),
    object<WorkflowTemplate>({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTemplate',
      metadata: metadataOf(team, part, plan.objectName, plan.origin),
      spec: {
        entrypoint: ENTRYPOINT,
        serviceAccountName: plan.serviceAccount,
        arguments: parameters.length > 0 ? { parameters } : undefined,
        // Who starts a run by hand names the template alone; agents look for runs by these labels.
        workflowMetadata: { labels: labelsOf(team, part) },
        artifactRepositoryRef: plan.artifacts,
        // The pods of steps that succeeded are removed.
        archiveLogs: plan.artifacts && true,
        onExit: exit.length > 0 ? EXIT : undefined,
        podGC: { strategy: 'OnPodSuccess' },
        // Volcano reads the queue from the first pod of a run, so all have it (`pg_controller_handler.go`).
        podMetadata: {
          labels: { ...labelsOf(team, part), ...outsideMesh(team) },
          annotations: queue && { 'scheduling.volcano.sh/queue-name': queue.name },
        },
        securityContext: podSecurity,
        templates: [
          ...graphTemplates(plan),
          ...containers.map((executor) =>
            executor.gang
              ? resourceTemplate(team, plan, executor, executor.gang, makeJob)
              : executorTemplate(team.namespace, plan, executor),
          ),
          ...plan.registers.map((register) => registerTemplate(team, register)),
          ...exit,
          ...plan.notifications.map((notification) => notificationTemplate(team, plan, notification)),
        ],
        ttlStrategy: ttlStrategy(plan.runs),
        synchronization: mutex === undefined ? undefined : { mutexes: [{ name: mutex }] },
        parallelism: parallel,
        schedulerName: queue && VOLCANO,
        activeDeadlineSeconds: timeoutSeconds === undefined ? undefined : Math.ceil(timeoutSeconds),
        volumes,
        volumeClaimGC,
        volumeClaimTemplates,
      },
    }),
  ];
}

const ttlStrategy = ({ succeededSeconds, failedSeconds }: RunsPlan): Draft<ITTLStrategy> =>
  succeededSeconds === failedSeconds
    ? { secondsAfterCompletion: succeededSeconds }
    : { secondsAfterFailure: failedSeconds, secondsAfterSuccess: succeededSeconds };

/** The team's volume, or one that is made for the run and goes with it. */
function sharedVolume({
  volume,
}: BatchPlan): Pick<Draft<WorkflowSpec>, 'volumes' | 'volumeClaimGC' | 'volumeClaimTemplates'> {
  if (!volume) return {};
  if (!volume.scratch) return { volumes: [{ name: VOLUME, persistentVolumeClaim: { claimName: volume.claim } }] };
  const { bytes, className } = volume.scratch;
  return {
    volumeClaimGC: { strategy: 'OnWorkflowCompletion' },
    volumeClaimTemplates: [
      {
        metadata: { name: VOLUME },
        spec: {
          accessModes: ['ReadWriteMany'],
          resources: { requests: { storage: memoryQuantity(bytes) } },
          storageClassName: className,
        },
      },
    ],
  };
}

function parameter(
  plan: BatchPlan,
  { name, type, default: value, choices, overridden }: ParameterPlan,
): Draft<IParameter> {
  // What has choices needs a value in the template itself.
  if (overridden) return { name, description: type, ...overriddenDefault(plan, name, value) };
  return {
    name,
    description: type,
    value,
    // Argo refuses a value that is not among the choices, and that of an optional parameter is empty.
    enum: choices && value !== undefined && !choices.includes(value) ? [value, ...choices] : choices,
  };
}

const folderParameter = ({ folder }: BatchPlan): Draft<IParameter>[] =>
  folder === undefined
    ? []
    : [{ name: folder, description: 'the run whose folder this one has', value: '{{workflow.name}}' }];
