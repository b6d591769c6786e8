import { closest } from '../diagnostics/suggest.ts';
import type { Symbol } from '../names/scope.ts';
import type * as syntax from '../syntax/nodes.ts';
import { parseCron } from '../types/cron.ts';
import type { Environment } from '../types/environment.ts';
import { parseInstant } from '../values/instant.ts';
import { Duration, Text } from '../types/type.ts';
import { checkParameters } from './check-sensor.ts';
import type { Checker } from './checker.ts';
import type { CronFields, Trigger } from './model.ts';

/** A checked trigger; a mistake gives none, and was reported. */
export function checkTrigger(checker: Checker, symbol: Symbol, trigger: syntax.Trigger): Trigger | undefined {
  const environment = checker.environment(symbol.file);
  const place = { span: trigger.span, text: checker.textOf(trigger.span).replaceAll(/\s+/g, ' ') };
  switch (trigger.kind) {
    case 'missing-trigger':
      return undefined;
    case 'every': {
      const seconds = checker.number(environment, trigger.interval, Duration, 'an interval');
      if (seconds === undefined) return undefined;
      if (seconds >= 1) return { kind: 'every', seconds, ...place };
      checker.reporter.report('bad-interval', trigger.interval.span, { reason: 'an interval is at least one second' });
      return undefined;
    }
    case 'at':
      return checkAt(checker, environment, trigger, place);
    case 'cron':
      return checkCron(checker, environment, trigger, place);
    case 'called': {
      const parameters = checkParameters(checker, symbol, trigger.parameters);
      return trigger.name.text === ''
        ? undefined
        : { kind: 'called', receiver: trigger.name.text, parameters, ...place };
    }
    case 'any': {
      const triggers = trigger.triggers.flatMap((part) => checkTrigger(checker, symbol, part) ?? []);
      return triggers.length === trigger.triggers.length ? { kind: 'any', triggers, ...place } : undefined;
    }
  }
}

type Place = Pick<Trigger, 'span' | 'text'>;

function checkAt(checker: Checker, environment: Environment, trigger: syntax.At, place: Place): Trigger | undefined {
  const text = checker.text(environment, trigger.time, Text, 'an instant');
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (typeof instant === 'number') return { kind: 'at', instant, ...place };
  checker.reporter.report('bad-date', trigger.time.span, { text, reason: instant.reason });
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

function isZone(zone: string): boolean {
  // An offset such as +01:00 is taken by Intl too, but knows no change of clocks and is most likely a slip.
  if (/^[+-]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
