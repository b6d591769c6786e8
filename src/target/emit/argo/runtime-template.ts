import { commandOf, variables } from '../../../contract/process/command.ts';
import type { BatchPlan, NotificationPlan, RegisterPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { environmentFrom, mountsOf, ourResources, readOnlySecurity, resourcesOf, volumesOf } from '../containers.ts';
import { unlessEmpty, type Draft } from '../object.ts';
import { environmentOf } from './executor-template.ts';
import { argoText } from './text.ts';
import type { Template } from './types.ts';

/** A namespace with a quota refuses pods that say nothing about their size. */
const RESOURCES = ourResources(0.05, 128 * 2 ** 20);

/** The step that compares the candidates' runs in the tracker and registers the best. */
export function registerTemplate(team: TeamPlan, register: RegisterPlan): Draft<Template> {
  return {
    name: register.name,
    metadata: { annotations: { 'sflow.dev/source': register.origin.text } },
    volumes: unlessEmpty(volumesOf(register.volumes)),
    container: {
      image: team.platform.runtimeImage,
      ...commandOf('register', {
        model: argoText([register.model]),
        run: argoText(register.run),
        candidate: register.candidates.map(({ step }) => step),
        metric: register.by?.metric,
        better: register.by && (register.by.lower ? 'lower' : 'higher'),
      }),
      env: environmentOf(register),
      envFrom: environmentFrom(register),
      resources: resourcesOf(RESOURCES),
      securityContext: readOnlySecurity,
      volumeMounts: unlessEmpty(mountsOf(register.volumes)),
    },
  };
}

/** The step that tells a webhook how the run ended. */
export function notificationTemplate(team: TeamPlan, plan: BatchPlan, notification: NotificationPlan): Draft<Template> {
  const { name, origin, secret, key } = notification;
  return {
    name,
    metadata: { annotations: { 'sflow.dev/source': origin.text } },
    container: {
      image: team.platform.runtimeImage,
      ...commandOf('notify', {
        workflow: plan.name,
        run: argoText([{ run: true }]),
        status: argoText([{ status: true }]),
      }),
      env: [{ name: variables.notify.webhook, valueFrom: { secretKeyRef: { name: secret, key } } }],
      resources: resourcesOf(RESOURCES),
      securityContext: readOnlySecurity,
    },
  };
}
