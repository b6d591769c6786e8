import type { Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
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

/** The strategies of an agent and of its template. What a name does not stand for is reported. */
export function strategiesOf(checker: Checker, agent: Symbol<syntax.Agent>): StrategySource[] {
  const template = agent.declaration.template && checker.find(agent.file, agent.declaration.template, 'template');
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
  ];
}
