import { firstHere } from '../../names/scope.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type * as syntax from '../../syntax/nodes.ts';
import type { Environment } from '../../types/environment.ts';
import { Int, Protocol as ProtocolType, Ratio } from '../../types/type.ts';
import { checkName } from '../check-name.ts';
import { checkServiceParts, checkTensors, type CheckedService } from './check-service.ts';
import type { Checker } from '../checker.ts';
import type { OnlineWorkflow, Protocol, Service, Variant } from '../../model/model.ts';
import { only } from '../settings.ts';

const withoutTransport = ({ transport: _, ...service }: CheckedService): Service => service;

/** Other versions beside the stable one: canaries get a share of the requests, the shadow gets copies. */
export function checkVariants(
  checker: Checker,
  environment: Environment,
  declaration: syntax.Workflow,
  services: readonly CheckedService[],
): Variant[] {
  const { reporter } = checker;
  const declared = declaration.members.filter((member) => member.kind === 'variant');
  const names = new Map<string, syntax.Name>([['default', declaration.name]]);
  let left = 100;
  const variants: Variant[] = [];
  for (const variant of declared) {
    const { text: name, span } = variant.name;
    checkName(reporter, variant.name, `a ${variant.role}`);
    const first = names.get(name);
    if (first) {
      const labels = [{ span: first.span, text: name === 'default' ? 'the stable one has this name' : 'first here' }];
      reporter.report('duplicate-name', span, { name, what: 'variant' }, { labels });
      continue;
    }
    names.set(name, variant.name);
    const percent = checkShare(checker, environment, variant);
    if (variant.role === 'canary') {
      left -= percent;
      if (left < 1) {
        const reason = 'leave nothing for the stable version';
        reporter.report('bad-range', variant.share?.span ?? span, { what: 'the shares of the canaries', reason });
      }
    } else if (variants.some(({ role }) => role === 'shadow')) {
      reporter.report('duplicate-clause', variant.span, { clause: 'shadow' });
    }
    variants.push({
      role: variant.role,
      name,
      span,
      percent,
      services: changed(checker, environment, variant, declaration, services),
      changed: variant.changes.map(({ service }) => service.text),
    });
  }
  return variants;
}

function checkShare(checker: Checker, environment: Environment, variant: syntax.Variant): number {
  if (!variant.share) {
    if (variant.role === 'shadow') return 100;
    const help = `say which share of the requests it gets, as in: canary ${variant.name.text} at 10%`;
    checker.reporter.report('missing-clause', variant.name.span, { of: 'the canary', clause: 'share' }, { help });
    return 1;
  }
  const share = checker.number(environment, variant.share, Ratio, 'a share');
  if (share === undefined) return 1;
  const percent = Math.round(share * 100);
  const isWhole = Math.abs(share * 100 - percent) < 1e-9;
  const most = variant.role === 'canary' ? 99 : 100;
  if (isWhole && percent >= 1 && percent <= most) return percent;
  const reason = `is a whole number of percents from 1% to ${String(most)}%`;
  checker.reporter.report('bad-range', variant.share.span, { what: `the share of a ${variant.role}`, reason });
  return 1;
}

/** All services, those that change with their own clauses before the stable one's. */
function changed(
  checker: Checker,
  environment: Environment,
  variant: syntax.Variant,
  declaration: syntax.Workflow,
  services: readonly CheckedService[],
): Service[] {
  const declared = new Map(
    declaration.members.flatMap((member) => (member.kind === 'service' ? [[member.name.text, member] as const] : [])),
  );
  const changes = new Map<string, CheckedService>();
  for (const { service, clauses } of variant.changes) {
    const { text: name, span } = service;
    const stable = declared.get(name);
    if (!stable) {
      if (name === '') continue;
      const meant = closest(name, [...declared.keys()]);
      const details = didYouMean(name, meant, span);
      const of = `the workflow ${declaration.name.text}`;
      checker.reporter.report('unknown-node', span, { name, what: 'service', of }, details);
      continue;
    }
    const own = new Set(clauses.map(wordOf));
    // An image of its own takes the place of a server, and the other way round.
    if (own.has('image')) own.add('server');
    if (own.has('server')) own.add('image');
    const merged = [...stable.clauses.filter((clause) => !own.has(wordOf(clause))), ...clauses];
    const changedService = checkServiceParts(checker, environment, {
      name: service,
      role: stable.role.text,
      clauses: merged,
    });
    // What the stable one says is told there, and means nothing where another server takes its place.
    checkTensors(checker, changedService, clauses.find(({ kind }) => kind === 'tensors')?.span);
    changes.set(name, changedService);
  }
  if (variant.changes.length === 0) {
    const help = 'say what is different, as in: { predictor { model m@candidate } }';
    checker.reporter.report(
      'missing-clause',
      variant.name.span,
      { of: `the ${variant.role}`, clause: 'change' },
      { help },
    );
  }
  return services.map((service) => withoutTransport({ ...(changes.get(service.name) ?? service), span: service.span }));
}

const wordOf = (clause: syntax.ServiceClause): string =>
  clause.kind === 'setting' ? clause.name.text : clause.kind === 'tensors' ? clause.direction : clause.kind;

export function checkExplainer(
  checker: Checker,
  environment: Environment,
  declaration: syntax.Workflow,
): Service | undefined {
  const clause = only(checker.reporter, declaration.members, 'explainer');
  if (!clause) return undefined;
  const name: syntax.Name = { kind: 'name', text: 'explainer', span: clause.span };
  return withoutTransport(
    checkServiceParts(checker, environment, { name, role: 'explainer', clauses: clause.clauses }),
  );
}

/** Programs of their own that get a copy of each request. */
export function checkDetectors(
  checker: Checker,
  environment: Environment,
  declaration: syntax.Workflow,
  services: readonly CheckedService[],
): Service[] {
  const detectors: Service[] = [];
  for (const member of declaration.members) {
    if (member.kind !== 'detector') continue;
    const { text: name, span } = member.name;
    checkName(checker.reporter, member.name, 'a detector');
    const first = [...services, ...detectors].find((other) => other.name === name);
    if (first) {
      const labels = firstHere(name, first.span);
      checker.reporter.report('duplicate-name', span, { name, what: 'detector' }, { labels });
    } else if (detectors.length > 0) {
      const help = 'let one program hand the requests on to others';
      checker.reporter.report('duplicate-clause', span, { clause: 'detector' }, { help });
    }
    const parts = { name: member.name, role: 'detector', clauses: member.clauses };
    detectors.push(withoutTransport(checkServiceParts(checker, environment, parts)));
  }
  return detectors;
}

export function checkProtocol(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
): OnlineWorkflow['protocol'] {
  const name = setting && checker.text(environment, setting.value, ProtocolType, 'a protocol');
  return setting && name !== undefined ? { name: name as Protocol, span: setting.value.span } : undefined;
}

/** With as many as there are at least, no node could ever be emptied. */
export function checkAvailable(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
  replicas: syntax.Replicas | undefined,
): number | undefined {
  const count = setting && checker.number(environment, setting.value, Int, 'a number of replicas');
  if (!setting || count === undefined) return undefined;
  const minimum = replicas ? (checker.number(environment, replicas.minimum, Int, 'a number of replicas') ?? 1) : 1;
  if (count >= 1 && count < minimum) return count;
  const reason =
    count < 1 ? 'has to be at least 1' : `has to be below the smallest number of replicas, ${String(minimum)}`;
  const help = 'with none to spare no node could be emptied';
  checker.reporter.report('bad-range', setting.value.span, { what: 'what stays available', reason }, { help });
  return undefined;
}
