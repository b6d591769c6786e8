import type { Reporter } from '../diagnostics/diagnostic.ts';
import { closest } from '../diagnostics/suggest.ts';
import type { Symbol } from '../names/scope.ts';
import type * as syntax from '../syntax/nodes.ts';
import { checkExpression } from '../types/check-expression.ts';
import { checkType } from '../types/check-type.ts';
import type { Owner, TypedParameter } from '../types/environment.ts';
import type { Term } from '../types/term.ts';
import { areComplete, checkExecutor, checkOutputs, producersOf } from './check-executor.ts';
import { checkName } from './check-name.ts';
import type { Checker } from './checker.ts';
import { clausesOf } from './like.ts';
import type { BatchWorkflow, Executor, Register } from './model.ts';

export function checkBatch(checker: Checker, symbol: Symbol<syntax.Workflow>): BatchWorkflow {
  const { declaration } = symbol;
  const { reporter } = checker;
  checkName(reporter, declaration.name, 'a workflow');
  refuseMembers(reporter, declaration);
  const parameters = batchParameters(checker, symbol);
  const locals = new Map(
    parameters.map(({ name, type }): [string, Term] => [
      name,
      { op: 'local', name, type, span: declaration.span, text: name },
    ]),
  );
  const declared = membersOf(declaration, 'executor');
  const siblings = uniqueExecutors(reporter, declared, locals);
  if (declared.length === 0)
    reporter.report('empty-workflow', declaration.name.span, { name: symbol.name, needs: 'executor' });
  const clauses = new Map([...siblings].map(([name, executor]) => [name, clausesOf(reporter, executor, siblings)]));
  const outputs = new Map(
    [...clauses].map(([name, own]) => [
      name,
      checkOutputs(checker, checker.environment(symbol.file, locals), name, own),
    ]),
  );
  const owners = new Map<string, Owner>(
    [...outputs].map(([name, members]) => [name, { description: `the executor ${name}`, members }]),
  );
  const environment = checker.environment(symbol.file, locals, owners);
  const executors = [...siblings].map(([name, executor]) =>
    checkExecutor(
      checker,
      environment,
      executor,
      clauses.get(name) ?? [],
      outputs.get(name) ?? new Map<string, Term>(),
    ),
  );
  checkEdges(reporter, symbol.name, siblings);
  const ancestors = ancestorsOf(executors);
  for (const executor of executors)
    checkProducers(reporter, executor, ancestors.get(executor.name) ?? new Set(), siblings);
  return {
    name: symbol.name,
    span: declaration.name.span,
    declaration,
    parameters,
    executors,
    registers: membersOf(declaration, 'register').flatMap((register) =>
      checkRegister(checker, symbol, register, executors, clauses),
    ),
  };
}

const membersOf = <K extends syntax.WorkflowMember['kind']>(
  declaration: syntax.Workflow,
  kind: K,
): Extract<syntax.WorkflowMember, { kind: K }>[] =>
  declaration.members.filter((member): member is Extract<syntax.WorkflowMember, { kind: K }> => member.kind === kind);

/** The params of a batch workflow, as its callers see them. */
export function batchParameters(checker: Checker, symbol: Symbol<syntax.Workflow>): TypedParameter[] {
  const environment = checker.environment(symbol.file);
  const seen = new Map<string, syntax.Param>();
  return membersOf(symbol.declaration, 'param').flatMap((param): TypedParameter[] => {
    const { text: name, span } = param.name;
    const first = seen.get(name);
    if (first) {
      const labels = [{ span: first.name.span, text: `${name} is first declared here` }];
      checker.reporter.report('duplicate-name', span, { name, what: 'parameter' }, { labels });
      return [];
    }
    seen.set(name, param);
    const type = checkType(param.type, checker.reporter);
    if (!param.default) return [{ name, type }];
    return [{ name, type, default: checkExpression(environment, param.default, type) }];
  });
}

function refuseMembers(reporter: Reporter, declaration: syntax.Workflow): void {
  for (const member of declaration.members) {
    if (!['service', 'graph', 'replicas', 'expose', 'backup'].includes(member.kind)) continue;
    reporter.report('wrong-member', member.span, {
      member: withArticle(member.kind),
      kind: 'batch',
      other: 'an online',
    });
  }
}

const withArticle = (kind: string): string => (kind === 'service' ? 'a service' : kind);

function uniqueExecutors(
  reporter: Reporter,
  declared: readonly syntax.Executor[],
  locals: ReadonlyMap<string, Term>,
): Map<string, syntax.Executor> {
  const executors = new Map<string, syntax.Executor>();
  for (const executor of declared) {
    const { text: name, span } = executor.name;
    if (name === '') continue;
    checkName(reporter, executor.name, 'an executor');
    const first = executors.get(name);
    if (first) {
      const labels = [{ span: first.name.span, text: `${name} is first declared here` }];
      reporter.report('duplicate-name', span, { name, what: 'executor' }, { labels });
    } else if (locals.has(name)) reporter.report('duplicate-name', span, { name, what: 'executor' });
    else executors.set(name, executor);
  }
  return executors;
}

function checkEdges(reporter: Reporter, workflow: string, executors: ReadonlyMap<string, syntax.Executor>): void {
  for (const executor of executors.values()) {
    for (const { text: name, span } of executor.after) {
      if (name === '') continue;
      if (name === executor.name.text) reporter.report('self-edge', span, { name });
      else if (!executors.has(name)) {
        const meant = closest(
          name,
          [...executors.keys()].filter((other) => other !== executor.name.text),
        );
        reporter.report(
          'unknown-node',
          span,
          { name, what: 'executor', of: `the workflow ${workflow}` },
          meant === undefined ? {} : { help: `did you mean ${meant}?`, fix: { span, text: meant } },
        );
      }
    }
  }
}

/** For each executor all that run before it. Cycles end the walk; they are the business of the analyses. */
function ancestorsOf(executors: readonly Executor[]): Map<string, ReadonlySet<string>> {
  const byName = new Map(executors.map((executor) => [executor.name, executor]));
  return new Map(
    executors.map((executor) => {
      const found = new Set<string>();
      const open = [...executor.after];
      for (let name = open.pop(); name !== undefined; name = open.pop()) {
        if (found.has(name)) continue;
        found.add(name);
        open.push(...(byName.get(name)?.after ?? []));
      }
      return [executor.name, found];
    }),
  );
}

function checkProducers(
  reporter: Reporter,
  executor: Executor,
  ancestors: ReadonlySet<string>,
  siblings: ReadonlyMap<string, syntax.Executor>,
): void {
  // A name behind `after` that stands for nothing may be the producer's; it was reported.
  if (executor.after.some((name) => !siblings.has(name))) return;
  for (const [producer, place] of producersOf(executor)) {
    if (ancestors.has(producer) || producer === executor.name) continue;
    const labels = [{ span: executor.span, text: `add: after ${[...executor.after, producer].join(', ')}` }];
    reporter.report('not-upstream', place.span, { executor: executor.name, producer }, { labels });
  }
}

function checkRegister(
  checker: Checker,
  symbol: Symbol<syntax.Workflow>,
  register: syntax.Register,
  executors: readonly Executor[],
  clauses: ReadonlyMap<string, readonly syntax.ExecutorClause[]>,
): Register[] {
  const model = checker.find(symbol.file, register.model, 'model');
  const candidates: string[] = [];
  for (const { text: name, span } of register.from) {
    if (name === '') continue;
    const executor = executors.find((other) => other.name === name);
    if (!executor) {
      const meant = closest(
        name,
        executors.map((other) => other.name),
      );
      checker.reporter.report(
        'unknown-node',
        span,
        { name, what: 'executor', of: `the workflow ${symbol.name}` },
        meant === undefined ? {} : { help: `did you mean ${meant}?`, fix: { span, text: meant } },
      );
      continue;
    }
    candidates.push(name);
    const metric = register.by?.text;
    if (metric === undefined || metric === '' || executor.metrics.some((other) => other.name === metric)) continue;
    if (!areComplete(clauses.get(name) ?? [])) continue;
    checker.reporter.report(
      'metric-missing',
      register.by?.span ?? span,
      { executor: name, metric },
      {
        labels: [{ span: executor.span, text: `the executor ${name}` }],
      },
    );
  }
  if (!model || candidates.length === 0) return [];
  return [{ model, span: register.span, candidates, ...(register.by ? { metric: register.by.text } : {}) }];
}
