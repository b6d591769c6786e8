import type { BatchPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';

/** How late a run may start when the controller was away; more than that, and the next time is waited for. */
const LATE_SECONDS = 600;

/** The schedule of a workflow. The list form of its times is the one that Argo 4 takes. */
export function emitCronWorkflow(team: TeamPlan, plan: BatchPlan): KubernetesObject[] {
  const { schedule, mutex } = plan.runs;
  if (!schedule) return [];
  const part: Part = { name: plan.name, component: 'workflow', labels: { 'sflow.dev/workflow': plan.name } };
  const spec = {
    // With a lock alone runs would queue up behind one that takes too long.
    concurrencyPolicy: mutex === undefined ? 'Allow' : 'Forbid',
    failedJobsHistoryLimit: 3,
    schedules: [schedule.pattern],
    startingDeadlineSeconds: LATE_SECONDS,
    successfulJobsHistoryLimit: 3,
    ...(schedule.zone === undefined ? {} : { timezone: schedule.zone }),
    workflowSpec: { workflowTemplateRef: { name: plan.objectName } },
  };
  return [
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'CronWorkflow',
      metadata: metadataOf(team, part, schedule.name, schedule.origin),
      spec,
    } as KubernetesObject,
  ];
}
