import { defined } from '../../base/values/defined.ts';
import { SHARED_FOLDER } from '../../base/values/path.ts';
import type { BatchPlan, GangPlan, RunsPlan } from '../plan/batch-plan.ts';
import type { BatchWorkflow, Gang, Runs } from '../../language/model/model.ts';
import { mostOfCron } from '../../language/reason/pace.ts';
import { needs, type Context } from './context.ts';
import { SCRATCH_CLAIM, SHARED_CLAIM } from './names.ts';

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
        zone: schedule.zone ?? 'UTC',
        kept: defined({
          succeeded: keep?.succeededRuns ?? keptOf(options, keep?.succeededSeconds),
          failed: keep?.failedRuns ?? keptOf(options, keep?.failedSeconds),
        }),
        counted: defined({
          succeeded: keep?.succeededRuns === undefined ? undefined : (true as const),
          failed: keep?.failedRuns === undefined ? undefined : (true as const),
        }),
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

/** How long a run goes that nothing ends. */
const LONG = 24 * 3600;

/** The most runs of a schedule that end within the time for which they are kept. */
function keptOf({ schedule, timeoutSeconds = LONG }: Runs, seconds: number | undefined): number | undefined {
  if (!schedule || seconds === undefined) return undefined;
  return mostOfCron({ fields: schedule.fields, zone: schedule.zone ?? 'UTC' }, (seconds + timeoutSeconds) * 1000);
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
