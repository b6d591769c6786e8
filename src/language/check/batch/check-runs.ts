import { DAY } from '../../../base/values/civil.ts';
import { isCronDay, type CronTimes } from '../../../base/values/cron.ts';
import { defined } from '../../../base/values/defined.ts';
import { changesOf } from '../../../base/values/zone.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { valueOf } from '../../reason/constant.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import { Bytes, Duration, Int, Text, optional, record, type Type } from '../../types/type.ts';
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
  const isScheduled = members.some(({ kind }) => kind === 'schedule');
  const keep = checkKeep(checker, environment, settings.get('keep'), isScheduled);
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

/** `keep 3d`, or `keep { succeeded: 4, failed: 14d }` */
function checkKeep(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
  isScheduled: boolean,
): Keep | undefined {
  if (!setting) return undefined;
  const what = 'how long runs are kept';
  const refuse = (span: syntax.Expression['span'], reason = 'has to be at least 1s', help = ''): void => {
    checker.reporter.report('bad-range', span, { what, reason }, help === '' ? {} : { help });
  };
  const { value: given } = setting;
  if (given.kind !== 'record') {
    const seconds = checker.number(environment, given, Duration, what);
    if (seconds !== undefined && seconds < 1) refuse(given.span);
    return seconds === undefined ? undefined : { succeededSeconds: seconds, failedSeconds: seconds };
  }
  const isCount = (name: string): boolean =>
    given.fields.some((field) => field.name.text === name && isWhole(field.value));
  const of = (name: string): Type => optional(isCount(name) ? Int : Duration);
  const term = checkExpression(environment, given, record({ succeeded: of('succeeded'), failed: of('failed') }));
  const amount = (name: string): number | undefined => {
    const field = term.op === 'record' ? term.fields.get(name) : undefined;
    const value = field && valueOf(field);
    if (!field || field.op === 'invalid' || value === null) return undefined;
    if (typeof value !== 'number') checker.reporter.report('not-constant', field.span, { what });
    else if (isCount(name) && !isScheduled)
      refuse(field.span, 'is a time where no schedule makes the runs', `say for how long, as in: ${name}: 14d`);
    else if (!isCount(name) && value < 1) refuse(field.span);
    else return value;
    return undefined;
  };
  const [succeeded, failed] = [amount('succeeded'), amount('failed')];
  return defined({
    ...(isCount('succeeded') ? { succeededRuns: succeeded } : { succeededSeconds: succeeded }),
    ...(isCount('failed') ? { failedRuns: failed } : { failedSeconds: failed }),
  });
}

/** A number without a unit. */
const isWhole = (value: syntax.Expression): boolean => value.kind === 'number' && /^\d+$/.test(value.text);

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
  if (!times) return undefined;
  const { pattern, fields, zone } = times;
  const change = atChange({ ...fields, zone });
  if (change) {
    const help = 'choose a time at which no clock is changed there, or UTC; a strategy’s cron runs once on each day';
    checker.reporter.report('clocks-change', clause.pattern.span, { zone, ...change }, { help });
  }
  return defined({ span: clause.span, pattern, fields, zone: clause.zone && zone });
}

/** Changes of clocks from this year on are by rules that are in force. */
const IN_FORCE = Date.UTC(2030, 0, 1);

/** The first local time of a pattern that a change of clocks skips, or brings twice; none of one that allows all hours. */
function atChange(
  times: CronTimes,
): { readonly hour: number; readonly minute: number; readonly twice: boolean } | undefined {
  if (times.hours.length === 24) return undefined;
  for (const { instant, before, after } of changesOf(times.zone)) {
    if (instant < IN_FORCE) continue;
    const [start, end] = [instant + Math.min(before, after), instant + Math.max(before, after)];
    for (let at = start; at < end; at += MINUTE) {
      const [day, minutes] = [Math.floor(at / DAY), Math.floor(at / MINUTE) % (DAY / MINUTE)];
      const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
      if (times.hours.includes(hour) && times.minutes.includes(minute) && isCronDay(times, day))
        return { hour, minute, twice: after < before };
    }
  }
  return undefined;
}

const MINUTE = 60_000;

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
