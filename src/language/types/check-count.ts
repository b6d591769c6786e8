import type { Call } from '../syntax/nodes.ts';
import { bindArguments } from './check-call.ts';
import { invalidTerm } from './coerce.ts';
import type { Check, Environment } from './environment.ts';
import type { TypedParameter } from './parameter.ts';
import { termText } from './print-term.ts';
import type { Term } from './term.ts';
import { Int } from './type.ts';

/** `count(report, host: host)`: how often an event came, of those that bring these values; a window says over which time. */
export function checkCount(check: Check, environment: Environment, node: Call): Term {
  const { reporter, findEvent } = environment;
  const [first, ...others] = node.arguments;
  if (!findEvent) {
    reporter.report('count-misplaced', node.callee.span, {});
    return invalidTerm(node.span);
  }
  if (!first || first.name) {
    reporter.report('not-counted', node.span, { found: first ? environment.textOf(first.span) : 'nothing' });
    return invalidTerm(node.span);
  }
  const found = findEvent(first.value);
  if (!found) {
    for (const { value } of others) check(environment, value, { kind: 'invalid' });
    return invalidTerm(node.span);
  }
  const { event, parameters } = found;
  const given = bindArguments(check, environment, event.text, parameters.map(mayBeLeftOut), others, node.span);
  const isKnown = [...given].map(([name, term]) => {
    if (term.op === 'constant' || term.op === 'local') return true;
    if (term.op !== 'invalid')
      reporter.report('count-argument', term.span, { name, of: event.text, found: termText(term) });
    return false;
  });
  if (!isKnown.every(Boolean)) return invalidTerm(node.span);
  return { op: 'count', event, given, type: Int, span: node.span };
}

/** What is not said is not compared; an argument that the call may lack can be none. */
const mayBeLeftOut = ({ name, type, span }: TypedParameter): TypedParameter => ({
  name,
  type: type.kind === 'optional' ? type : { kind: 'optional', of: type },
  span,
});
