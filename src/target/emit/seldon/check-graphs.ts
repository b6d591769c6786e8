import type { Label, Reporter } from '../../../base/diagnostics/diagnostic.ts';
import type { OnlinePlan, ServiceNode } from '../../plan/deployment-plan.ts';
import { commonProtocol, speak } from './servers.ts';
import type { Protocol } from './types.ts';

/** The operator's definition spells the graph out to this depth; the API server drops what is below without a word. */
const LEVELS = 11;

/** What Seldon Core accepts and then does not do. */
export function checkGraphs(plan: OnlinePlan, others: readonly OnlinePlan[], reporter: Reporter): void {
  checkGraph(plan, reporter);
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
