import { idOf, type Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkType } from '../../types/check-type.ts';
import type { Environment } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';
import { Int, typeName } from '../../types/type.ts';
import { checkName } from '../check-name.ts';
import { checkResources } from '../program/check-program.ts';
import { checkParameters } from '../endpoint/check-sensor.ts';
import { checkBudget } from './check-budget.ts';
import { checkStrategy } from './check-strategy.ts';
import type { Checker } from '../checker.ts';
import type { Receivers } from './counted-events.ts';
import type { Agent, Resources, StateField, Strategy } from '../../model/model.ts';
import { receiversOf, strategiesOf, type StrategySource } from './receivers.ts';
import { only, settingsOf } from '../settings.ts';
import { anything, bindTemplate, instantiate, type Given } from './templates.ts';

/** What the runtime needs by itself: a hundredth of a core when it waits, and Node's heap. */
const DEFAULT_RESOURCES: Resources = { cpu: 0.05, memory: 128 * 2 ** 20 };

const nothing: ReadonlyMap<string, Term> = new Map();

export function checkAgent(checker: Checker, symbol: Symbol<syntax.Agent>): Agent {
  const { declaration } = symbol;
  const { reporter } = checker;
  checkName(reporter, declaration.name, 'an agent');
  const template = declaration.template && checker.find(symbol.file, declaration.template, 'template');
  const environment = checker.environment(symbol.file);
  const place = declaration.template?.span ?? declaration.name.span;
  const given = template && bindTemplate(checker, environment, template, declaration.arguments, place);
  const members = { own: declaration.members, inherited: template?.declaration.members ?? [] };
  const own = settingsOf(reporter, members.own);
  const inherited = settingsOf(reporter, members.inherited);
  const resources = own.get('resources') ?? inherited.get('resources');
  const replicas = only(reporter, members.own, 'replicas') ?? only(reporter, members.inherited, 'replicas');
  const sources = strategiesOf(checker, symbol);
  const hasStrategies = [...members.own, ...members.inherited].some(({ kind }) => kind.startsWith('strategy'));
  if (!hasStrategies) reporter.report('no-strategies', declaration.name.span, { agent: symbol.name });
  const receivers = receiversOf(checker, symbol);
  const state = [
    ...(template && given
      ? checkState(checker, checker.environment(template.file, given.locals), members.inherited)
      : []),
    ...checkState(checker, environment, members.own),
  ];
  reportTwice(
    checker,
    'state',
    state.map(({ name, span }) => ({ text: name, span })),
  );
  reportTwice(
    checker,
    'strategy',
    sources.map(({ name }) => name),
  );
  // Without what the template needs nobody knows what its strategies mean.
  const known = sources.filter((source) => !source.inherited || given);
  const strategies = known.flatMap(
    (source): Strategy[] => checkSource(checker, source, { state, receivers }, given) ?? [],
  );
  return {
    id: idOf(symbol),
    name: symbol.name,
    span: declaration.name.span,
    whole: declaration.span,
    role: declaration.template?.text ?? '',
    replicas: replicas ? checkReplicas(checker, symbol, replicas) : 1,
    resources: (resources && checkResources(checker, environment, resources.value)) ?? DEFAULT_RESOURCES,
    state,
    budget: checkBudget(
      checker,
      [environment, members.own],
      template && given && [checker.environment(template.file, given.locals), members.inherited],
    ),
    strategies,
  };
}

function reportTwice(checker: Checker, what: string, names: readonly Pick<syntax.Name, 'text' | 'span'>[]): void {
  const seen = new Map<string, Pick<syntax.Name, 'span'>>();
  for (const { text: name, span } of names) {
    const first = seen.get(name);
    if (first) {
      const labels = [{ span: first.span, text: `${name} is first declared here` }];
      checker.reporter.report('duplicate-name', span, { name, what }, { labels });
    }
    seen.set(name, { span });
  }
}

/** A strategy as the agent has it: as it stands, or with what its templates were given. */
function checkSource(
  checker: Checker,
  source: StrategySource,
  { state, receivers }: { readonly state: readonly StateField[]; readonly receivers: Receivers },
  agent: Given | undefined,
): [Strategy] | undefined {
  const { name, strategy, file, inherited, use } = source;
  const remembered = new Map(state.map((field) => [field.name, stateTerm(field)]));
  const surroundings = new Map([...remembered, ...(inherited && agent ? agent.locals : nothing)]);
  let checked: Strategy | undefined;
  if (use) {
    const environment = checker.environment(use.file, surroundings);
    const template = { name: use.node.template.text, file, declaration: strategy };
    const given = bindTemplate(checker, environment, template, use.node.arguments, use.node.template.span);
    if (!given) return undefined;
    const own = checkStrategyTemplate(checker, file, strategy);
    checked = instantiate(checker, strategy, given, own, () =>
      checkStrategy(checker, { file, locals: given.locals, receivers }, strategy, name),
    );
  } else if (strategy.parameters) {
    checker.reporter.report('misplaced-template', name.span, { name: name.text });
  } else if (inherited && agent && agent.locals.size > 0) {
    checked = instantiate(checker, strategy, agent, [], () =>
      checkStrategy(checker, { file, locals: surroundings, receivers }, strategy),
    );
  } else checked = checkStrategy(checker, { file, locals: surroundings, receivers }, strategy);
  return checked && [checked];
}

const stateTerm = ({ name, type, span }: StateField): Term => ({ op: 'state', name, type, span });

/** What is wrong with the text of a template for strategies whatever it is given. It is said once, where it stands. */
export function checkStrategyTemplate(
  checker: Checker,
  file: syntax.File,
  declaration: syntax.Strategy,
): ReturnType<Checker['messagesOf']> {
  return checker.messagesOf(declaration, () => {
    const parameters = declaration.parameters ?? [];
    const { diagnostics } = checker.capture(() => {
      checkParameters(checker, { file, name: declaration.name.text, declaration }, parameters);
      return checkStrategy(checker, { file, locals: anything(parameters) }, declaration);
    });
    for (const found of diagnostics) checker.reporter.add(found);
    return diagnostics;
  });
}

function checkState(checker: Checker, environment: Environment, members: readonly syntax.AgentMember[]): StateField[] {
  return members.flatMap((member): StateField[] => {
    if (member.kind !== 'state' || member.name.text === '') return [];
    const { text: name, span } = member.name;
    const type = checkType(member.type, checker.reporter);
    if (type.kind === 'invalid') return [];
    if (!member.initial && type.kind !== 'optional') {
      const help = `give it one, as in: state ${name} : ${typeName(type)} = …`;
      checker.reporter.report('state-without-value', span, { name }, { help });
      return [{ name, span, type, initial: null }];
    }
    const initial = member.initial
      ? checker.constant(environment, member.initial, type, 'the first value of a state')
      : null;
    return initial === undefined ? [] : [{ name, span, type, initial }];
  });
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
