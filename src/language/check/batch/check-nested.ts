import { defined } from '../../../base/values/defined.ts';
import { declaredHere, type Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { bindArguments } from '../../types/check-call.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import { referTo } from '../../types/refer.ts';
import type { Term } from '../../types/term.ts';
import { none } from '../../types/type.ts';
import { edgesOf } from './check-edges.ts';
import { checkCondition } from './check-header.ts';
import { checkName } from '../check-name.ts';
import type { Checker } from '../checker.ts';
import type { NestedRun } from '../../model/model.ts';

/** Another batch workflow as a step; `parametersOf` gives the params of that one. */
export function checkNested(
  checker: Checker,
  symbol: Symbol<syntax.Workflow>,
  environment: Environment,
  declaration: syntax.NestedRun,
  parametersOf: (workflow: Symbol<syntax.Workflow>) => readonly TypedParameter[],
): NestedRun[] {
  const { reporter } = checker;
  const { text: name, span } = declaration.name;
  checkName(reporter, declaration.name, 'a step');
  const [loop] = declaration.loops;
  if (loop) {
    const help = 'repeat the executors in that workflow, by a param with the list';
    reporter.report('bad-range', loop.span, { what: 'a workflow within another', reason: 'runs once' }, { help });
  }
  const condition = checkCondition(environment, declaration.condition);
  const workflow = checker.find(symbol.file, declaration.workflow, 'workflow');
  if (!workflow) return [];
  const kind = workflow.declaration.workflowKind.text;
  if (kind !== 'batch') {
    const found = `an ${kind} workflow`;
    reporter.report(
      'wrong-declaration',
      declaration.workflow.span,
      { name: workflow.name, found, expected: 'a batch workflow' },
      { labels: declaredHere(workflow) },
    );
    return [];
  }
  const wanted = parametersOf(workflow);
  const of = `the workflow ${workflow.name}`;
  const bound = bindArguments(checkExpression, environment, of, wanted, declaration.arguments, declaration.span);
  const absent: Term = { op: 'constant', value: null, type: none, span };
  const given = wanted.map(({ name: param }): [string, Term] => [param, bound.get(param) ?? absent]);
  if (given.some(([, { op }]) => op === 'invalid')) return [];
  return [
    defined({
      name,
      span,
      workflow: { ...referTo(workflow), kind },
      after: edgesOf(reporter, declaration.after),
      condition,
      arguments: new Map(given),
    }),
  ];
}
