import type { ICronWorkflow } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/CronWorkflow';
import type { ITTLStrategy } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/TTLStrategy';
import type { BatchPlan, RunsPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object, unlessEmpty, type Draft } from '../object.ts';

type Schedule = NonNullable<RunsPlan['schedule']>;

/** How late a run may start when the controller was away; more than that, and the next time is waited for. */
const LATE_SECONDS = 600;

/** So many runs of each outcome are found where the source does not say for how long. */
const KEPT = 3;

/** The most that the field takes, 68 years. It goes before what the template says of runs by others. */
const NEVER_SECONDS = 2 ** 31 - 1;

const ttlStrategy = ({ succeeded, failed }: Schedule['counted']): Draft<ITTLStrategy> | undefined =>
  unlessEmpty({
    secondsAfterFailure: failed && NEVER_SECONDS,
    secondsAfterSuccess: succeeded && NEVER_SECONDS,
  });

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
        failedJobsHistoryLimit: schedule.kept.failed ?? KEPT,
        schedules: [schedule.pattern],
        startingDeadlineSeconds: LATE_SECONDS,
        successfulJobsHistoryLimit: schedule.kept.succeeded ?? KEPT,
        timezone: schedule.zone,
        workflowSpec: { workflowTemplateRef: { name: plan.objectName }, ttlStrategy: ttlStrategy(schedule.counted) },
      },
    }),
  ];
}
