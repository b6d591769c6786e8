import { defined } from '../../base/values/defined.ts';
import type { Windowed } from '../syntax/nodes.ts';
import { invalidTerm } from './coerce.ts';
import type { Check, Environment } from './environment.ts';
import { termText } from './print-term.ts';
import { mapParts, within, type SensorUse, type Term, type Written } from './term.ts';
import { Duration } from './type.ts';

/** `x over 6h`, `x since last fired`: which observations of the windowed sensors in x count. */
export function checkWindowed(check: Check, environment: Environment, node: Windowed): Term {
  const of = check(environment, node.of);
  let window: SensorUse['window'] = { kind: 'since-last-fired' };
  const over = node.over && check(environment, node.over, Duration);
  if (over) {
    if (over.op === 'invalid') return invalidTerm(node.span);
    if (over.op !== 'constant' || typeof over.value !== 'number') {
      environment.reporter.report('not-constant', over.span, { what: 'the length of a window' });
      return invalidTerm(node.span);
    }
    window = { kind: 'over', seconds: over.value };
  }
  if (of.op === 'invalid') return invalidTerm(node.span);
  const count = within(of).find(isOpenCount);
  if (count && window.kind === 'since-last-fired') {
    reportOpenCount(environment, count);
    return invalidTerm(node.span);
  }
  if (!count && !within(of).some((term) => term.op === 'reading' && term.use.windowed && !term.use.window)) {
    const labels = within(of).flatMap((term) =>
      term.op === 'reading' ? [{ span: term.use.declared, text: 'its observations are not windowed' }] : [],
    );
    environment.reporter.report('window-needless', node.of.span, { text: termText(of) }, { labels });
    return invalidTerm(node.span);
  }
  const written: Written = defined({ form: 'window', of, over });
  return { ...withWindow(of, window), span: node.span, written };
}

function withWindow(term: Term, window: NonNullable<SensorUse['window']>): Term {
  if (isOpenCount(term)) return window.kind === 'over' ? { ...term, seconds: window.seconds } : term;
  if (term.op !== 'reading') return mapParts(term, (part) => withWindow(part, window));
  return term.use.windowed && !term.use.window ? { ...term, use: { ...term.use, window } } : term;
}

/** Reports windowed sensors that are read without a window; what is left has to be complete. */
export function requireWindows(environment: Environment, term: Term): boolean {
  let complete = true;
  for (const part of within(term)) {
    if (isOpenCount(part)) {
      complete = false;
      reportOpenCount(environment, part);
    }
    if (part.op !== 'reading' || !part.use.windowed || part.use.window) continue;
    complete = false;
    environment.reporter.report(
      'window-missing',
      part.span,
      { sensor: termText(part) },
      {
        labels: [{ span: part.use.declared, text: 'it is windowed here' }],
        help: `write ${termText(part)} since last fired, or ${termText(part)} over 1h`,
      },
    );
  }
  return complete;
}

type Count = Extract<Term, { op: 'count' }>;

const isOpenCount = (term: Term): term is Count => term.op === 'count' && term.seconds === undefined;

/** What comes is not kept for ever. */
function reportOpenCount({ reporter }: Environment, count: Count): void {
  const text = termText(count);
  reporter.report('count-without-span', count.span, { count: text }, { help: `write ${text} over 1h` });
}
