import { defined } from '../../../base/values/defined.ts';
import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import { withArticle } from '../../../base/values/words.ts';
import { firstHere, idOf, type Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { checkType } from '../../types/check-type.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import type { Term } from '../../types/term.ts';
import { Text } from '../../types/type.ts';
import { checkFinally, checkNotify, withInputs } from './check-end.ts';
import { areComplete, checkExecutor } from './check-executor.ts';
import { checkCondition, itemsOf } from './check-header.ts';
import { checkName } from '../check-name.ts';
import { checkNested } from './check-nested.ts';
import { checkPlacement } from '../program/check-placement.ts';
import { checkRuns } from './check-runs.ts';
import { settingsOf } from '../settings.ts';
import { checkReads } from './check-reads.ts';
import { checkShared } from './check-shared.ts';
import type { Checker } from '../checker.ts';
import { checkEdges, checkMeetings } from './check-edges.ts';
import { inheritClauses } from './inherit-clauses.ts';
import { WorkflowArtifacts, type ExecutorSource } from './executor-artifacts.ts';
import { termsOf } from '../../model/reads.ts';
import type { BatchWorkflow, Executor, Register } from '../../model/model.ts';
import { declaredAt } from '../../types/reference.ts';
import type { Criterion } from '../../types/reference.ts';

export function checkBatch(checker: Checker, symbol: Symbol<syntax.Workflow>): BatchWorkflow {
  const { declaration, file } = symbol;
  const { reporter } = checker;
  checkName(reporter, declaration.name, 'a workflow');
  refuseMembers(reporter, declaration);
  const parameters = batchParameters(checker, symbol);
  const settings = settingsOf(reporter, declaration.members);
  const locals = localsOf(declaration, parameters);
  const steps = uniqueSteps(reporter, declaration, locals);
  const siblings = new Map([...steps].flatMap(([name, step]) => (step.kind === 'executor' ? [[name, step]] : [])));
  if (siblings.size + membersOf(declaration, 'run').length === 0)
    reporter.report('empty-workflow', declaration.name.span, { name: symbol.name, needs: 'executor' });
  const clauses = new Map(
    [...siblings].map(([name, executor]) => [name, inheritClauses(reporter, executor, siblings)]),
  );
  const plain = checker.environment(file, locals);
  const known = [...siblings].map(([name, declared]): [string, ExecutorSource] => [
    name,
    { declaration: declared, clauses: clauses.get(name) ?? [] },
  ]);
  const files = new WorkflowArtifacts(checker, file, locals, new Map(known));
  const { owners } = files;
  const environment = checker.environment(file, locals, owners);
  const executors = [...siblings].map(([name, executor]) => {
    const own = files.of(name);
    const condition = checkCondition(environment, executor.condition);
    const items = checker.environment(file, new Map([...locals, ...itemsOf(own.loops)]), owners);
    const parts = condition ? { ...own, condition } : own;
    return checkExecutor(checker, withInputs(checker, items, own.inputs), executor, clauses.get(name) ?? [], parts);
  });
  const runs = [...steps.values()].flatMap((step) =>
    step.kind === 'run'
      ? checkNested(checker, symbol, environment, step, (workflow) => batchParameters(checker, workflow))
      : [],
  );
  for (const step of steps.values()) checkEdges(reporter, symbol.name, step, steps);
  checkMeetings(reporter, [...executors, ...runs], steps);
  checkReads(reporter, executors, runs, steps);
  const exits = membersOf(declaration, 'finally').map((handler) =>
    checkFinally(checker, symbol, handler, siblings, locals, owners),
  );
  checkShared(reporter, executors, [
    ...[...executors, ...exits.map(({ executor }) => executor)].map((one) => ({ ...one, terms: termsOf(one) })),
    ...runs.map(({ name, arguments: given }) => ({ name, terms: [...given.values()] })),
  ]);
  return {
    id: idOf(symbol),
    name: symbol.name,
    span: declaration.name.span,
    parameters,
    executors,
    runs,
    registers: membersOf(declaration, 'register').flatMap((register) =>
      checkRegister(checker, symbol, register, executors, clauses),
    ),
    exits,
    options: checkRuns(checker, plain, declaration, settings, parameters),
    placement: checkPlacement(checker, plain, settings),
    notifications: membersOf(declaration, 'notify').flatMap((notify) => checkNotify(checker, plain, notify)),
  };
}

/** The params of the workflow, and the name of the run, which a param of that name hides. */
function localsOf(declaration: syntax.Workflow, parameters: readonly TypedParameter[]): Map<string, Term> {
  const { span } = declaration;
  const locals = new Map<string, Term>([['run', { op: 'run', type: Text, span }]]);
  for (const { name, type } of parameters) locals.set(name, { op: 'local', name, type, span });
  return locals;
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
    if (!param.default) return [{ name, type, span }];
    return [{ name, type, span, default: checkExpression(environment, param.default, type) }];
  });
}

const onlineMembers = [
  'service',
  'graph',
  'replicas',
  'expose',
  'backup',
  'deployed',
  'variant',
  'explainer',
  'detector',
];

function refuseMembers(reporter: Reporter, declaration: syntax.Workflow): void {
  for (const member of declaration.members) {
    const isSetting = member.kind === 'setting' && ['protocol', 'available'].includes(member.name.text);
    if (!isSetting && !onlineMembers.includes(member.kind)) continue;
    const keyword = member.kind === 'setting' ? member.name.text : member.kind;
    const what = keyword === 'service' ? withArticle(keyword) : keyword;
    reporter.report(
      'wrong-member',
      member.span,
      { member: what, kind: 'batch', other: 'an online' },
      { labels: [{ span: declaration.workflowKind.span, text: 'this says that it is batch' }] },
    );
  }
}

type NamedStep = syntax.Executor | syntax.NestedRun;

/** The executors and nested runs by name; steps for the end of the run share the names. */
function uniqueSteps(
  reporter: Reporter,
  declaration: syntax.Workflow,
  locals: ReadonlyMap<string, Term>,
): Map<string, NamedStep> {
  const steps = new Map<string, NamedStep>();
  const seen = new Map<string, syntax.Name>();
  for (const member of declaration.members) {
    if (member.kind !== 'executor' && member.kind !== 'run' && member.kind !== 'finally') continue;
    const { text: name, span } = member.name;
    if (name === '') continue;
    const what = member.kind === 'executor' ? 'executor' : 'step';
    if (member.kind === 'executor') checkName(reporter, member.name, 'an executor');
    const first = seen.get(name);
    if (first) {
      const labels = [{ span: first.span, text: `${name} is first declared here` }];
      reporter.report('duplicate-name', span, { name, what }, { labels });
    } else if (locals.get(name)?.op === 'local') {
      const param = membersOf(declaration, 'param').find((one) => one.name.text === name);
      const labels = param ? firstHere(name, param.name.span) : [];
      reporter.report('duplicate-name', span, { name, what }, { labels });
    } else {
      seen.set(name, member.name);
      if (member.kind !== 'finally') steps.set(name, member);
    }
  }
  return steps;
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
        didYouMean(name, meant, span),
      );
      continue;
    }
    candidates.push(name);
    const metric = register.by?.metric.text;
    if (metric === undefined || metric === '' || executor.metrics.some((other) => other.name === metric)) continue;
    if (!areComplete(clauses.get(name) ?? [])) continue;
    checker.reporter.report(
      'metric-missing',
      register.by?.metric.span ?? span,
      { executor: name, metric },
      {
        labels: [{ span: executor.span, text: `the executor ${name}` }],
      },
    );
  }
  const registered = model && checker.model(model);
  if (registered?.at) {
    const labels = declaredAt(registered);
    checker.reporter.report('no-registry', register.model.span, { name: registered.name }, { labels });
    return [];
  }
  if (!model || !registered || candidates.length === 0) return [];
  return [
    defined({
      model: registered,
      span: register.span,
      candidates,
      by: register.by && criterionOf(model, register.by),
    }),
  ];
}

/** By the metric of the model, less is better where it is for the model. */
function criterionOf(model: Symbol<syntax.Model>, { metric, lower }: syntax.ComparedBy): Criterion {
  const ofModel = model.declaration.better;
  return { metric: metric.text, lower: lower || (ofModel?.lower === true && ofModel.metric.text === metric.text) };
}
