import { defined } from '../../../base/values/defined.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import { Bytes, Duration, Int, Text, optional, record } from '../../types/type.ts';
import { checkCronTimes } from '../strategy/check-trigger.ts';
import type { Checker } from '../checker.ts';
import type { Keep, Runs, Schedule } from '../../model/model.ts';
import { only } from '../settings.ts';

/** When and how the runs of a batch workflow go. */
export function checkRuns(
  checker: Checker,
  environment: Environment,
  declaration: syntax.Workflow,
  settings: ReadonlyMap<string, syntax.Setting>,
  parameters: readonly TypedParameter[],
): Runs {
  const { reporter } = checker;
  const { members } = declaration;
  const atLeast = (name: string, type: typeof Int, what: string, least: number, shown: string): number | undefined => {
    const setting = settings.get(name);
    const value = setting && checker.number(environment, setting.value, type, what);
    if (!setting || value === undefined || value >= least) return value;
    reporter.report('bad-range', setting.value.span, { what, reason: `has to be at least ${shown}` });
    return undefined;
  };
  const timeout = atLeast('timeout', Duration, 'the timeout of a run', 1, '1s');
  const parallel = atLeast('parallel', Int, 'the number of executors at a time', 1, '1');
  const scratch = atLeast('scratch', Bytes, 'the scratch volume of a run', 2 ** 20, '1Mi');
  const keep = checkKeep(checker, environment, settings.get('keep'));
  const schedule = checkSchedule(checker, environment, only(reporter, members, 'schedule'), parameters);
  const queue = checkQueue(checker, environment, only(reporter, members, 'queue'));
  return defined({
    schedule,
    exclusive: only(reporter, members, 'exclusive') !== undefined,
    timeoutSeconds: timeout,
    parallel,
    scratchBytes: scratch,
    keep,
    queue,
  });
}

/** `keep 3d`, or `keep { succeeded: 1d, failed: 14d }` */
function checkKeep(checker: Checker, environment: Environment, setting: syntax.Setting | undefined): Keep | undefined {
  if (!setting) return undefined;
  if (setting.value.kind !== 'record') {
    const seconds = checker.number(environment, setting.value, Duration, 'how long runs are kept');
    return seconds === undefined ? undefined : { succeededSeconds: seconds, failedSeconds: seconds };
  }
  const shape = record({ succeeded: optional(Duration), failed: optional(Duration) });
  const term = checkExpression(environment, setting.value, shape);
  const seconds = (name: string): number | undefined => {
    const field = term.op === 'record' ? term.fields.get(name) : undefined;
    return field?.op === 'constant' && typeof field.value === 'number' ? field.value : undefined;
  };
  const [succeeded, failed] = [seconds('succeeded'), seconds('failed')];
  return defined({
    succeededSeconds: succeeded,
    failedSeconds: failed,
  });
}

/** A run that nobody starts has nobody to give it values. */
function checkSchedule(
  checker: Checker,
  environment: Environment,
  clause: syntax.Schedule | undefined,
  parameters: readonly TypedParameter[],
): Schedule | undefined {
  if (!clause) return undefined;
  const times = checkCronTimes(checker, environment, clause);
  const open = parameters.find((parameter) => !parameter.default && parameter.type.kind !== 'optional');
  if (open) {
    const help = `give it a default, as in: param ${open.name} : … = …`;
    const labels = [{ span: open.span, text: 'the param is declared here' }];
    checker.reporter.report('schedule-without-value', clause.span, { param: open.name }, { help, labels });
  }
  return times && defined({ span: clause.span, pattern: times.pattern, zone: clause.zone && times.zone });
}

const schedulers = ['volcano'];

function checkQueue(checker: Checker, environment: Environment, clause: syntax.Queue | undefined): Runs['queue'] {
  if (!clause) return undefined;
  const { text: found, span } = clause.scheduler;
  if (found !== '' && !schedulers.includes(found)) {
    const meant = closest(found, schedulers);
    const details = didYouMean(found, meant, span);
    checker.reporter.report('unknown-variant', span, { clause: 'the scheduler', found, known: schedulers }, details);
  }
  const name = checker.text(environment, clause.queue, Text, 'a queue');
  return name === undefined ? undefined : { name, span: clause.queue.span };
}
