import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import { termText } from '../../types/print-term.ts';
import type { Term } from '../../types/term.ts';
import { Bool, invalid, typeName } from '../../types/type.ts';
import { checkName } from '../check-name.ts';
import type { Checker } from '../checker.ts';
import type { Loop } from '../../model/model.ts';

/** Argo keeps each node of a run in one object, of which etcd takes 1.5 MiB. */
const MAX_ITEMS = 1000;

/** Over what a step is repeated: lists that are constants, params, or values of executors before it. */
export function checkLoops(checker: Checker, environment: Environment, header: syntax.StepHeader): Loop[] {
  const { reporter } = checker;
  const loops: Loop[] = [];
  for (const loop of header.loops) {
    const { text: name, span } = loop.name;
    checkName(reporter, loop.name, 'an item');
    const over = checkExpression(environment, loop.over);
    const isTwice = loops.some((other) => other.name === name) || environment.locals.has(name);
    if (isTwice && name !== '') reporter.report('duplicate-name', span, { name, what: 'name of an item' });
    if (over.op === 'invalid' || over.type.kind === 'invalid') {
      loops.push({ name, over, type: invalid });
      continue;
    }
    if (over.type.kind !== 'list') {
      reporter.report(
        'wrong-type',
        over.span,
        { expected: 'a list', found: describeType(over.type) },
        {
          help: `a list stands in brackets, as [${termText(over)}], or is a param of the type List<${typeName(over.type)}>`,
        },
      );
      continue;
    }
    if (over.op === 'list' && over.items.length === 0) {
      reporter.report('bad-range', over.span, { what: 'the list', reason: 'is empty, so nothing would run' });
    }
    loops.push({ name, over, type: over.type.of });
  }
  const sizes = loops.map(({ over }) => (over.op === 'list' ? over.items.length : 1));
  const count = sizes.reduce((product, size) => product * size, 1);
  const [first] = header.loops;
  if (count > MAX_ITEMS && first) {
    reporter.report('too-many-items', first.span, { count, limit: MAX_ITEMS });
  }
  return loops;
}

/** The items of a step, as its body knows them. */
export const itemsOf = (loops: readonly Loop[]): [string, Term][] =>
  loops.map(({ name, type, over }) => [name, { op: 'item', name, type, span: over.span }]);

/** Whether a step is to run. */
export function checkCondition(environment: Environment, condition: syntax.Expression | undefined): Term | undefined {
  const term = condition && checkExpression(environment, condition, Bool);
  return term?.op === 'invalid' ? undefined : term;
}
