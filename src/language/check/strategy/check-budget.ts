import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import { budgetKinds, type BudgetKind } from '../../../contract/primitives/budget-kinds.ts';
import type * as syntax from '../../syntax/nodes.ts';
import type { Environment } from '../../types/environment.ts';
import { Duration, Int, Ratio, type Type } from '../../types/type.ts';
import type { Budget } from '../../model/model.ts';
import type { Checker } from '../checker.ts';

/** What bounds what an agent does; of what its template says counts what it does not say itself. */
export function checkBudget(
  checker: Checker,
  own: readonly [Environment, readonly syntax.AgentMember[]],
  inherited: readonly [Environment, readonly syntax.AgentMember[]] | undefined,
): Budget {
  return { ...(inherited && budgetOf(checker, ...inherited)), ...budgetOf(checker, ...own) };
}

type Found = { -readonly [Kind in keyof Budget]: Budget[Kind] };

function budgetOf(checker: Checker, environment: Environment, members: readonly syntax.AgentMember[]): Budget {
  const found: Found = {};
  const seen = new Map<BudgetKind, syntax.Budget>();
  for (const clause of members) {
    const kind = clause.kind === 'budget' ? kindOf(checker, clause) : undefined;
    if (clause.kind !== 'budget' || !kind) continue;
    const before = seen.get(kind);
    if (before) {
      const labels = [{ span: before.span, text: 'it is said here already' }];
      checker.reporter.report('duplicate-clause', clause.span, { clause: `budget ${kind}` }, { labels });
      continue;
    }
    seen.set(kind, clause);
    take(checker, environment, clause, kind, found);
  }
  return found;
}

function kindOf({ reporter }: Checker, { of }: syntax.Budget): BudgetKind | undefined {
  const kind = budgetKinds.find((each) => each === of.text);
  if (kind || of.text === '') return kind;
  const meant = closest(of.text, budgetKinds);
  const details = meant === undefined ? {} : didYouMean(of.text, meant, of.span);
  reporter.report('unknown-budget', of.span, { name: of.text, known: budgetKinds }, details);
  return undefined;
}

function take(checker: Checker, environment: Environment, clause: syntax.Budget, kind: BudgetKind, found: Found): void {
  const { amount, per, span } = clause;
  const isTimed = kind !== 'traffic';
  if (isTimed !== (per !== undefined)) {
    const form = isTimed ? `budget ${kind} 24 per 1d` : 'budget traffic 10%';
    checker.reporter.report('budget-time', per?.span ?? span, { kind }, { help: `written like: ${form}` });
  }
  const number = (node: syntax.Expression, type: Type, wrong: (value: number) => string | undefined) => {
    const what = `the budget of ${kind}`;
    const value = checker.number(environment, node, type, what);
    const reason = value === undefined ? undefined : wrong(value);
    if (reason !== undefined) checker.reporter.report('bad-range', node.span, { what, reason });
    return reason === undefined ? value : undefined;
  };
  if (!isTimed) {
    const share = number(amount, Ratio, (value) =>
      value > 0 && value <= 1 ? undefined : 'has to be more than 0% and at most 100%',
    );
    if (share !== undefined) found.traffic = { share, span };
    return;
  }
  const count = number(amount, Int, (value) => (value >= 1 ? undefined : 'has to be at least 1'));
  const seconds = per && number(per, Duration, (value) => (value > 0 ? undefined : 'has a time of more than 0'));
  if (count !== undefined && seconds !== undefined) found[kind] = { count, seconds, span };
}
