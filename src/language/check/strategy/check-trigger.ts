import { closest } from '../../../base/diagnostics/suggest.ts';
import type { Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { parseCron } from '../../types/cron.ts';
import type { Environment } from '../../types/environment.ts';
import { parseInstant } from '../../../base/values/instant.ts';
import { isZone } from '../../../base/values/zone.ts';
import { Duration, Text } from '../../types/type.ts';
import { checkParameters } from '../endpoint/check-sensor.ts';
import { checkSubject } from './check-subject.ts';
import type { Checker } from '../checker.ts';
import { simpleTriggers, type CronFields, type Trigger } from '../../model/model.ts';

/** A checked trigger; a mistake gives none, and was reported. */
export function checkTrigger(
  checker: Checker,
  environment: Environment,
  symbol: Pick<Symbol, 'file' | 'name' | 'declaration'>,
  trigger: syntax.Trigger,
): Trigger | undefined {
  const place = { span: trigger.span, text: checker.textOf(trigger.span).replaceAll(/\s+/g, ' ') };
  switch (trigger.kind) {
    case 'missing-trigger':
      return undefined;
    case 'every':
      return checkEvery(checker, environment, trigger, place);
    case 'at': {
      const instant = checkInstant(checker, environment, trigger.time);
      return instant === undefined ? undefined : { kind: 'at', instant, ...place };
    }
    case 'cron':
      return checkCron(checker, environment, trigger, place);
    case 'called': {
      const parameters = checkParameters(checker, symbol, trigger.parameters);
      return trigger.name.text === ''
        ? undefined
        : { kind: 'called', receiver: trigger.name.text, parameters, ...place };
    }
    case 'on': {
      const changed = checkSubject(checker, environment, trigger);
      return changed && { kind: 'on', ...changed, ...place, text: toldChange(checker, trigger, changed) };
    }
    case 'any':
    case 'all': {
      const triggers = trigger.triggers.flatMap((part) => checkTrigger(checker, environment, symbol, part) ?? []);
      const isComplete = triggers.length === trigger.triggers.length;
      if (trigger.kind === 'any') return isComplete ? { kind: 'any', triggers, ...place } : undefined;
      return checkAll(checker, environment, trigger, isComplete ? triggers : undefined, place);
    }
  }
}

/** As it is written; within a template the executor may be named by a parameter. */
function toldChange(
  checker: Checker,
  { path }: syntax.Changed,
  { subject, state }: NonNullable<ReturnType<typeof checkSubject>>,
): string {
  const owner = path[0] ? checker.textOf(path[0].span) : '';
  return ['on ' + owner, ...(subject.kind === 'executor' ? [subject.executor] : []), state].join('.');
}

type Place = Pick<Trigger, 'span' | 'text'>;

function checkEvery(
  checker: Checker,
  environment: Environment,
  trigger: syntax.Every,
  place: Place,
): Trigger | undefined {
  const seconds = checker.number(environment, trigger.interval, Duration, 'an interval');
  const from = trigger.from && checkInstant(checker, environment, trigger.from);
  const until = trigger.until && checkInstant(checker, environment, trigger.until);
  const jitter = trigger.jitter && checker.number(environment, trigger.jitter, Duration, 'a jitter');
  const { reporter } = checker;
  if (seconds !== undefined && seconds < 1) {
    reporter.report('bad-interval', trigger.interval.span, { reason: 'an interval is at least one second' });
    return undefined;
  }
  if (trigger.until && from !== undefined && until !== undefined && until < from) {
    reporter.report('bad-interval', trigger.until.span, { reason: 'it ends before it begins' });
    return undefined;
  }
  if (trigger.jitter && jitter !== undefined && seconds !== undefined && (jitter <= 0 || jitter >= seconds)) {
    const reason = jitter <= 0 ? 'a jitter is longer than nothing' : 'a jitter is shorter than the interval';
    reporter.report('bad-interval', trigger.jitter.span, { reason });
    return undefined;
  }
  const isComplete =
    seconds !== undefined &&
    (from !== undefined || !trigger.from) &&
    (until !== undefined || !trigger.until) &&
    (jitter !== undefined || !trigger.jitter);
  if (!isComplete) return undefined;
  return {
    kind: 'every',
    seconds,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(jitter === undefined ? {} : { jitterSeconds: jitter }),
    ...place,
  };
}

/** Parts that are no schedules hardly ever share an instant: without a span they never fire together. */
function checkAll(
  checker: Checker,
  environment: Environment,
  trigger: syntax.AllOf,
  triggers: readonly Trigger[] | undefined,
  place: Place,
): Trigger | undefined {
  const { reporter } = checker;
  const within = trigger.within && checker.number(environment, trigger.within, Duration, 'a span');
  if (trigger.within && trigger.triggers.length < 2) {
    reporter.report('needless-within', trigger.within.span, {});
    return undefined;
  }
  if (trigger.within && within !== undefined && within <= 0) {
    reporter.report('bad-interval', trigger.within.span, { reason: 'a span is longer than nothing' });
    return undefined;
  }
  if (!triggers || (trigger.within && within === undefined)) return undefined;
  const event = trigger.within
    ? undefined
    : triggers.flatMap(simpleTriggers).find(({ kind }) => kind === 'called' || kind === 'on');
  if (event) {
    const help = 'say within which time all have to fire, as in: within 5m';
    const fix = { span: { ...trigger.span, start: trigger.span.end }, text: ' within 5m' };
    reporter.report('and-without-within', event.span, { trigger: event.text }, { help, fix });
    return undefined;
  }
  return { kind: 'all', triggers, ...(within === undefined ? {} : { withinSeconds: within }), ...place };
}

function checkInstant(checker: Checker, environment: Environment, node: syntax.Expression): number | undefined {
  const text = checker.text(environment, node, Text, 'an instant');
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (typeof instant === 'number') return instant;
  checker.reporter.report('bad-date', node.span, { text, reason: instant.reason });
  return undefined;
}

function checkCron(
  checker: Checker,
  environment: Environment,
  trigger: syntax.Cron,
  place: Place,
): Trigger | undefined {
  const times = checkCronTimes(checker, environment, trigger);
  return times && { kind: 'cron', fields: times.fields, zone: times.zone, ...place };
}
/** A cron pattern and its zone, of a trigger or of a schedule. */
export function checkCronTimes(
  checker: Checker,
  environment: Environment,
  trigger: Pick<syntax.Cron, 'pattern' | 'zone'>,
): { readonly pattern: string; readonly fields: CronFields; readonly zone: string } | undefined {
  const pattern = checker.text(environment, trigger.pattern, Text, 'a cron time');
  const zone = trigger.zone ? checker.text(environment, trigger.zone, Text, 'a time zone') : 'UTC';
  if (pattern === undefined || zone === undefined) return undefined;
  const fields = parseCron(pattern);
  const zoneFits = isZone(zone);
  if (trigger.zone && !zoneFits) {
    const meant = closest(zone, Intl.supportedValuesOf('timeZone'));
    checker.reporter.report(
      'bad-zone',
      trigger.zone.span,
      { zone },
      meant === undefined
        ? {}
        : { help: `did you mean "${meant}"?`, fix: { span: trigger.zone.span, text: `"${meant}"` } },
    );
  }
  if ('reason' in fields) {
    checker.reporter.report('bad-cron', trigger.pattern.span, { pattern, reason: fields.reason });
    return undefined;
  }
  return zoneFits ? { pattern, fields, zone } : undefined;
}
