import type { BatchPlan, ExecutorPlan } from '../../plan/deployment-plan.ts';
import { environmentFrom, mountsOf, resourcesOf, securityOf, variableOf, volumesOf } from '../containers.ts';
import { placementOf } from '../placement.ts';
import { patchName } from './names.ts';
import { argoText, BRACE, plainText } from './text.ts';

/** The volume that the steps of a run share. */
export const VOLUME = 'workflow';

/** The template of an executor. It takes its inputs by name, so a run can also start with it alone. */
export function executorTemplate(namespace: string, plan: BatchPlan, executor: ExecutorPlan): object {
  const resources = resourcesOf(executor.resources);
  const command = executor.command.map((text) => argoText([text]));
  const args = executor.args.map(argoText);
  const mounts = [...sharedMount(plan), ...mountsOf(executor.volumes)];
  return {
    name: executor.name,
    metadata: {
      annotations: { 'sflow.dev/source': executor.origin.text },
      labels: { 'sflow.dev/executor': executor.name },
    },
    podSpecPatch: `{{workflow.parameters.${patchName(executor.name)}}}`,
    ...inputsOf(executor),
    ...outputsOf(executor),
    ...placementOf(executor.placement, namespace),
    ...(executor.volumes.length > 0 ? { volumes: volumesOf(executor.volumes) } : {}),
    ...(executor.timeoutSeconds === undefined ? {} : { activeDeadlineSeconds: Math.ceil(executor.timeoutSeconds) }),
    ...retryOf(executor),
    container: {
      image: executor.image,
      // Without a command Argo's controller asks the registry for the image's entrypoint.
      command,
      ...(args.length > 0 ? { args } : {}),
      ...environmentOf(executor, [...command, ...args]),
      ...(resources ? { resources } : {}),
      securityContext: securityOf(executor.security),
      ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
    },
  };
}

/** The folder of the run: below the team's volume, or the whole of the run's own. */
const sharedMount = ({ volume }: BatchPlan): object[] =>
  volume
    ? [{ name: VOLUME, mountPath: volume.mountPath, ...(volume.scratch ? {} : { subPath: '{{workflow.name}}' }) }]
    : [];

/** Without the archive that Argo makes by default, other programs can read what lies in the store. */
const archive = { none: {} };

export function inputsOf({ inputs, storedInputs }: ExecutorPlan): object {
  const artifacts = storedInputs.map(({ name, path, from }) => ({
    name,
    path: plainText(path),
    ...('key' in from ? { archive, s3: { key: plainText(from.key) } } : {}),
  }));
  const parameters = inputs.map(({ name }) => ({ name }));
  if (artifacts.length + parameters.length === 0) return {};
  return {
    inputs: { ...(artifacts.length > 0 ? { artifacts } : {}), ...(parameters.length > 0 ? { parameters } : {}) },
  };
}

function outputsOf({ values, storedOutputs }: ExecutorPlan): object {
  const artifacts = storedOutputs.map(({ name, path, key }) => ({
    name,
    path: plainText(path),
    archive,
    s3: { key: plainText(key) },
  }));
  const parameters = values.map(({ name, path, default: fallback }) => ({
    name,
    valueFrom: { path: plainText(path), ...(fallback === undefined ? {} : { default: fallback }) },
  }));
  if (artifacts.length + parameters.length === 0) return {};
  return {
    outputs: { ...(artifacts.length > 0 ? { artifacts } : {}), ...(parameters.length > 0 ? { parameters } : {}) },
  };
}

export const retryOf = ({ retry }: ExecutorPlan): object => (retry ? { retryStrategy: retryStrategy(retry) } : {});

/** `OnFailure` covers exit codes and deadlines; a lost node is `OnError`, and worth another try as well. */
function retryStrategy(retry: NonNullable<ExecutorPlan['retry']>): object {
  const { limit, backoffSeconds, maximumSeconds } = retry;
  const backoff =
    backoffSeconds === undefined
      ? undefined
      : {
          duration: `${String(Math.max(1, Math.round(backoffSeconds)))}s`,
          factor: 2,
          ...(maximumSeconds === undefined ? {} : { cap: `${String(Math.round(maximumSeconds))}s` }),
        };
  return { limit, retryPolicy: 'Always', ...(backoff ? { backoff } : {}) };
}

/** The variables of a step; `texts` are those beside them that may refer to the brace. */
export function environmentOf(
  step: Pick<ExecutorPlan, 'environment' | 'environmentSecrets' | 'environmentConfig'>,
  texts: readonly string[] = [],
): object {
  const own = step.environment.map((variable) => variableOf(variable, argoText));
  const values = step.environment.flatMap(({ value }) => (value ? [argoText(value)] : []));
  const hasBrace = [...texts, ...values].some((text) => text.includes(BRACE.reference));
  // A variable can only refer to one that stands before it.
  const env = [...(hasBrace ? [{ name: BRACE.name, value: BRACE.value }] : []), ...own];
  return {
    ...(env.length > 0 ? { env } : {}),
    ...environmentFrom(step),
  };
}
