import type {
  BatchPlan,
  EnvironmentPlan,
  ExecutorPlan,
  ParameterPlan,
  RegisterPlan,
  TeamPlan,
} from '../../graph/plan.ts';
import { containerSecurity, podSecurity, resourcesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { ENTRYPOINT, patchName } from './names.ts';
import { argoText, BRACE } from './text.ts';

const VOLUME = 'workflow';

/** Finished runs are kept for a week, their pods only where they failed. */
const SECONDS_KEPT = 7 * 24 * 3600;

/** One WorkflowTemplate; agents create Workflows from it. */
export function emitBatch(team: TeamPlan, plan: BatchPlan): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'workflow', labels: { 'sflow.dev/workflow': plan.name } };
  const templates = [
    mainTemplate(plan),
    ...plan.executors.map((executor) => executorTemplate(plan, executor)),
    ...plan.registers.map((register) => registerTemplate(team, register)),
  ];
  const spec = {
    entrypoint: ENTRYPOINT,
    serviceAccountName: plan.serviceAccount,
    arguments: {
      parameters: [...plan.parameters.map(parameter), ...plan.executors.map(({ name }) => patchParameter(name))],
    },
    podGC: { strategy: 'OnPodSuccess' },
    podMetadata: { labels: labelsOf(team, part) },
    securityContext: podSecurity,
    templates,
    ttlStrategy: { secondsAfterCompletion: SECONDS_KEPT },
    ...(plan.volume ? { volumes: [{ name: VOLUME, persistentVolumeClaim: { claimName: plan.volume.claim } }] } : {}),
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

const parameter = ({ name, type, default: value, choices }: ParameterPlan): object => ({
  name,
  description: type,
  ...(value === undefined ? {} : { value }),
  // Argo refuses a value that is not among the choices, and that of an optional parameter is empty.
  ...(choices ? { enum: value === undefined || choices.includes(value) ? choices : [value, ...choices] } : {}),
});

const patchParameter = (executor: string): object => ({
  name: patchName(executor),
  description: `strategic merge patch of the pods of ${executor}`,
  value: '{}',
});

function mainTemplate(plan: BatchPlan): object {
  const tasks = [
    ...plan.executors.map(({ name, after }) => ({
      name,
      template: name,
      ...(after.length > 0 ? { depends: after.join(' && ') } : {}),
    })),
    ...plan.registers.map(({ name, candidates }) => ({
      name,
      template: name,
      // Argo waits for all that are named before it decides; one that failed leaves the choice to the others.
      depends: candidates.map((candidate) => `${candidate}.Succeeded`).join(' || '),
    })),
  ];
  // Where a model is registered, a step that fails elsewhere must not end the run before that. A candidate that fails does
  // not fail the run either: only the last steps count for its phase (`assessDAGPhase` in dag.go), as long as one is left.
  return { name: ENTRYPOINT, dag: { ...(plan.registers.length > 0 ? { failFast: false } : {}), tasks } };
}

function executorTemplate(plan: BatchPlan, executor: ExecutorPlan): object {
  const resources = resourcesOf(executor.resources);
  const command = executor.command.map((text) => argoText([text]));
  const args = executor.args.map(argoText);
  return {
    name: executor.name,
    metadata: {
      annotations: { 'sflow.dev/source': executor.origin.text },
      labels: { 'sflow.dev/executor': executor.name },
    },
    podSpecPatch: `{{workflow.parameters.${patchName(executor.name)}}}`,
    ...(executor.nodes ? { nodeSelector: executor.nodes } : {}),
    ...(executor.timeoutSeconds === undefined ? {} : { activeDeadlineSeconds: Math.ceil(executor.timeoutSeconds) }),
    ...(executor.retry ? { retryStrategy: retryStrategy(executor.retry) } : {}),
    container: {
      image: executor.image,
      // Without a command Argo's controller asks the registry for the image's entrypoint.
      command,
      ...(args.length > 0 ? { args } : {}),
      ...environmentOf(executor, [...command, ...args]),
      ...(resources ? { resources } : {}),
      securityContext: containerSecurity,
      ...(plan.volume
        ? { volumeMounts: [{ name: VOLUME, mountPath: plan.volume.mountPath, subPath: '{{workflow.name}}' }] }
        : {}),
    },
  };
}

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
function environmentOf(
  step: { readonly environment: readonly EnvironmentPlan[]; readonly environmentSecrets: readonly string[] },
  texts: readonly string[] = [],
): object {
  const own = step.environment.map(({ name, value }) => ({ name, value: argoText(value) }));
  const hasBrace = [...texts, ...own.map(({ value }) => value)].some((text) => text.includes(BRACE.reference));
  // A variable can only refer to one that stands before it.
  const env = [...(hasBrace ? [{ name: BRACE.name, value: BRACE.value }] : []), ...own];
  return {
    ...(env.length > 0 ? { env } : {}),
    ...(step.environmentSecrets.length > 0
      ? { envFrom: step.environmentSecrets.map((name) => ({ secretRef: { name } })) }
      : {}),
  };
}

/** A namespace with a quota refuses pods that say nothing about their size. */
const REGISTER_RESOURCES = { cpu: 0.05, memory: 128 * 2 ** 20 };

/** The step that compares the candidates' runs in the tracker and registers the best. */
function registerTemplate(team: TeamPlan, register: RegisterPlan): object {
  return {
    name: register.name,
    metadata: { annotations: { 'sflow.dev/source': register.origin.text } },
    container: {
      image: team.platform.runtimeImage,
      command: ['sflow-runtime', 'register'],
      args: [
        argoText([`--model=${register.model}`]),
        '--run={{workflow.name}}',
        ...register.candidates.map((candidate) => `--candidate=${candidate}`),
        ...(register.metric === undefined ? [] : [`--metric=${register.metric}`]),
      ],
      ...environmentOf(register),
      resources: resourcesOf(REGISTER_RESOURCES),
      securityContext: { ...containerSecurity, readOnlyRootFilesystem: true },
    },
  };
}
