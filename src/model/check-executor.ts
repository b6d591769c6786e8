import type * as syntax from '../syntax/nodes.ts';
import { checkExpression } from '../types/check-expression.ts';
import { checkType } from '../types/check-type.ts';
import type { Environment } from '../types/environment.ts';
import type { Term } from '../types/term.ts';
import { Duration, Int, Text } from '../types/type.ts';
import type { Files } from './check-outputs.ts';
import { checkArguments, checkCommand, checkEnvironment, checkImage, checkResources } from './check-program.ts';
import type { Checker } from './checker.ts';
import type { Executor, Loop } from './model.ts';
import { only, settingsOf } from './settings.ts';

/** One executor; `clauses` are its own and those that it is `like`. */
export function checkExecutor(
  checker: Checker,
  environment: Environment,
  declaration: { readonly name: syntax.Name; readonly after?: readonly syntax.Name[] },
  clauses: readonly syntax.ExecutorClause[],
  parts: Files & { readonly loops: readonly Loop[]; readonly condition?: Term },
): Executor {
  const { reporter } = checker;
  const name = declaration.name.text;
  const settings = settingsOf(reporter, clauses);
  const image = settings.get('image');
  if (!image && areComplete(clauses)) {
    reporter.report(
      'missing-clause',
      declaration.name.span,
      { of: `the executor ${name}`, clause: 'image' },
      { help: `say what runs, as in: image "${name}:1.0"` },
    );
  }
  const command = settings.get('command');
  const args = settings.get('args');
  const env = settings.get('env');
  const resources = settings.get('resources');
  const timeout = settings.get('timeout');
  const nodes = settings.get('nodes');
  const words = command && checkCommand(checker, environment, command);
  const needs = resources && checkResources(checker, environment, resources.value);
  const limits = checkRetry(checker, environment, only(reporter, clauses, 'retry'));
  const seconds = timeout && checker.number(environment, timeout.value, Duration, 'a timeout');
  if (timeout && seconds !== undefined && seconds < 1) {
    reporter.report('bad-range', timeout.value.span, { what: 'a timeout', reason: 'has to be at least 1s' });
  }
  const labels = nodes && checkNodes(checker, environment, nodes.value);
  const executor: Executor = {
    name,
    span: declaration.name.span,
    image: (image && checkImage(checker, environment, image)) ?? '',
    ...(words ? { command: words } : {}),
    args: args ? checkArguments(environment, args.value) : [],
    environment: env ? checkEnvironment(environment, env.value) : [],
    ...(needs ? { resources: needs } : {}),
    ...(labels ? { nodes: labels } : {}),
    ...(limits ? { retry: limits } : {}),
    ...(seconds === undefined ? {} : { timeoutSeconds: seconds }),
    after: [...new Set((declaration.after ?? []).map(({ text }) => text).filter((text) => text !== ''))],
    ...parts,
    metrics: clauses.flatMap((clause) => (clause.kind === 'metric' ? [checkMetric(checker, environment, clause)] : [])),
  };
  return executor;
}

/** Whether all clauses are known: one that was misspelt, or that a sibling should have brought, is not missing too. */
export const areComplete = (clauses: readonly syntax.ExecutorClause[]): boolean =>
  clauses.every(({ kind }) => kind !== 'unknown-clause' && kind !== 'like');

function checkRetry(checker: Checker, environment: Environment, clause: syntax.Retry | undefined): Executor['retry'] {
  if (!clause) return undefined;
  const limit = checker.number(environment, clause.limit, Int, 'the number of retries');
  const backoff = clause.backoff && checker.number(environment, clause.backoff, Duration, 'a backoff');
  const maximum = clause.maximum && checker.number(environment, clause.maximum, Duration, 'the longest backoff');
  if (limit === undefined) return undefined;
  if (limit < 1)
    checker.reporter.report('bad-range', clause.limit.span, {
      what: 'the number of retries',
      reason: 'has to be at least 1',
    });
  if (clause.maximum && backoff !== undefined && maximum !== undefined && maximum < backoff) {
    checker.reporter.report('bad-range', clause.maximum.span, {
      what: 'the longest backoff',
      reason: 'is shorter than the first',
    });
  }
  return {
    limit,
    ...(backoff === undefined ? {} : { backoffSeconds: backoff }),
    ...(maximum === undefined ? {} : { maximumSeconds: maximum }),
  };
}

function checkNodes(
  checker: Checker,
  environment: Environment,
  value: syntax.Expression,
): Record<string, string> | undefined {
  const term = checkExpression(environment, value);
  if (term.op === 'invalid') return undefined;
  if (term.op !== 'record') {
    checker.reporter.report('wrong-type', term.span, {
      expected: 'a record { label: "value" }',
      found: 'something else',
    });
    return undefined;
  }
  const labels: Record<string, string> = {};
  for (const [label, field] of term.fields) {
    if (field.op === 'constant' && typeof field.value === 'string') labels[label] = field.value;
    else if (field.op !== 'invalid')
      checker.reporter.report('wrong-type', field.span, { expected: 'a String', found: 'something else' });
  }
  return labels;
}

function checkMetric(checker: Checker, environment: Environment, clause: syntax.Metric): Executor['metrics'][number] {
  const experiment =
    clause.experiment && checker.text(environment, clause.experiment, Text, 'the experiment of a metric');
  return {
    name: clause.name.text,
    type: checkType(clause.type, checker.reporter),
    ...(experiment === undefined ? {} : { experiment }),
  };
}
