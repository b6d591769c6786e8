import type { BatchPlan, ParameterPlan, TeamPlan } from '../../graph/plan.ts';
import { podSecurity } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { executorTemplate, VOLUME } from './executor-template.ts';
import { ENTRYPOINT, EXIT, patchName } from './names.ts';
import { notificationTemplate, registerTemplate } from './runtime-template.ts';
import { exitTemplate, mainTemplate } from './tasks.ts';

/** Finished runs are kept for a week, their pods only where they failed. */
const SECONDS_KEPT = 7 * 24 * 3600;

/** One WorkflowTemplate; agents create Workflows from it. */
export function emitBatch(team: TeamPlan, plan: BatchPlan): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'workflow', labels: { 'sflow.dev/workflow': plan.name } };
  const containers = [...plan.executors, ...plan.exits.map(({ executor }) => executor)];
  const exit = exitTemplate(plan);
  const templates = [
    mainTemplate(plan),
    ...containers.map((executor) => executorTemplate(plan, executor)),
    ...plan.registers.map((register) => registerTemplate(team, register)),
    ...exit,
    ...plan.notifications.map((notification) => notificationTemplate(team, plan, notification)),
  ];
  const spec = {
    entrypoint: ENTRYPOINT,
    serviceAccountName: plan.serviceAccount,
    arguments: {
      parameters: [...plan.parameters.map(parameter), ...containers.map(({ name }) => patchParameter(name))],
    },
    ...(plan.artifacts ? { artifactRepositoryRef: plan.artifacts } : {}),
    ...(exit.length > 0 ? { onExit: EXIT } : {}),
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
