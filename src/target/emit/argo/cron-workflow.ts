import type { ICronWorkflow } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/CronWorkflow';
import type { BatchPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object } from '../object.ts';

/** How late a run may start when the controller was away; more than that, and the next time is waited for. */
const LATE_SECONDS = 600;

/** The schedule of a workflow. The list form of its times is the one that Argo 4 takes. */
export function emitCronWorkflow(team: TeamPlan, plan: BatchPlan): KubernetesObject[] {
  const { schedule, mutex } = plan.runs;
  if (!schedule) return [];
  const part: Part = { name: plan.name, component: 'workflow', labels: { 'sflow.dev/workflow': plan.name } };
  return [
    object<ICronWorkflow>({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'CronWorkflow',
      metadata: metadataOf(team, part, schedule.name, schedule.origin),
      spec: {
        // With a lock alone runs would queue up behind one that takes too long.
        concurrencyPolicy: mutex === undefined ? 'Allow' : 'Forbid',
        failedJobsHistoryLimit: 3,
        schedules: [schedule.pattern],
        startingDeadlineSeconds: LATE_SECONDS,
        successfulJobsHistoryLimit: 3,
        timezone: schedule.zone,
        workflowSpec: { workflowTemplateRef: { name: plan.objectName } },
      },
    }),
  ];
}
