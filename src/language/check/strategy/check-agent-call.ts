import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type { Span } from '../../../base/source/source.ts';
import type { Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { bindArguments, callOf } from '../../types/check-call.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import { callText } from '../../types/print-term.ts';
import { referTo } from '../../types/refer.ts';
import { Agent } from '../../types/type.ts';
import type { CallAction } from '../../model/model.ts';
import type { Checker } from '../checker.ts';
import { isComplete } from './is-complete.ts';
import { receiversOf } from './receivers.ts';

/** `call checker-agent.check-predictions(data: new-data)` */
export function checkAgentCall(
  checker: Checker,
  environment: Environment,
  value: syntax.Expression,
  span: Span,
): CallAction | undefined {
  const callee = value.kind === 'call' ? value.callee : value;
  if (value.kind !== 'call' || callee.kind !== 'member' || callee.of.kind !== 'reference') {
    const help = 'it has the form call AGENT.RECEIVER(…)';
    checker.reporter.report('bad-call', value.span, { found: checker.textOf(value.span) }, { help });
    return undefined;
  }
  const agent = agentOf(checker, environment, callee.of);
  if (!agent || callee.name.text === '') {
    for (const argument of value.arguments) checkExpression(environment, argument.value);
    return undefined;
  }
  const receivers = receiversOf(checker, agent);
  const { text: name } = callee.name;
  const receiver = receivers.get(name);
  if (!receiver) {
    const known = [...receivers.keys()];
    const meant = closest(name, known);
    checker.reporter.report(
      'not-received',
      callee.name.span,
      { agent: agent.name, receiver: name },
      {
        labels: [{ span: agent.declaration.name.span, text: `${agent.name} is declared here` }],
        ...(meant === undefined
          ? {
              help:
                known.length > 0 ? `it receives ${known.join(', ')}` : `give it a strategy with WHEN called ${name}(…)`,
            }
          : didYouMean(name, meant, callee.name.span)),
      },
    );
    return undefined;
  }
  const of = `${agent.name}.${name}`;
  const bound = bindArguments(checkExpression, environment, of, receiver, value.arguments, value.span);
  if (!isComplete(environment, bound, receiver)) return undefined;
  const text = `call ${callText(callOf(of, receiver, value.arguments, bound))}`;
  return { kind: 'call', span, text, agent: referTo(agent), receiver: name, arguments: bound };
}

/** The agent that a name stands for: one that is declared, or the argument of a template. */
function agentOf(checker: Checker, environment: Environment, node: syntax.Reference): Symbol<syntax.Agent> | undefined {
  if (!environment.locals.has(node.name.text)) return checker.find(environment.scope.file, node.name, 'agent');
  const term = checkExpression(environment, node, Agent);
  if (term.op !== 'agent') return undefined;
  return checker.names.declared.get(term.agent.id) as Symbol<syntax.Agent> | undefined;
}
