import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import { withArticle } from '../../../base/values/words.ts';
import { declaredHere, type Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import type { Environment } from '../../types/environment.ts';
import { referToWorkflow } from '../../types/refer.ts';
import { declaredAt } from '../../types/reference.ts';
import type { Checker } from '../checker.ts';
import type { Subject } from '../../model/model.ts';

/** The states that a trigger can wait for, by what has them. */
const states = {
  batch: ['submitted', 'succeeded', 'failed', 'ended'],
  executor: ['started', 'succeeded', 'failed', 'out-of-memory'],
  online: ['available', 'unavailable'],
  model: ['registered', 'promoted'],
} as const satisfies Record<Subject['kind'], readonly string[]>;

/** `on training.succeeded`: what the names before the last stand for, and whether it has that state. */
export function checkSubject(
  checker: Checker,
  environment: Environment,
  { path }: Pick<syntax.Changed, 'path'>,
): { readonly subject: Subject; readonly state: string } | undefined {
  const [owner, ...rest] = path;
  if (!owner || owner.text === '' || rest.some(({ text }) => text === '')) return undefined;
  const local = environment.locals.get(owner.text);
  if (local?.op === 'invalid') return undefined;
  const given = local?.op === 'workflow' ? local.workflow : local?.op === 'model' ? local.model : undefined;
  const { names } = checker;
  const symbol = given ? names.declared.get(given.id) : checker.scopeOf(environment.scope.file).symbols.get(owner.text);
  if (symbol?.declaration.kind === 'model') {
    const model = checker.model(symbol as Symbol<syntax.Model>);
    if (!model.at) return withState(checker, { kind: 'model', of: model }, owner, rest);
    checker.reporter.report('no-registry', owner.span, { name: model.name }, { labels: declaredAt(model) });
    return undefined;
  }
  if (symbol?.declaration.kind !== 'workflow') {
    if (symbol)
      checker.reporter.report('no-states', owner.span, { name: owner.text }, { labels: declaredHere(symbol) });
    else checker.find(environment.scope.file, owner, 'workflow');
    return undefined;
  }
  const workflow = symbol as Symbol<syntax.Workflow>;
  const of = referToWorkflow(workflow);
  if (!of) return undefined;
  const [executor, ...state] = rest;
  if (of.kind === 'online' || rest.length < 2 || !executor)
    return withState(checker, { kind: of.kind, of }, owner, rest);
  const steps = workflow.declaration.members.flatMap((member) =>
    member.kind === 'executor' ? [member.name.text] : [],
  );
  // Within a template the name may be a parameter's.
  const named = environment.locals.get(executor.text);
  if (named?.op === 'invalid') return undefined;
  const name = named?.op === 'constant' && typeof named.value === 'string' ? named.value : executor.text;
  if (steps.includes(name)) return withState(checker, { kind: 'executor', of, executor: name }, executor, state);
  const meant = closest(name, steps);
  const details =
    meant === undefined ? { help: `it has ${steps.join(', ')}` } : didYouMean(executor.text, meant, executor.span);
  checker.reporter.report(
    'unknown-field',
    executor.span,
    { field: name, of: `the workflow ${workflow.name}` },
    details,
  );
  return undefined;
}

function withState(
  checker: Checker,
  subject: Subject,
  owner: syntax.Name,
  [state, more]: readonly syntax.Name[],
): { readonly subject: Subject; readonly state: string } | undefined {
  const known: readonly string[] = states[subject.kind];
  const what = { batch: 'batch workflow', executor: 'executor', online: 'online workflow', model: 'model' }[
    subject.kind
  ];
  if (!state) {
    const help = `say which, as in: on ${owner.text}.${known[0] ?? ''}`;
    checker.reporter.report(
      'unknown-state',
      owner.span,
      { what: `the ${what} ${owner.text}`, state: '', known },
      { help, labels: declaredAt(subject.of) },
    );
    return undefined;
  }
  if (known.includes(state.text) && !more) return { subject, state: state.text };
  const wrong = more ?? state;
  const meant = closest(wrong.text, known);
  const parameters = { what: withArticle(what), state: wrong.text, known };
  const details = { ...didYouMean(wrong.text, meant, wrong.span), labels: declaredAt(subject.of) };
  checker.reporter.report('unknown-state', wrong.span, parameters, details);
  return undefined;
}
