import type { IArchiveStrategy } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/ArchiveStrategy';
import type { IArtifact } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Artifact';
import type { IInputs } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Inputs';
import type { IOutputs } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Outputs';
import type { IParameter } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Parameter';
import type { IRetryStrategy } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/RetryStrategy';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type { BatchPlan, ExecutorPlan, Text } from '../../plan/deployment-plan.ts';
import { environmentFrom, mountsOf, resourcesOf, securityOf, variableOf, volumesOf } from '../containers.ts';
import { unlessEmpty, type Draft } from '../object.ts';
import { placementOf } from '../placement.ts';
import { podPatch } from './holes.ts';
import { argoText, BRACE, plainText } from './text.ts';
import type { Template } from './types.ts';

/** The volume that the steps of a run share. */
export const VOLUME = 'workflow';

/** The template of an executor. It takes its inputs by name, so a run can also start with it alone. */
export function executorTemplate(namespace: string, plan: BatchPlan, executor: ExecutorPlan): Draft<Template> {
  const command = executor.command.map((text) => argoText([text]));
  const args = executor.args.map(argoText);
  const { affinity, nodeSelector, priorityClassName, tolerations } = placementOf(executor.placement, namespace);
  return {
    name: executor.name,
    metadata: {
      annotations: { 'sflow.dev/source': executor.origin.text },
      labels: { 'sflow.dev/executor': executor.name },
    },
    podSpecPatch: podPatch(executor),
    inputs: inputsOf(executor),
    outputs: outputsOf(executor),
    affinity,
    nodeSelector,
    priorityClassName,
    tolerations,
    volumes: unlessEmpty(volumesOf(executor.volumes)),
    activeDeadlineSeconds: executor.timeoutSeconds === undefined ? undefined : Math.ceil(executor.timeoutSeconds),
    retryStrategy: retryStrategy(executor),
    container: {
      image: executor.image,
      // Without a command Argo's controller asks the registry for the image's entrypoint.
      command,
      args: unlessEmpty(args),
      env: environmentOf(executor, [...command, ...args]),
      envFrom: environmentFrom(executor),
      resources: resourcesOf(executor.resources),
      securityContext: securityOf(executor.security),
      volumeMounts: unlessEmpty([...sharedMount(plan), ...mountsOf(executor.volumes)]),
    },
  };
}

/** The folder of the run: below the team's volume, or the whole of the run's own. */
const sharedMount = ({ volume, folder }: BatchPlan): Draft<IVolumeMount>[] =>
  volume
    ? [{ name: VOLUME, mountPath: volume.mountPath, subPath: volume.scratch ? undefined : folderTag(folder) }]
    : [];

const folderTag = (folder: string | undefined): string =>
  folder === undefined ? '{{workflow.name}}' : `{{workflow.parameters.${folder}}}`;

/** Without the archive that Argo makes by default, other programs can read what lies in the store. */
export const archive: Draft<IArchiveStrategy> = { none: {} };

/** What Argo has packed itself it unpacks, by looking into the file; not where the source says that it is to be an archive. */
const unpacked = (
  path: Text,
  isPacked = !/\.(?:tgz|tar|gz)$/.test(plainText(path)),
): Draft<IArchiveStrategy> | undefined => (isPacked ? undefined : archive);

export function inputsOf({ inputs, storedInputs }: ExecutorPlan): Draft<IInputs> | undefined {
  const artifacts = storedInputs.map(({ name, path, from }): Draft<IArtifact> =>
    'key' in from
      ? { name, path: plainText(path), archive: unpacked(path, from.isPacked), s3: { key: plainText(from.key) } }
      : { name, path: plainText(path) },
  );
  const parameters = inputs.map(({ name }): Draft<IParameter> => ({ name }));
  return unlessEmpty({ artifacts: unlessEmpty(artifacts), parameters: unlessEmpty(parameters) });
}

function outputsOf({ values, storedOutputs }: ExecutorPlan): Draft<IOutputs> | undefined {
  const artifacts = storedOutputs.map(({ name, path, key, isPacked }): Draft<IArtifact> => ({
    name,
    path: plainText(path),
    archive: isPacked === true ? undefined : archive,
    s3: { key: plainText(key) },
  }));
  const parameters = values.map(({ name, path, default: fallback }): Draft<IParameter> => ({
    name,
    valueFrom: { path: plainText(path), default: fallback },
  }));
  return unlessEmpty({ artifacts: unlessEmpty(artifacts), parameters: unlessEmpty(parameters) });
}

/** A program that was asked to end, and did: 128 and the number of SIGTERM. */
const TERMINATED = 143;

/**
 * `OnFailure` covers exit codes and deadlines; a lost node is `OnError`, and worth another try as well. So is a pod that an agent
 * has ended, which is to stay so: it is gone, or its program has ended by the signal.
 */
export function retryStrategy({ retry, stopped }: ExecutorPlan): Draft<IRetryStrategy> | undefined {
  if (!retry) return undefined;
  const { limit, backoffSeconds, maximumSeconds } = retry;
  return {
    limit,
    retryPolicy: stopped ? 'OnFailure' : 'Always',
    expression: stopped ? `lastRetry.exitCode != '${String(TERMINATED)}'` : undefined,
    backoff:
      backoffSeconds === undefined
        ? undefined
        : {
            duration: `${String(Math.max(1, Math.round(backoffSeconds)))}s`,
            factor: 2,
            cap: maximumSeconds === undefined ? undefined : `${String(Math.round(maximumSeconds))}s`,
          },
  };
}

/** The variables of a step; `texts` are those beside them that may refer to the brace. */
export function environmentOf(
  { environment }: Pick<ExecutorPlan, 'environment'>,
  texts: readonly string[] = [],
): readonly Draft<IEnvVar>[] | undefined {
  const values = environment.flatMap(({ value }) => (value ? [argoText(value)] : []));
  const hasBrace = [...texts, ...values].some((text) => text.includes(BRACE.reference));
  return unlessEmpty([
    // A variable can only refer to one that stands before it.
    ...(hasBrace ? [{ name: BRACE.name, value: BRACE.value }] : []),
    ...environment.map((variable) => variableOf(variable, argoText)),
  ]);
}
