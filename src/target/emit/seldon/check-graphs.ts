import type { Label, Reporter } from '../../../base/diagnostics/diagnostic.ts';
import type { OnlinePlan, ServiceNode } from '../../plan/deployment-plan.ts';
import { reportCannot } from '../cannot.ts';
import { commonProtocol, speak, TENSORFLOW_SERVING } from './servers.ts';
import type { Protocol } from './types.ts';

export const SYSTEM = 'Seldon Core';

/** The operator's definition spells the graph out to this depth; the API server drops what is below without a word. */
const LEVELS = 11;

/** What Seldon Core accepts and then does not do. */
export function checkGraphs(plan: OnlinePlan, others: readonly OnlinePlan[], reporter: Reporter): void {
  checkGraph(plan, reporter);
  checkTensorflow(plan, reporter);
  checkClaims(plan, reporter);
  checkBackup(plan, others, reporter);
}

function checkGraph(plan: OnlinePlan, reporter: Reporter): void {
  const { name, origin, graph, protocol } = plan;
  const levels = levelsOf(graph);
  if (levels > LEVELS) reporter.report('graph-too-deep', origin.span, { name, levels, limit: LEVELS });
  const used = [plan, ...plan.variants].flatMap(({ services }) => services.map(({ server }) => server));
  const odd = protocol && used.find((server) => !speak([server], protocol));
  const serving = (servers: readonly string[]): Label[] =>
    [plan, ...plan.variants]
      .flatMap(({ services }) => services)
      .filter(({ server }) => server !== undefined && servers.includes(server))
      .map(({ server = '', origin: { span } }) => ({ span, text: `this has the server ${server}` }));
  const names = [...new Set(used.flatMap((server) => server ?? []))].sort();
  if (protocol && odd !== undefined) {
    reporter.report('server-protocol', origin.span, { name, server: odd, protocol }, { labels: serving([odd]) });
  } else if (!protocol && commonProtocol(used) === undefined) {
    reporter.report('mixed-protocols', origin.span, { name, servers: names }, { labels: serving(names) });
  }
}

/**
 * TensorFlow's server gets a container beside the unit's, which is called the same whatever the unit is, and there is one for
 * a pod (`addTFServerContainer`). Where the units speak its own protocol, the unit's container is the server.
 */
function checkTensorflow(plan: OnlinePlan, reporter: Reporter): void {
  if (protocolOf(plan) === 'tensorflow') return;
  const others = ['kserve', 'deployments'];
  for (const { services } of [plan, ...plan.variants]) {
    const [first, ...more] = services.filter(({ server }) => server === 'tensorflow');
    for (const { origin } of more)
      reportCannot(reporter, SYSTEM, plan, origin, 'two TensorFlow servers in one graph', others);
    const namesake = first && services.find(({ name }) => name === TENSORFLOW_SERVING);
    if (namesake) {
      const what = `a service called ${TENSORFLOW_SERVING}, which the container of TensorFlow's server is called`;
      reportCannot(reporter, SYSTEM, plan, namesake.origin, what, others);
    }
  }
}

/** The volume of a model on a claim is called the same for all units (`PvcSourceMountName`), and a pod has one of a name. */
function checkClaims(plan: OnlinePlan, reporter: Reporter): void {
  for (const { services } of [plan, ...plan.variants]) {
    const claims = services.flatMap(({ model }) => (model?.url.startsWith('pvc:') ? [model] : []));
    for (const { origin } of claims.slice(1))
      reportCannot(reporter, SYSTEM, plan, origin, 'two models on claims in one graph', ['kserve', 'deployments']);
  }
}

/** Callers do not know to which of the two their request goes. */
function checkBackup(plan: OnlinePlan, others: readonly OnlinePlan[], reporter: Reporter): void {
  const backup = others.find(({ names }) => names.service === plan.backup?.service);
  if (!plan.backup || !backup) return;
  const spoken = (one: OnlinePlan): string => `${one.transport} with the protocol ${protocolOf(one) ?? 'of none'}`;
  const [own, other] = [spoken(plan), spoken(backup)];
  if (own === other) return;
  reporter.report(
    'backup-differs',
    plan.backup.origin.span,
    { name: plan.name, own, backup: backup.name, other },
    { labels: [{ span: backup.origin.span, text: `${backup.name} is declared here` }] },
  );
}

/** What is said, else what all servers have in common. */
export const protocolOf = (plan: OnlinePlan): Protocol | undefined =>
  plan.protocol ??
  commonProtocol([plan, ...plan.variants].flatMap(({ services }) => services.map(({ server }) => server)));

const levelsOf = ({ children }: ServiceNode): number => 1 + Math.max(0, ...children.map(levelsOf));
