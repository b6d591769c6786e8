import type { Symbol } from '../names/scope.ts';
import type * as syntax from '../syntax/nodes.ts';
import { checkExpression } from '../types/check-expression.ts';
import { requireWindows } from '../types/check-window.ts';
import { describeType } from '../types/coerce.ts';
import type { Term } from '../types/term.ts';
import { Bool, Int, assignable } from '../types/type.ts';
import { checkAction } from './check-action.ts';
import { checkName } from './check-name.ts';
import { checkResources } from './check-program.ts';
import { localsOf } from './check-sensor.ts';
import { checkTrigger } from './check-trigger.ts';
import type { Checker } from './checker.ts';
import type { Agent, Resources, Strategy, Trigger } from './model.ts';
import { receiversOf, strategiesOf } from './receivers.ts';
import { only, settingsOf } from './settings.ts';

/** What the runtime needs by itself: a hundredth of a core when it waits, and Node's heap. */
const DEFAULT_RESOURCES: Resources = { cpu: 0.05, memory: 128 * 2 ** 20 };

export function checkAgent(checker: Checker, symbol: Symbol<syntax.Agent>): Agent {
  const { declaration } = symbol;
  const { reporter } = checker;
  checkName(reporter, declaration.name, 'an agent');
  const template = declaration.template && checker.find(symbol.file, declaration.template, 'template');
  const own = settingsOf(reporter, declaration.members);
  const inherited = template ? settingsOf(reporter, template.declaration.members) : new Map<string, syntax.Setting>();
  const environment = checker.environment(symbol.file);
  const resources = own.get('resources') ?? inherited.get('resources');
  const replicas =
    only(reporter, declaration.members, 'replicas') ??
    (template && only(reporter, template.declaration.members, 'replicas'));
  const found = strategiesOf(checker, symbol);
  if (found.length === 0) reporter.report('no-strategies', declaration.name.span, { agent: symbol.name });
  receiversOf(checker, symbol);
  const seen = new Map<string, syntax.Strategy>();
  const strategies = found.flatMap(({ strategy, file }): Strategy[] => {
    const { text: name, span } = strategy.name;
    const first = seen.get(name);
    if (first) {
      const labels = [{ span: first.name.span, text: `${name} is first declared here` }];
      reporter.report('duplicate-name', span, { name, what: 'strategy' }, { labels });
    }
    seen.set(name, strategy);
    const checked = checkStrategy(checker, { ...symbol, file }, strategy);
    return checked ? [checked] : [];
  });
  return {
    name: symbol.name,
    span: declaration.name.span,
    declaration,
    role: declaration.template?.text ?? '',
    replicas: replicas ? checkReplicas(checker, symbol, replicas) : 1,
    resources: (resources && checkResources(checker, environment, resources.value)) ?? DEFAULT_RESOURCES,
    strategies,
  };
}

function checkReplicas(checker: Checker, symbol: Symbol, clause: syntax.Replicas): number {
  const number = checker.number(checker.environment(symbol.file), clause.minimum, Int, 'a number of replicas') ?? 1;
  if (clause.maximum) {
    checker.reporter.report('bad-range', clause.span, {
      what: 'an agent',
      reason: 'has a fixed number of replicas; one acts, the others stand by',
    });
  }
  if (number < 1)
    checker.reporter.report('bad-range', clause.minimum.span, {
      what: 'the number of replicas',
      reason: 'has to be at least 1',
    });
  return Math.max(1, number);
}

/** Every part is checked, also where another part has a mistake. */
export function checkStrategy(checker: Checker, symbol: Symbol, declaration: syntax.Strategy): Strategy | undefined {
  const trigger = checkTrigger(checker, symbol, declaration.trigger);
  const environment = checker.environment(symbol.file, callLocals(declaration.trigger, trigger));
  const constraint = declaration.constraint && checkExpression(environment, declaration.constraint);
  if (constraint && constraint.op !== 'invalid') {
    requireWindows(environment, constraint);
    if (!assignable(constraint.type, Bool)) {
      checker.reporter.report('constraint-type', constraint.span, { found: describeType(constraint.type) });
    }
  }
  const actions = declaration.actions.map((action) => checkAction(checker, environment, action));
  if (!trigger || constraint?.op === 'invalid' || actions.some((action) => !action)) return undefined;
  return {
    name: declaration.name.text,
    span: declaration.name.span,
    trigger,
    ...(constraint ? { constraint } : {}),
    actions: actions.flatMap((action) => action ?? []),
  };
}

/** The parameters of the call that triggers a strategy. Beside other triggers a call's arguments may be absent. */
function callLocals(declared: syntax.Trigger, trigger: Trigger | undefined): Map<string, Term> {
  if (declared.kind === 'called' && trigger?.kind === 'called')
    return localsOf(declared.parameters, trigger.parameters);
  if (declared.kind === 'any' && trigger?.kind === 'any') {
    const locals = declared.triggers.flatMap((part, index) => [...callLocals(part, trigger.triggers[index])]);
    return new Map(locals.map(([name, term]) => [name, { ...term, type: { kind: 'optional', of: term.type } }]));
  }
  return new Map();
}
