import type { Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { usesIn } from '../../names/uses.ts';
import { typeName } from '../../types/type.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import { checkParameters } from '../endpoint/check-sensor.ts';
import type { Checker } from '../checker.ts';

/** What an agent can be called for, with the parameters of each call. */
export function receiversOf(
  checker: Checker,
  agent: Symbol<syntax.Agent>,
): ReadonlyMap<string, readonly TypedParameter[]> {
  const receivers = new Map<string, { trigger: syntax.Called; parameters: readonly TypedParameter[] }>();
  for (const { strategy, file } of strategiesOf(checker, agent)) {
    for (const trigger of calledIn(strategy.trigger)) {
      const { text: name, span } = trigger.name;
      if (name === '') continue;
      const parameters = checkParameters(checker, { ...agent, file }, trigger.parameters);
      const first = receivers.get(name);
      if (first && signature(first.parameters) !== signature(parameters)) {
        const labels = [{ span: first.trigger.span, text: 'the other is here' }];
        checker.reporter.report('received-twice', span, { receiver: name }, { labels });
      } else if (!first) receivers.set(name, { trigger, parameters });
    }
  }
  return new Map([...receivers].map(([name, { parameters }]) => [name, parameters]));
}

const signature = (parameters: readonly TypedParameter[]): string =>
  parameters.map(({ name, type }) => `${name}: ${typeName(type)}`).join(', ');

export function* calledIn(trigger: syntax.Trigger): Generator<syntax.Called> {
  if (trigger.kind === 'called') yield trigger;
  if (trigger.kind === 'any' || trigger.kind === 'all') for (const part of trigger.triggers) yield* calledIn(part);
}

/** A strategy of an agent, wherever its text stands. */
export interface StrategySource {
  /** As the agent calls it. */
  readonly name: syntax.Name;
  readonly strategy: syntax.Strategy;
  /** The file whose names its text uses. */
  readonly file: syntax.File;
  /** It comes from the agent's template. */
  readonly inherited: boolean;
  /** It is made of a template for strategies; the file is the one in which that is said. */
  readonly use?: { readonly node: syntax.StrategyUse; readonly file: syntax.File };
}

/**
 * The strategies of an agent and of its template; of that those alone for which it is given all that they use. What a name does not
 * stand for is reported.
 */
export function strategiesOf(checker: Checker, agent: Symbol<syntax.Agent>): StrategySource[] {
  const template = agent.declaration.template && checker.find(agent.file, agent.declaration.template, 'template');
  const absent = new Set(template ? absentIn(template.declaration, agent.declaration.arguments) : []);
  const isThere = ({ strategy, inherited, use }: StrategySource): boolean =>
    !inherited || absent.size === 0 || !meets(absent, usesIn(use?.node ?? strategy));
  const of = (members: readonly syntax.AgentMember[], file: syntax.File, inherited: boolean): StrategySource[] =>
    members.flatMap((member): StrategySource[] => {
      if (member.kind === 'strategy') return [{ name: member.name, strategy: member, file, inherited }];
      if (member.kind !== 'strategy-use') return [];
      const symbol = checker.find(file, member.template, 'strategy');
      const use = { node: member, file };
      return symbol ? [{ name: member.name, strategy: symbol.declaration, file: symbol.file, inherited, use }] : [];
    });
  return [
    ...(template ? of(template.declaration.members, template.file, true) : []),
    ...of(agent.declaration.members, agent.file, false),
  ].filter(isThere);
}

const meets = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  [...one].some((name) => other.has(name));

/** The parameters of a template that may be absent and are. */
function absentIn({ parameters }: syntax.Template, given: readonly syntax.Argument[]): readonly string[] {
  const named = new Set(given.flatMap(({ name }) => name?.text ?? []));
  const unnamed = given.filter(({ name }) => !name).length;
  return parameters.flatMap(({ name: { text }, type, default: fallback }, index) =>
    type.optional && !fallback && index >= unnamed && !named.has(text) ? [text] : [],
  );
}

/** A parameter that is absent, and a strategy that uses it. */
export interface Wanted {
  readonly strategy: syntax.Name;
  readonly parameter: syntax.Parameter;
}

/**
 * What else a template wants, where it is given something for nothing: no strategy uses that but such as are left out, since they use
 * what is absent.
 */
export function wantedBy(template: syntax.Template, given: readonly syntax.Argument[]): readonly Wanted[] {
  const { parameters, members } = template;
  const absent = new Set(absentIn(template, given));
  const optional = parameters.filter(({ type, default: fallback }) => type.optional && !fallback);
  const strategies = members.flatMap((member) => {
    if (member.kind !== 'strategy' && member.kind !== 'strategy-use') return [];
    const uses = usesIn(member);
    const used = optional.filter(({ name }) => uses.has(name.text));
    return [{ name: member.name, used, wanted: used.filter(({ name }) => absent.has(name.text)) }];
  });
  const served = new Set(strategies.flatMap(({ used, wanted }) => (wanted.length === 0 ? used : [])));
  return strategies.flatMap(({ name, used, wanted }) => {
    const isInVain = used.some((parameter) => !wanted.includes(parameter) && !served.has(parameter));
    return isInVain ? wanted.map((parameter) => ({ strategy: name, parameter })) : [];
  });
}
