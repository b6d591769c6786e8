import type { Defaulted, Latch } from '../syntax/nodes.ts';
import { checkBinary } from './check-operation.ts';
import { invalidTerm } from './coerce.ts';
import type { Check, Environment } from './environment.ts';
import { termText } from './print-term.ts';
import { within, type Term } from './term.ts';
import { Bool } from './type.ts';

/** `x default 0`: of x's own type, and only where x is read, since nothing else can be unknown. */
export function checkDefault(check: Check, environment: Environment, node: Defaulted): Term {
  const of = check(environment, node.of);
  const otherwise = check(environment, node.otherwise, of.op === 'invalid' ? undefined : of.type);
  if (of.op === 'invalid' || otherwise.op === 'invalid') return invalidTerm(node.span);
  if (![...within(of)].some(({ op }) => op === 'reading' || op === 'version' || op === 'count')) {
    environment.reporter.report('default-needless', node.otherwise.span, { text: termText(of) });
    return invalidTerm(node.span);
  }
  return { op: 'default', of, otherwise, type: of.type, span: node.span };
}

/** `x rises above 20/s falls below 15/s`: both limits are comparable with x, and there is room between them. */
export function checkLatch(check: Check, environment: Environment, node: Latch): Term {
  const of = check(environment, node.of);
  const limits = [node.on, node.off].map((limit, index) => {
    const operator = (node.direction === 'rises') === (index === 0) ? '>' : '<';
    const compared = { kind: 'binary', operator, left: node.of, right: limit, span: limit.span } as const;
    const term = check(environment, limit);
    return checkBinary(environment, compared, of, term).op === 'invalid' ? invalidTerm(limit.span) : term;
  });
  const [on, off] = limits;
  if (!on || !off || on.op === 'invalid' || off.op === 'invalid') return invalidTerm(node.span);
  const [first, second] = [on, off].map((limit) => (limit.op === 'constant' ? limit.value : undefined));
  const isOrdered =
    typeof first !== 'number' ||
    typeof second !== 'number' ||
    (node.direction === 'rises' ? second < first : second > first);
  if (!isOrdered) {
    const where = node.direction === 'rises' ? 'below' : 'above';
    const labels = [{ span: on.span, text: 'it becomes true here' }];
    environment.reporter.report('latch-order', off.span, { where, on: termText(on) }, { labels });
    return invalidTerm(node.span);
  }
  return { op: 'latch', direction: node.direction, of, on, off, type: Bool, span: node.span };
}
