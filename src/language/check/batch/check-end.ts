import type { Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment, Owner } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';
import { Secret, Text } from '../../types/type.ts';
import { checkExecutor } from './check-executor.ts';
import { checkName } from '../check-name.ts';
import { checkFiles } from './check-outputs.ts';
import { namesItem } from './check-reads.ts';
import type { Checker } from '../checker.ts';
import { inheritClauses } from './inherit-clauses.ts';
import type { ExitHandler, Notification, Outcome } from '../../model/model.ts';

const outcomes: readonly Outcome[] = ['success', 'failure'];

function checkOutcome(checker: Checker, on: syntax.Name | undefined): { on?: Outcome } {
  if (!on || on.text === '') return {};
  const outcome = outcomes.find((known) => known === on.text);
  if (outcome) return { on: outcome };
  checker.reporter.report('unknown-variant', on.span, { clause: 'the outcome', found: on.text, known: outcomes });
  return {};
}

/**
 * A step for the end of a run. It sees the params, how the run ended as `status`, and the files of the executors; their values
 * may not be there any more.
 */
export function checkFinally(
  checker: Checker,
  symbol: Symbol<syntax.Workflow>,
  declaration: syntax.Finally,
  siblings: ReadonlyMap<string, syntax.Executor>,
  locals: ReadonlyMap<string, Term>,
  owners: ReadonlyMap<string, Owner>,
): ExitHandler {
  const { text: name, span } = declaration.name;
  checkName(checker.reporter, declaration.name, 'a step');
  const clauses = inheritClauses(checker.reporter, declaration, siblings);
  const status: Term = { op: 'status', type: Text, span };
  const own = new Map([...locals, ['status', status] as const]);
  const files = [...owners].map(([executor, owner]): [string, Owner] => {
    const members = [...owner.members].filter(([, member]) => member.op === 'output' && !namesItem(member.path));
    return [executor, { ...owner, members: new Map(members) }];
  });
  const environment = checker.environment(symbol.file, own, new Map(files));
  const parts = { ...checkFiles(checker, environment, name, clauses, []), loops: [] };
  const executor = checkExecutor(checker, withInputs(checker, environment, parts.inputs), declaration, clauses, parts);
  return { executor, ...checkOutcome(checker, declaration.on) };
}

/** The inputs of an executor are places, which its arguments can name. */
export const withInputs = (
  checker: Checker,
  environment: Environment,
  inputs: readonly { readonly name: string; readonly path: Term }[],
): Environment =>
  inputs.length === 0
    ? environment
    : checker.environment(
        environment.scope.file,
        new Map([
          ...environment.locals,
          ...inputs.map(({ name, path }) => [name, { ...path, written: name }] as const),
        ]),
        environment.owners,
      );

export function checkNotify(checker: Checker, environment: Environment, declaration: syntax.Notify): Notification[] {
  const to = checkExpression(environment, declaration.to, Secret);
  if (to.op !== 'secret') return [];
  if (to.key === undefined) {
    const help = `name the key of the Secret that holds the address, as in: secret ${to.name}.url`;
    checker.reporter.report('missing-clause', to.span, { of: 'the Secret', clause: 'key' }, { help });
    return [];
  }
  return [{ span: declaration.span, secret: to.name, key: to.key, ...checkOutcome(checker, declaration.on) }];
}
