import { defined } from '../../../base/values/defined.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { requireWindows } from '../../types/check-window.ts';
import { describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import { within, type Term } from '../../types/term.ts';
import { Bool, Duration, Int, Text, assignable, type Type } from '../../types/type.ts';
import { formatDuration } from '../../../base/values/quantity.ts';
import { checkActions } from './check-action.ts';
import { localsOf } from '../endpoint/check-sensor.ts';
import { checkTrigger } from './check-trigger.ts';
import { eventsFor, type Receivers } from './counted-events.ts';
import type { Checker } from '../checker.ts';
import {
  simpleActions,
  simpleTriggers,
  type Action,
  type Modifiers,
  type Strategy,
  type Trigger,
} from '../../model/model.ts';
import { watching } from '../../reason/looks.ts';

/** Where the text of a strategy stands, and what it can name beside what its file declares. */
export interface StrategyScope {
  readonly file: syntax.File;
  /** What the agent remembers, and what a template was given. */
  readonly locals: ReadonlyMap<string, Term>;
  /** What the agent can be called for; absent of a template, which may be any agent's. */
  readonly receivers?: Receivers;
}

/** Every part is checked, also where another part has a mistake. */
export function checkStrategy(
  checker: Checker,
  { file, locals, receivers }: StrategyScope,
  declaration: syntax.Strategy,
  name: syntax.Name = declaration.name,
): Strategy | undefined {
  const { when } = declaration;
  const outer = checker.environment(file, locals);
  const trigger = checkTrigger(checker, outer, { file, name: name.text, declaration }, declaration.trigger);
  const modifiers = checkModifiers(checker, outer, declaration.modifiers, trigger);
  const inner = new Map([...locals, ...callLocals(declaration.trigger, trigger, false)]);
  const bare = checker.environment(file, inner);
  const findEvent = eventsFor(checker, bare, receivers ?? ownReceivers(trigger), receivers !== undefined);
  const environment = { ...bare, findEvent };
  const constraint = declaration.constraint && checkConstraint(checker, environment, declaration.constraint);
  const heldSeconds = declaration.heldFor && checkHeld(checker, outer, declaration.heldFor, trigger);
  const then = checkActions(checker, environment, declaration.actions);
  const branches = checkBranches(checker, environment, declaration, then);
  const isComplete =
    modifiers &&
    trigger &&
    then &&
    branches &&
    constraint?.op !== 'invalid' &&
    (heldSeconds !== undefined || !declaration.heldFor);
  if (!isComplete) return undefined;
  return defined({
    name: name.text,
    span: name.span,
    beforeWhen: name === declaration.name && when ? { ...when.span, end: when.span.start } : undefined,
    modifiers,
    trigger,
    constraint,
    heldSeconds,
    actions: then,
    otherwise: branches.get('else') ?? [],
    whenUnknown: branches.get('unknown') ?? [],
    onFailure: branches.get('failure') ?? [],
  });
}

const ownReceivers = (trigger: Trigger | undefined): Receivers =>
  new Map(
    (trigger ? simpleTriggers(trigger) : []).flatMap((part) =>
      part.kind === 'called' ? [[part.receiver, part.parameters] as const] : [],
    ),
  );

function checkConstraint(checker: Checker, environment: Environment, node: syntax.Expression): Term {
  const constraint = checkExpression(environment, node);
  if (constraint.op === 'invalid') return constraint;
  requireWindows(environment, constraint);
  if (!assignable(constraint.type, Bool)) {
    checker.reporter.report('constraint-type', constraint.span, { found: describeType(constraint.type) });
  }
  return constraint;
}

/** A constraint that is looked at less often than that is never known to have held in between, or only by chance. */
function checkHeld(
  checker: Checker,
  environment: Environment,
  node: syntax.Expression,
  trigger: Trigger | undefined,
): number | undefined {
  const seconds = checker.number(environment, node, Duration, 'the time for which a constraint holds');
  if (seconds === undefined) return undefined;
  if (seconds <= 0) {
    checker.reporter.report('bad-interval', node.span, { reason: 'a constraint holds for longer than nothing' });
    return undefined;
  }
  const found = trigger ? watching(trigger, seconds) : 'watches';
  if (!trigger || found === 'watches') return seconds;
  const labels = [{ span: trigger.span, text: looksOf(trigger) }];
  const parameters = { seconds: formatDuration(seconds) };
  if (found === 'never') checker.reporter.report('held-too-short', node.span, parameters, { labels });
  else {
    const help = `add a look that comes often enough, as in: … or every ${formatDuration(Math.max(1, Math.floor(seconds / 2)))}`;
    checker.reporter.report('held-by-chance', node.span, parameters, { labels, help });
  }
  return found === 'never' ? undefined : seconds;
}

function looksOf(trigger: Trigger): string {
  if (trigger.kind !== 'every') return 'it is looked at when this is due';
  const spread =
    trigger.jitterSeconds === undefined ? '' : `, and up to ${formatDuration(trigger.jitterSeconds)} later`;
  return `it is looked at every ${formatDuration(trigger.seconds)}${spread}`;
}

const branchWords = { else: 'ELSE', unknown: 'when unknown', failure: 'on failure' } as const;

function checkBranches(
  checker: Checker,
  environment: Environment,
  declaration: syntax.Strategy,
  then: readonly Action[] | undefined,
): ReadonlyMap<syntax.Branch['of'], readonly Action[]> | undefined {
  const branches = new Map<syntax.Branch['of'], readonly Action[]>();
  const first = new Map<syntax.Branch['of'], syntax.Branch>();
  let isComplete = true;
  for (const branch of declaration.branches) {
    const before = first.get(branch.of);
    if (before) {
      const labels = [{ span: before.span, text: 'it is said here already' }];
      checker.reporter.report('duplicate-clause', branch.span, { clause: branchWords[branch.of] }, { labels });
    }
    first.set(branch.of, branch);
    const isReached = {
      failure: true,
      else: declaration.constraint !== undefined,
      // What an action is given may be unknown, too.
      unknown: declaration.constraint !== undefined || then === undefined || readAnything(then),
    };
    if (!isReached[branch.of]) {
      checker.reporter.report('branch-without-constraint', branch.span, { branch: branchWords[branch.of] });
    }
    const actions = checkActions(checker, environment, branch.actions);
    if (actions) branches.set(branch.of, actions);
    else isComplete = false;
  }
  return isComplete ? branches : undefined;
}

const readAnything = (actions: readonly Action[]): boolean =>
  simpleActions(actions)
    .flatMap((action) => [
      ...(action.kind === 'set' ? [action.value] : action.arguments.values()),
      ...(action.kind === 'primitive' ? action.parameters.values() : []),
    ])
    .some((term) => within(term).some(({ op }) => op === 'reading'));

function checkModifiers(
  checker: Checker,
  environment: Environment,
  clauses: readonly syntax.Modifier[],
  trigger: Trigger | undefined,
): Modifiers | undefined {
  const seen = new Map<syntax.Modifier['kind'], syntax.Modifier>();
  const found: { -readonly [K in keyof Modifiers]: Modifiers[K] } = { dryRun: false };
  let isComplete = true;
  const number = (
    node: syntax.Expression,
    type: Type,
    what: string,
    reason?: (value: number) => string | undefined,
  ) => {
    const value = checker.number(environment, node, type, what);
    const wrong = value === undefined ? undefined : reason?.(value);
    if (wrong !== undefined) checker.reporter.report('bad-range', node.span, { what, reason: wrong });
    if (value === undefined || wrong !== undefined) isComplete = false;
    return value ?? 1;
  };
  const isKey = (name: syntax.Name): boolean => {
    const fits = trigger !== undefined && checkKey(checker, name, trigger);
    if (!fits) isComplete = false;
    return fits;
  };
  const positive = (value: number): string | undefined => (value > 0 ? undefined : 'has to be more than 0');
  for (const clause of clauses) {
    const before = seen.get(clause.kind);
    if (before) {
      const labels = [{ span: before.span, text: 'it is said here already' }];
      checker.reporter.report('duplicate-clause', clause.span, { clause: clause.kind }, { labels });
      continue;
    }
    seen.set(clause.kind, clause);
    switch (clause.kind) {
      case 'cooldown':
        found.cooldownSeconds = number(clause.duration, Duration, 'a cooldown', positive);
        if (clause.key && isKey(clause.key)) found.cooldownPer = clause.key.text;
        break;
      case 'timeout':
        found.timeoutSeconds = number(clause.duration, Duration, 'a timeout', positive);
        break;
      case 'priority':
        found.priority = number(clause.value, Int, 'a priority');
        break;
      case 'limit': {
        const count = number(clause.count, Int, 'a limit', (value) =>
          value >= 1 ? undefined : 'has to be at least 1',
        );
        const seconds = number(clause.per, Duration, 'the time of a limit', positive);
        found.limit = { count, seconds, ...(clause.key && isKey(clause.key) ? { per: clause.key.text } : {}) };
        break;
      }
      case 'approval': {
        const by = checker.text(environment, clause.by, Text, 'who approves');
        if (by === undefined) isComplete = false;
        else if (by.trim() === '') {
          checker.reporter.report('bad-range', clause.by.span, { what: 'who approves', reason: 'has a name' });
          isComplete = false;
        } else found.approval = by;
        break;
      }
      case 'dry-run':
        found.dryRun = true;
    }
  }
  return isComplete ? found : undefined;
}

/** Whether a call that triggers the strategy brings what something is kept for. */
function checkKey(checker: Checker, { text: name, span }: syntax.Name, trigger: Trigger): boolean {
  const calls = simpleTriggers(trigger).filter((part) => part.kind === 'called');
  const known = [...new Set(calls.flatMap(({ parameters }) => parameters.map((parameter) => parameter.name)))];
  if (name === '' || known.includes(name)) return name !== '';
  const of = calls.length > 0 ? calls.map(({ receiver }) => receiver).join(' or ') : trigger.text;
  const labels = [{ span: trigger.span, text: 'this sets the strategy off' }];
  const details = didYouMean(name, closest(name, known), span);
  checker.reporter.report('unknown-key', span, { name, of, known }, { ...details, labels });
  return false;
}

/** The parameters of the call that triggers a strategy. Beside other triggers a call's arguments may be absent. */
function callLocals(
  declared: syntax.Trigger,
  trigger: Trigger | undefined,
  maybeAbsent: boolean,
): ReadonlyMap<string, Term> {
  if (declared.kind === 'called' && trigger?.kind === 'called') {
    const locals = [...localsOf(declared.parameters, trigger.parameters)];
    return new Map(
      locals.map(([name, term]) => [name, maybeAbsent ? { ...term, type: { kind: 'optional', of: term.type } } : term]),
    );
  }
  if ((declared.kind === 'any' || declared.kind === 'all') && trigger && 'triggers' in trigger) {
    const absent = maybeAbsent || declared.kind === 'any';
    return new Map(declared.triggers.flatMap((part, index) => [...callLocals(part, trigger.triggers[index], absent)]));
  }
  return new Map();
}
