import { defined } from '../../../base/values/defined.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { checkType } from '../../types/check-type.ts';
import type { Environment } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';
import { termText } from '../../types/print-term.ts';
import { Duration, Int, Text, record } from '../../types/type.ts';
import { checkBuild, checkSecurity, checkVolumes } from '../program/check-container.ts';
import { edgesOf } from './check-edges.ts';
import { checkGrowth, growthOf, withGrowth } from './check-growth.ts';
import type { Files } from './check-outputs.ts';
import { checkPlacement } from '../program/check-placement.ts';
import { checkArguments, checkCommand, checkEnvironment, checkImage } from '../program/check-program.ts';
import { checkResources } from '../program/check-resources.ts';
import type { Checker } from '../checker.ts';
import type { Executor, Gang, Loop, Retry } from '../../model/model.ts';
import { only, settingsOf } from '../settings.ts';

/** One executor; `clauses` are its own and those that it is `like`. */
export function checkExecutor(
  checker: Checker,
  environment: Environment,
  declaration: { readonly name: syntax.Name; readonly after?: readonly syntax.Edge[] },
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
  const words = command && checkCommand(checker, environment, command);
  const growth = resources && growthOf(resources.value);
  const needs = growth && checkResources(checker, environment, growth.value);
  const limits = checkRetry(checker, environment, only(reporter, clauses, 'retry'));
  const seconds = timeout && checker.number(environment, timeout.value, Duration, 'a timeout');
  if (timeout && seconds !== undefined && seconds < 1) {
    reporter.report('bad-range', timeout.value.span, { what: 'a timeout', reason: 'has to be at least 1s' });
  }
  const script = only(reporter, clauses, 'script');
  if (script && command) {
    const labels = [{ span: command.name.span, text: 'it is said here already' }];
    reporter.report('duplicate-clause', script.span, { clause: 'what the executor runs' }, { labels });
  }
  const program = checkScript(checker, environment, script) ?? words;
  const volumes = settings.get('volumes');
  const security = settings.get('security');
  const built = checkBuild(checker, environment, settings.get('build'));
  const rights = security && checkSecurity(checker, environment, security.value);
  const gang = checkGang(checker, environment, settings);
  if (gang?.kind === 'mpi' && areComplete(clauses) && (!security || rights?.root === false)) {
    const end = gang.span.end;
    const fix = security ? {} : { fix: { span: { ...gang.span, start: end }, text: '  security { root: true }' } };
    reporter.report(
      'mpi-without-root',
      gang.span,
      { executor: name },
      { help: 'write security { root: true }', ...fix },
    );
  }
  const left = [...parts.values, ...parts.stored][0];
  if (gang && left) {
    const labels = [{ span: gang.span, text: 'several pods run it' }];
    reporter.report('left-by-several', left.span, { executor: name, output: left.name }, { labels });
  }
  const executor: Executor = defined({
    name,
    span: declaration.name.span,
    image: (image && checkImage(checker, environment, image)) ?? '',
    command: program,
    args: args ? checkArguments(environment, args.value) : [],
    environment: env ? checkEnvironment(environment, env.value) : [],
    resources: needs && withGrowth(needs, growth),
    placement: checkPlacement(checker, environment, settings),
    volumes: volumes ? checkVolumes(checker, environment, volumes.value) : [],
    security: rights,
    build: built,
    gang,
    retry: limits,
    timeoutSeconds: seconds,
    after: edgesOf(reporter, declaration.after ?? []),
    ...parts,
    metrics: clauses.flatMap((clause) => (clause.kind === 'metric' ? [checkMetric(checker, environment, clause)] : [])),
  });
  if (growth) checkGrowth(checker, growth, executor);
  return executor;
}

/** Whether all clauses are known: one that was misspelt, or that a sibling should have brought, is not missing too. */
export const areComplete = (clauses: readonly syntax.ExecutorClause[]): boolean =>
  clauses.every(({ kind }) => kind !== 'unknown-clause' && kind !== 'like');

/** `retry 3 backoff 30s..5m`, of an executor or of an action. */
export function checkRetry(
  checker: Checker,
  environment: Environment,
  clause: syntax.Retry | undefined,
): Retry | undefined {
  if (!clause) return undefined;
  const times = checker.knownNumber(environment, clause.limit, Int, 'the number of retries');
  const first = clause.backoff && checker.knownNumber(environment, clause.backoff, Duration, 'a backoff');
  const longest = clause.maximum && checker.knownNumber(environment, clause.maximum, Duration, 'the longest backoff');
  if (!times) return undefined;
  const [limit, backoff, maximum] = [times.value, first?.value, longest?.value];
  for (const [node, seconds] of [
    [clause.backoff, backoff],
    [clause.maximum, maximum],
  ] as const)
    if (node && seconds !== undefined && seconds <= 0)
      checker.reporter.report('bad-range', node.span, { what: 'a backoff', reason: 'has to be more than 0' });
  if (limit < 1)
    checker.reporter.report('bad-range', clause.limit.span, {
      what: 'the number of retries',
      reason: 'has to be at least 1',
    });
  if (clause.maximum && backoff !== undefined && maximum !== undefined && maximum < backoff) {
    const labels = clause.backoff ? [{ span: clause.backoff.span, text: 'this is the first' }] : [];
    checker.reporter.report(
      'bad-range',
      clause.maximum.span,
      { what: 'the longest backoff', reason: 'is shorter than the first' },
      { labels },
    );
  }
  const range = [first, longest].flatMap((known) => (known ? [termText(known.term)] : [])).join('..');
  return defined({
    text: `retry ${termText(times.term)}${range === '' ? '' : ` backoff ${range}`}`,
    limit,
    backoffSeconds: backoff,
    maximumSeconds: maximum,
  });
}

/** `gang 8`, `mpi { workers: 4 }` */
function checkGang(
  checker: Checker,
  environment: Environment,
  settings: ReadonlyMap<string, syntax.Setting>,
): Gang | undefined {
  const { reporter } = checker;
  const [gang, mpi] = [settings.get('gang'), settings.get('mpi')];
  const positive = (value: number, span: syntax.Expression['span'], what: string): number => {
    if (value < 1) reporter.report('bad-range', span, { what, reason: 'has to be at least 1' });
    return value;
  };
  if (gang && mpi) {
    const labels = [{ span: gang.name.span, text: 'it is said here already' }];
    reporter.report('duplicate-clause', mpi.name.span, { clause: 'how many pods there are' }, { labels });
  }
  if (gang) {
    const count = checker.number(environment, gang.value, Int, 'the number of pods');
    if (count === undefined) return undefined;
    return { kind: 'replicas', count: positive(count, gang.value.span, 'the number of pods'), span: gang.span };
  }
  const term = mpi && checkExpression(environment, mpi.value, record({ workers: Int }));
  if (!mpi || term?.op !== 'record') return undefined;
  const number = (name: string): number | undefined => {
    const field = term.fields.get(name);
    if (field?.op === 'constant' && typeof field.value === 'number') return positive(field.value, field.span, name);
    if (field && field.op !== 'invalid') reporter.report('not-constant', field.span, { what: `the number of ${name}` });
    return undefined;
  };
  const workers = number('workers');
  return workers === undefined ? undefined : { kind: 'mpi', workers, span: mpi.span };
}

/** How programs of a language are started with their text, and what has to stand between that and their arguments. */
const interpreters: Readonly<
  Record<string, { readonly command: readonly string[]; readonly behind: readonly string[] }>
> = {
  bash: { command: ['bash', '-c'], behind: ['script'] },
  node: { command: ['node', '-e'], behind: ['--'] },
  python: { command: ['python', '-c'], behind: [] },
  r: { command: ['Rscript', '-e'], behind: [] },
  sh: { command: ['sh', '-c'], behind: ['script'] },
};

/** The command that runs an inline program. Its text is fixed: what a run brings comes in as arguments or variables. */
function checkScript(
  checker: Checker,
  environment: Environment,
  clause: syntax.Script | undefined,
): string[] | undefined {
  if (!clause) return undefined;
  const { text: language, span } = clause.language;
  const interpreter = interpreters[language];
  if (!interpreter && language !== '') {
    const known = Object.keys(interpreters);
    checker.reporter.report('unknown-variant', span, { clause: 'the language of a script', found: language, known });
  }
  const term = checkExpression(environment, clause.source, Text);
  if (term.op === 'invalid' || !interpreter) return undefined;
  if (term.op === 'constant' && typeof term.value === 'string') {
    // A line of Python must not begin with the space behind the quotation marks.
    return [...interpreter.command, term.value.trim(), ...interpreter.behind];
  }
  const help = 'give it to the program in args or env: within its text it could become a part of the program';
  checker.reporter.report('not-constant', term.span, { what: 'the text of a script' }, { help });
  return undefined;
}

function checkMetric(checker: Checker, environment: Environment, clause: syntax.Metric): Executor['metrics'][number] {
  const experiment =
    clause.experiment && checker.text(environment, clause.experiment, Text, 'the experiment of a metric');
  return defined({
    name: clause.name.text,
    type: checkType(clause.type, checker.reporter),
    experiment,
  });
}
