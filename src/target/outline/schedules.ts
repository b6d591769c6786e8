import type { ApplicationOutline, ScheduleOutline } from './outline.ts';

/** A batch workflow that the cluster itself starts. */
export interface Scheduled extends Pick<ScheduleOutline, 'times' | 'exclusive'> {
  readonly namespace: string;
  readonly template: string;
}

/** What runs by schedule in the applications that are deployed. */
export const schedulesIn = (applications: readonly ApplicationOutline[]): Scheduled[] =>
  applications
    .filter(({ deployed }) => deployed)
    .flatMap(({ namespace, batch }) =>
      batch.flatMap(({ name: template, schedule }) =>
        schedule ? [{ namespace, template, times: schedule.times, exclusive: schedule.exclusive }] : [],
      ),
    );
