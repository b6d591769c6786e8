import { defined } from '../../../base/values/defined.ts';
import { closest } from '../../../base/diagnostics/suggest.ts';
import type { Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { parseCron } from '../../types/cron.ts';
import type { Environment } from '../../types/environment.ts';
import type { CronFields } from '../../../base/values/cron.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import { parseInstant } from '../../../base/values/instant.ts';
import { isZone } from '../../../base/values/zone.ts';
import { termText } from '../../types/print-term.ts';
import { Duration, Text, typeName } from '../../types/type.ts';
import { checkParameters } from '../endpoint/check-sensor.ts';
import { checkSubject } from './check-subject.ts';
import { simpleTriggers, type Trigger } from '../../model/model.ts';
import type { Checker, Known } from '../checker.ts';

/** A checked trigger; a mistake gives none, and was reported. */
export function checkTrigger(
  checker: Checker,
  environment: Environment,
  symbol: Pick<Symbol, 'file' | 'name' | 'declaration'>,
  trigger: syntax.Trigger,
): Trigger | undefined {
  const { span } = trigger;
  switch (trigger.kind) {
    case 'missing-trigger':
      return undefined;
    case 'every':
      return checkEvery(checker, environment, trigger);
    case 'at': {
      const at = checkInstant(checker, environment, trigger.time);
      return at && { kind: 'at', instant: at.value, span, text: `at ${termText(at.term)}` };
    }
    case 'cron': {
      const times = checkCronTimes(checker, environment, trigger);
      return times && { kind: 'cron', fields: times.fields, zone: times.zone, span, text: `cron ${times.text}` };
    }
    case 'called': {
      const parameters = checkParameters(checker, symbol, trigger.parameters);
      const receiver = trigger.name.text;
      const text = `called ${receiver}(${parameters.map(parameterText).join(', ')})`;
      return receiver === '' ? undefined : { kind: 'called', receiver, parameters, span, text };
    }
    case 'on': {
      const changed = checkSubject(checker, environment, trigger);
      return changed && { kind: 'on', ...changed, span, text: `on ${changeText(environment, trigger.path, changed)}` };
    }
    case 'any':
    case 'all': {
      const triggers = trigger.triggers.flatMap((part) => checkTrigger(checker, environment, symbol, part) ?? []);
      const isComplete = triggers.length === trigger.triggers.length;
      if (trigger.kind === 'all') return checkAll(checker, environment, trigger, isComplete ? triggers : undefined);
      return isComplete ? { kind: 'any', triggers, span, text: joined('or', triggers) } : undefined;
    }
  }
}

const parameterText = ({ name, type, default: value }: TypedParameter): string =>
  `${name}: ${typeName(type)}${value ? ` = ${termText(value)}` : ''}`;

/** What comes into a state. Within a template the names may be those of parameters. */
export function changeText(
  environment: Environment,
  [owner]: syntax.Changed['path'],
  { subject, state }: NonNullable<ReturnType<typeof checkSubject>>,
): string {
  const given = owner && environment.locals.get(owner.text);
  const names = [given ? termText(given) : owner?.text, ...(subject.kind === 'executor' ? [subject.executor] : [])];
  return [...names, state].join('.');
}

/** `and` binds more strongly than `or`. */
const joined = (by: 'and' | 'or', triggers: readonly Trigger[]): string =>
  triggers
    .map(({ kind, text }) => (kind === 'any' || (kind === 'all' && by === 'and') ? `(${text})` : text))
    .join(` ${by} `);

/** Words and what stands behind each; those without anything are left out. */
const phrase = (...parts: readonly (readonly [string, Known | undefined])[]): string =>
  parts.flatMap(([word, known]) => (known ? [`${word} ${termText(known.term)}`] : [])).join(' ');

function checkEvery(checker: Checker, environment: Environment, trigger: syntax.Every): Trigger | undefined {
  const { span } = trigger;
  const interval = checker.knownNumber(environment, trigger.interval, Duration, 'an interval');
  const begin = trigger.from && checkInstant(checker, environment, trigger.from);
  const end = trigger.until && checkInstant(checker, environment, trigger.until);
  const spread = trigger.jitter && checker.knownNumber(environment, trigger.jitter, Duration, 'a jitter');
  const [seconds, from, until, jitter] = [interval?.value, begin?.value, end?.value, spread?.value];
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
  return defined({
    kind: 'every',
    seconds,
    from,
    until,
    jitterSeconds: jitter,
    span,
    text: phrase(['every', interval], ['from', begin], ['until', end], ['jitter', spread]),
  });
}

/** Parts that are no schedules hardly ever share an instant: without a span they never fire together. */
function checkAll(
  checker: Checker,
  environment: Environment,
  trigger: syntax.AllOf,
  triggers: readonly Trigger[] | undefined,
): Trigger | undefined {
  const { reporter } = checker;
  const { span } = trigger;
  const limit = trigger.within && checker.knownNumber(environment, trigger.within, Duration, 'a span');
  const within = limit?.value;
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
    const fix = { span: { ...trigger.span, start: trigger.span.end }, text: ' within 5m', unsure: true as const };
    reporter.report('and-without-within', event.span, { trigger: event.text }, { help, fix });
    return undefined;
  }
  const text = [joined('and', triggers), ...(limit ? [phrase(['within', limit])] : [])].join(' ');
  return defined({ kind: 'all', triggers, withinSeconds: within, span, text });
}

/** Milliseconds since 1970 UTC. */
function checkInstant(checker: Checker, environment: Environment, node: syntax.Expression): Known<number> | undefined {
  const written = checker.knownText(environment, node, Text, 'an instant');
  if (!written) return undefined;
  const instant = parseInstant(written.value);
  if (typeof instant === 'number') return { value: instant, term: written.term };
  checker.reporter.report('bad-date', node.span, { text: written.value, reason: instant.reason });
  return undefined;
}

/** A cron pattern and its zone, of a trigger or of a schedule, and how both are written. */
export function checkCronTimes(
  checker: Checker,
  environment: Environment,
  trigger: Pick<syntax.Cron, 'pattern' | 'zone'>,
): { readonly pattern: string; readonly fields: CronFields; readonly zone: string; readonly text: string } | undefined {
  const times = checker.knownText(environment, trigger.pattern, Text, 'a cron time');
  const place = trigger.zone && checker.knownText(environment, trigger.zone, Text, 'a time zone');
  if (!times || (trigger.zone && !place)) return undefined;
  const pattern = times.value;
  const zone = place?.value ?? 'UTC';
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
  const text = [termText(times.term), ...(place ? [phrase(['in', place])] : [])].join(' ');
  return zoneFits ? { pattern, fields, zone, text } : undefined;
}
