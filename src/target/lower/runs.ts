import { defined } from '../../base/values/defined.ts';
import type { BatchPlan, GangPlan, RunsPlan } from '../plan/batch-plan.ts';
import type { BatchWorkflow, Gang } from '../../language/model/model.ts';
import { needs, type Context } from './context.ts';
import { SCRATCH_CLAIM, SHARED_CLAIM, SHARED_FOLDER } from './names.ts';

/** Finished runs are kept for a week. */
const KEPT = 7 * 24 * 3600;

/** The queue that Volcano makes by itself. */
const DEFAULT_QUEUE = 'default';

export function lowerRuns(context: Context, { name, options }: BatchWorkflow): RunsPlan {
  const { schedule, exclusive, timeoutSeconds, parallel, keep, queue } = options;
  const { platform } = context.application;
  if (queue && queue.name !== DEFAULT_QUEUE && !platform.queues?.some((known) => known.name === queue.name)) {
    const known = platform.queues?.map((one) => one.name) ?? [];
    const help = `declare it in the platform ${platform.name}, as in: queues { ${queue.name}: { weight: 1 } }`;
    const labels = [{ span: platform.span, text: `${platform.name} is declared here` }];
    context.reporter.report('unknown-queue', queue.span, { queue: queue.name, known }, { help, labels });
  }
  return defined({
    schedule:
      schedule &&
      defined({
        name,
        pattern: schedule.pattern,
        zone: schedule.zone,
        origin: context.origin(schedule.span),
      }),
    mutex: exclusive ? name : undefined,
    timeoutSeconds,
    parallel,
    succeededSeconds: keep?.succeededSeconds ?? KEPT,
    failedSeconds: keep?.failedSeconds ?? KEPT,
    queue: queue && { name: queue.name, origin: context.origin(queue.span) },
  });
}

/** The volume that the steps of a run share: the team's, or one of the run's own. */
export function lowerShared(context: Context, { options, span }: BatchWorkflow): Pick<BatchPlan, 'volume'> {
  const { scratchBytes } = options;
  const storage =
    scratchBytes === undefined
      ? context.application.platform.storage
      : needs(context, 'storage', span, 'a scratch volume');
  if (!storage) return {};
  if (scratchBytes === undefined) return { volume: { claim: SHARED_CLAIM, mountPath: SHARED_FOLDER } };
  const scratch = { bytes: scratchBytes, className: storage.className };
  return { volume: { claim: SCRATCH_CLAIM, mountPath: SHARED_FOLDER, scratch } };
}

/** A job of Volcano, in the queue of the workflow. */
export function lowerGang(gang: Gang, { options }: BatchWorkflow): GangPlan {
  const queue = options.queue === undefined ? {} : { queue: options.queue.name };
  return gang.kind === 'mpi'
    ? { kind: 'mpi', workers: gang.workers, ...queue }
    : { kind: 'replicas', count: gang.count, ...queue };
}
