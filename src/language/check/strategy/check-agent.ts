import { defined } from '../../../base/values/defined.ts';
import type { Span } from '../../../base/source/source.ts';
import { idOf, type Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkType } from '../../types/check-type.ts';
import type { Environment } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';
import { Int, Text, typeName } from '../../types/type.ts';
import { checkName } from '../check-name.ts';
import { checkResources } from '../program/check-resources.ts';
import { checkParameters } from '../endpoint/check-sensor.ts';
import { checkBudget } from './check-budget.ts';
import { checkStrategy } from './check-strategy.ts';
import type { Checker } from '../checker.ts';
import type { Receivers } from './counted-events.ts';
import type { Agent, Resources, StateField, Strategy } from '../../model/model.ts';
import { receiversOf, strategiesOf, wantedBy, type StrategySource, type Wanted } from './receivers.ts';
import { only, settingsOf } from '../settings.ts';
import { anything, bindTemplate, instantiate, type Given } from './templates.ts';

/** What the runtime needs by itself: a hundredth of a core when it waits, and Node's heap. */
const DEFAULT_RESOURCES: Resources = { cpu: { asked: 0.05 }, memory: { asked: 128 * 2 ** 20, limit: 128 * 2 ** 20 } };

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
  const ofTemplate = template && given && checker.environment(template.file, given.locals);
  const roleIn = (settings: ReadonlyMap<string, syntax.Setting>, where: Environment): string | undefined => {
    const role = settings.get('role');
    return role && checker.text(where, role.value, Text, 'the role of an agent');
  };
  const own = settingsOf(reporter, members.own);
  const inherited = settingsOf(reporter, members.inherited);
  const resources = own.get('resources') ?? inherited.get('resources');
  const replicas = only(reporter, members.own, 'replicas') ?? only(reporter, members.inherited, 'replicas');
  if (replicas) checkReplicas(checker, symbol, replicas);
  const sources = strategiesOf(checker, symbol);
  const wanted = template && given ? wantedBy(template.declaration, declaration.arguments) : [];
  if (template) reportWanted(checker, template.name, wanted, place);
  const hasOwn = members.own.some(({ kind }) => kind.startsWith('strategy'));
  if (!hasOwn && wanted.length === 0 && !sources.some(({ inherited }) => inherited))
    reporter.report('no-strategies', declaration.name.span, { agent: symbol.name }, { help: adviceFor(template) });
  const receivers = receiversOf(checker, symbol);
  const state = [
    ...(ofTemplate ? checkState(checker, ofTemplate, members.inherited) : []),
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
  return defined<Agent>({
    id: idOf(symbol),
    name: symbol.name,
    span: declaration.name.span,
    whole: declaration.span,
    template: template?.name,
    role: roleIn(own, environment) ?? (ofTemplate && roleIn(inherited, ofTemplate)) ?? '',
    resources: (resources && checkResources(checker, environment, resources.value)) ?? DEFAULT_RESOURCES,
    state,
    budget: checkBudget(checker, [environment, members.own], ofTemplate && [ofTemplate, members.inherited]),
    strategies,
  });
}

/** A strategy of a template that lacks a part of what it uses is not left out without a word. */
function reportWanted(checker: Checker, of: string, wanted: readonly Wanted[], place: Span): void {
  const told = new Set<string>();
  for (const { strategy, parameter } of wanted) {
    const { text: name } = parameter.name;
    if (told.has(name)) continue;
    told.add(name);
    const labels = [{ span: strategy.span, text: `${strategy.text} uses it beside what is given` }];
    checker.reporter.report('missing-argument', place, { name, type: parameter.type.name.text, of }, { labels });
  }
}

/** How an agent gets a strategy. */
function adviceFor(template: Symbol<syntax.Template> | undefined): string {
  const own = 'write one between its braces: strategy NAME { WHEN every 1h THEN … }';
  const optional = template?.declaration.parameters.filter(({ type }) => type.optional) ?? [];
  if (!template || optional.length === 0) return own;
  const names = optional.map(({ name }) => `${name.text}: …`).join(', ');
  return `give it what those of ${template.name} use, as in ${template.name}(${names}), or ${own}`;
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

/** What the journal of an agent says has one writer, and nothing takes over yet from one that is gone but Kubernetes. */
function checkReplicas(checker: Checker, symbol: Symbol, { minimum, maximum }: syntax.Replicas): void {
  const number = checker.number(checker.environment(symbol.file), minimum, Int, 'a number of replicas');
  if (!maximum && (number === undefined || number === 1)) return;
  const span = { ...minimum.span, end: (maximum ?? minimum).span.end };
  const parameters = {
    what: 'an agent',
    reason: 'runs once: its journal has one writer, and several replicas cannot share it',
  };
  const help = 'leave it at one; Kubernetes starts an agent anew that is gone, and it goes on where it was';
  checker.reporter.report('bad-range', span, parameters, { help, fix: { span, text: '1' } });
}
