import type { Symbol } from '../names/scope.ts';
import type * as syntax from '../syntax/nodes.ts';
import { typeName } from '../types/type.ts';
import type { TypedParameter } from '../types/environment.ts';
import { checkParameters } from './check-sensor.ts';
import type { Checker } from './checker.ts';

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

function* calledIn(trigger: syntax.Trigger): Generator<syntax.Called> {
  if (trigger.kind === 'called') yield trigger;
  if (trigger.kind === 'any') for (const part of trigger.triggers) yield* calledIn(part);
}

/** The strategies of an agent and of its template, each with the file whose names it uses. */
export function strategiesOf(
  checker: Checker,
  agent: Symbol<syntax.Agent>,
): { readonly strategy: syntax.Strategy; readonly file: syntax.File }[] {
  const template = agent.declaration.template && checker.find(agent.file, agent.declaration.template, 'template');
  const of = (members: readonly syntax.AgentMember[], file: syntax.File): ReturnType<typeof strategiesOf> =>
    members.flatMap((member) => (member.kind === 'strategy' ? [{ strategy: member, file }] : []));
  return [
    ...(template ? of(template.declaration.members, template.file) : []),
    ...of(agent.declaration.members, agent.file),
  ];
}
