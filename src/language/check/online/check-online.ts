import type { Label } from '../../../base/diagnostics/diagnostic.ts';
import { defined } from '../../../base/values/defined.ts';
import { declaredHere, idOf, type Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { unitHelp, describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import { referTo } from '../../types/refer.ts';
import type { Term } from '../../types/term.ts';
import { Bytes, Cpu, Int, Ratio, Text, assignable, sameDimension, type Type } from '../../types/type.ts';
import { checkGraph } from './check-graph.ts';
import { checkName } from '../check-name.ts';
import { checkPlacement } from '../program/check-placement.ts';
import { checkService, type CheckedService } from './check-service.ts';
import type { Checker } from '../checker.ts';
import type { OnlineWorkflow, Scale } from '../../model/model.ts';
import { withArticle } from '../../../base/values/words.ts';
import { only, settingsOf } from '../settings.ts';
import { checkAvailable, checkDetectors, checkExplainer, checkProtocol, checkVariants } from './check-variants.ts';
import { valueOf } from '../../reason/constant.ts';
import { termText } from '../../types/print-term.ts';

const batchMembers = ['param', 'executor', 'run', 'register', 'finally', 'notify', 'schedule', 'exclusive', 'queue'];
const batchSettings = ['timeout', 'parallel', 'keep', 'scratch'];

export function checkOnline(checker: Checker, symbol: Symbol<syntax.Workflow>): OnlineWorkflow {
  const { declaration } = symbol;
  const { reporter } = checker;
  const environment = checker.environment(symbol.file);
  checkName(reporter, declaration.name, 'a workflow');
  const labels = [{ span: declaration.workflowKind.span, text: 'this says that it is online' }];
  for (const member of declaration.members) {
    if (!batchMembers.includes(member.kind)) continue;
    const what = ['param', 'executor'].includes(member.kind) ? withArticle(member.kind) : member.kind;
    reporter.report('wrong-member', member.span, { member: what, kind: 'online', other: 'a batch' }, { labels });
  }
  const settings = settingsOf(reporter, declaration.members);
  for (const [name, setting] of settings) {
    if (batchSettings.includes(name))
      reporter.report('wrong-member', setting.span, { member: name, kind: 'online', other: 'a batch' }, { labels });
  }
  const services = uniqueServices(checker, environment, declaration);
  if (services.length === 0)
    reporter.report('empty-workflow', declaration.name.span, { name: symbol.name, needs: 'service' });
  const replicas = only(reporter, declaration.members, 'replicas');
  const scale = replicas?.scale && checkScale(checker, environment, replicas, replicas.scale);
  const expose = checkExpose(checker, environment, only(reporter, declaration.members, 'expose'));
  const protocol = checkProtocol(checker, environment, settings.get('protocol'));
  const explainer = checkExplainer(checker, environment, declaration);
  const available = checkAvailable(checker, environment, settings.get('available'), replicas);
  const backup = checkBackup(checker, symbol, only(reporter, declaration.members, 'backup'));
  const deployed = only(reporter, declaration.members, 'deployed');
  const deployer = deployed && checker.find(symbol.file, deployed.agent, 'agent');
  return defined({
    id: idOf(symbol),
    name: symbol.name,
    span: declaration.name.span,
    services: services.map(({ transport: _, ...service }) => service),
    graph: checkGraph(checker, declaration, services),
    variants: checkVariants(checker, environment, declaration, services),
    explainer,
    detectors: checkDetectors(checker, environment, declaration, services),
    protocol,
    available,
    placement: checkPlacement(checker, environment, settings),
    transport: commonTransport(checker, services),
    replicas: checkReplicas(checker, environment, replicas),
    scale,
    expose,
    backup,
    deployedBy: deployed && deployer && { agent: referTo(deployer), span: deployed.agent.span },
  });
}

function uniqueServices(checker: Checker, environment: Environment, declaration: syntax.Workflow): CheckedService[] {
  const services = new Map<string, CheckedService>();
  for (const member of declaration.members) {
    if (member.kind !== 'service') continue;
    const { text: name, span } = member.name;
    const first = services.get(name);
    const service = checkService(checker, environment, member);
    if (first) {
      const labels = [{ span: first.span, text: `${name} is first declared here` }];
      checker.reporter.report('duplicate-name', span, { name, what: 'service' }, { labels });
    } else if (name !== '') services.set(name, service);
  }
  return [...services.values()];
}

/** All services of a deployment speak the same way. */
function commonTransport(checker: Checker, services: readonly CheckedService[]): 'rest' | 'grpc' {
  const said = services.flatMap(({ transport }) => (transport ? [transport] : []));
  const [first, ...others] = said;
  const odd = others.find(({ name }) => name !== first?.name);
  if (first && odd) {
    checker.reporter.report(
      'unknown-variant',
      odd.span,
      { clause: 'the transport', found: odd.name, known: [first.name] },
      { labels: [{ span: first.span, text: 'all services of a workflow have one transport' }] },
    );
  }
  return first?.name ?? 'rest';
}

function checkReplicas(
  checker: Checker,
  environment: Environment,
  clause: syntax.Replicas | undefined,
): OnlineWorkflow['replicas'] {
  if (!clause) return { minimum: 1, maximum: 1 };
  const text = rangeWithHyphen(clause.minimum);
  if (text !== undefined && !clause.maximum) {
    const { span } = clause.minimum;
    const details = { help: `a range is written ${text}`, fix: { span, text } };
    checker.reporter.report('bad-range', span, { what: 'a number of replicas', reason: 'is no difference' }, details);
    return { minimum: 1, maximum: 1 };
  }
  const minimum = checker.number(environment, clause.minimum, Int, 'a number of replicas') ?? 1;
  const maximum = clause.maximum
    ? (checker.number(environment, clause.maximum, Int, 'a number of replicas') ?? minimum)
    : minimum;
  if (minimum < 1) {
    const help = 'with none left nobody could answer; the serving system never calls it available';
    checker.reporter.report(
      'bad-range',
      clause.minimum.span,
      { what: 'the number of replicas', reason: 'has to be at least 1' },
      { help },
    );
  } else if (clause.maximum && maximum < minimum) {
    checker.reporter.report(
      'bad-range',
      clause.maximum.span,
      { what: 'the largest number of replicas', reason: `is below the smallest, ${String(minimum)}` },
      { labels: [{ span: clause.minimum.span, text: 'this is the smallest' }] },
    );
  }
  if (maximum > minimum && !clause.scale) requireRule(checker, environment, clause);
  return { minimum, maximum: Math.max(minimum, maximum) };
}

/** `replicas 3-10` */
const rangeWithHyphen = (node: syntax.Expression): string | undefined =>
  node.kind === 'binary' && node.operator === '-' && node.left.kind === 'number' && node.right.kind === 'number'
    ? `${node.left.text}..${node.right.text}`
    : undefined;

const uses = ['cpu', 'memory'] as const;

function checkScale(
  checker: Checker,
  environment: Environment,
  replicas: syntax.Replicas,
  clause: syntax.Scale,
): Scale | undefined {
  const { reporter } = checker;
  const use = clause.on.kind === 'reference' ? clause.on.name.text : undefined;
  const of = uses.find((name) => name === use && !environment.scope.symbols.has(name));
  if (of) return checkUse(checker, environment, replicas, clause, of);
  const on = checkExpression(environment, clause.on);
  requireBounds(checker, environment, replicas);
  const to = checkExpression(environment, clause.to);
  if (on.op === 'invalid' || to.op === 'invalid') return undefined;
  const reading = on.op === 'default' ? on.of : on;
  if (reading.op !== 'reading' || reading.use.source !== 'prometheus') {
    reporter.report('wrong-scaling', on.span, {
      reason: `${termText(on)} is not read from Prometheus, and only such a sensor can scale`,
    });
    return undefined;
  }
  const comparable =
    on.type.kind === 'quantity' && to.type.kind === 'quantity' && sameDimension(on.type.dimension, to.type.dimension);
  if (!comparable) {
    reportUnit(checker, to, on.type, { span: on.span, text: `this is ${describeType(on.type)}` });
    return undefined;
  }
  const threshold = thresholdOf(checker, to);
  const otherwise = on.op === 'default' ? valueOf(on.otherwise) : undefined;
  if (on.op === 'default' && typeof otherwise !== 'number') {
    reporter.report('not-constant', on.otherwise.span, { what: 'what stands behind default' });
    return undefined;
  }
  if (threshold === undefined) return undefined;
  const { span, perReplica } = clause;
  return {
    kind: 'sensor',
    span,
    on,
    reading,
    ...(typeof otherwise === 'number' ? { otherwise } : {}),
    perReplica,
    threshold,
  };
}

function reportUnit({ reporter }: Checker, to: Term, type: Type, label: Label): void {
  const parameters = { expected: describeType(type), found: describeType(to.type) };
  reporter.report('wrong-unit', to.span, parameters, { ...unitHelp(to, type), labels: [label] });
}

/** What it is scaled to is known before anything runs, and is something. */
function thresholdOf({ reporter }: Checker, to: Term): number | undefined {
  if (to.op !== 'constant' || typeof to.value !== 'number') {
    reporter.report('not-constant', to.span, { what: 'the threshold' });
    return undefined;
  }
  if (to.value <= 0) reporter.report('bad-range', to.span, { what: 'the threshold', reason: 'has to be more than 0' });
  return to.value;
}

/** `scale on cpu to 70%`, of what the containers ask for, or `scale on cpu to 8`, cores for each replica; `memory to 4Gi`. */
function checkUse(
  checker: Checker,
  environment: Environment,
  replicas: syntax.Replicas,
  clause: syntax.Scale,
  of: 'cpu' | 'memory',
): Scale | undefined {
  requireBounds(checker, environment, replicas);
  const to = checkExpression(environment, clause.to);
  if (to.op === 'invalid') return undefined;
  const isAmount = assignable(to.type, of === 'cpu' ? Cpu : Bytes);
  if (!isAmount && !isRatio(to.type)) {
    // A plain number is a share of the memory rather than some bytes.
    const wanted = of === 'cpu' ? Cpu : Ratio;
    reportUnit(checker, to, wanted, { span: clause.on.span, text: `${of} is scaled to a share, or to an amount` });
    return undefined;
  }
  const threshold = thresholdOf(checker, to);
  if (threshold === undefined) return undefined;
  if (isAmount) return { kind: 'use', span: clause.span, of, target: { amount: threshold } };
  const percent = Math.round(threshold * 100);
  if (threshold > 0 && percent < 1)
    checker.reporter.report('bad-range', clause.to.span, { what: 'the threshold', reason: 'has to be at least 1%' });
  return { kind: 'use', span: clause.span, of, target: { percent } };
}

const isRatio = (type: Type): boolean => type.kind === 'quantity' && type.name === 'Ratio';

/** Nothing would ever pick one of them. */
function requireRule(checker: Checker, environment: Environment, { span, minimum }: syntax.Replicas): void {
  const reason = 'a range of replicas needs a rule that goes by it';
  const help = `write one, as in ${environment.textOf(span)} scale on cpu to 70%, or a number alone: replicas ${environment.textOf(minimum.span)}`;
  checker.reporter.report('wrong-scaling', span, { reason }, { help });
}

function requireBounds(checker: Checker, environment: Environment, replicas: syntax.Replicas): void {
  if (replicas.maximum) return;
  const reason = 'scaling needs a smallest and a largest number of replicas';
  const help = `write, for instance: ${environment.textOf(replicas.minimum.span)}..10`;
  checker.reporter.report('wrong-scaling', replicas.minimum.span, { reason }, { help });
}

/** A DNS name with at least two labels; a wildcard may stand first. */
const HOST = /^(\*\.)?([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

function checkExpose(
  checker: Checker,
  environment: Environment,
  clause: syntax.Expose | undefined,
): OnlineWorkflow['expose'] {
  if (!clause) return undefined;
  const host = checker.text(environment, clause.host, Text, 'a host');
  if (host === undefined) return undefined;
  if (HOST.test(host) && host.length <= 253) return { host, span: clause.host.span };
  checker.reporter.report('bad-url', clause.host.span, {
    url: host === '' ? 'the empty text' : host,
    expected: 'a host, as mnist.example.org',
  });
  return undefined;
}

function checkBackup(
  checker: Checker,
  symbol: Symbol<syntax.Workflow>,
  clause: syntax.Backup | undefined,
): OnlineWorkflow['backup'] {
  if (!clause) return undefined;
  const { text: name, span } = clause.workflow;
  const backup = checker.find(symbol.file, clause.workflow, 'workflow');
  if (!backup) return undefined;
  const kind = backup.declaration.workflowKind.text;
  if (backup.declaration === symbol.declaration) {
    checker.reporter.report('bad-range', span, { what: name, reason: 'cannot be its own backup' });
  } else if (kind !== 'online') {
    checker.reporter.report(
      'wrong-declaration',
      span,
      { name, found: `a ${kind} workflow`, expected: 'an online workflow' },
      { labels: declaredHere(backup) },
    );
  } else return { workflow: { ...referTo(backup), kind }, span };
  return undefined;
}
