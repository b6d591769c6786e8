import type { BatchPlan, ExecutorPlan, GangPlan, TeamPlan, Text } from '../plan/deployment-plan.ts';

/** How what only a run knows is written within a job. */
export interface JobText {
  readonly written: (text: Text) => string;
  /** The name of the run. */
  readonly run: string;
}

/** Makes the job of an executor with several pods, for the target that runs batch workflows to create. */
export type JobMaker = (
  team: TeamPlan,
  plan: BatchPlan,
  executor: ExecutorPlan,
  gang: GangPlan,
  text: JobText,
) => { readonly apiVersion: string; readonly kind: string };
