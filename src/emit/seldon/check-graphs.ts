import type { Reporter } from '../../diagnostics/diagnostic.ts';
import type { DeploymentPlan, OnlinePlan, ServiceNode } from '../../graph/plan.ts';
import { commonProtocol } from './servers.ts';

/** The operator's definition spells the graph out to this depth; the API server drops what is below without a word. */
const LEVELS = 11;

/** What Seldon Core accepts and then does not do. */
export function checkGraphs({ teams }: DeploymentPlan, reporter: Reporter): void {
  for (const { online } of teams) {
    for (const plan of online) {
      checkGraph(plan, reporter);
      checkBackup(plan, online, reporter);
    }
  }
}

function checkGraph({ name, origin, graph, services }: OnlinePlan, reporter: Reporter): void {
  const levels = levelsOf(graph);
  if (levels > LEVELS) reporter.report('graph-too-deep', origin.span, { name, levels, limit: LEVELS });
  if (protocolOf({ services }) === undefined) {
    const names = [...new Set(services.flatMap(({ server }) => (server === undefined ? [] : [server])))].sort();
    reporter.report('mixed-protocols', origin.span, { name, servers: names });
  }
}

/** Callers do not know to which of the two their request goes. */
function checkBackup(plan: OnlinePlan, others: readonly OnlinePlan[], reporter: Reporter): void {
  const backup = others.find(({ names }) => names.service === plan.backup?.service);
  if (!plan.backup || !backup) return;
  const spoken = (one: OnlinePlan): string => `${one.transport} with the protocol ${protocolOf(one) ?? 'of none'}`;
  const [own, other] = [spoken(plan), spoken(backup)];
  if (own === other) return;
  reporter.report('backup-differs', plan.backup.origin.span, { name: plan.name, own, backup: backup.name, other });
}

const protocolOf = ({ services }: Pick<OnlinePlan, 'services'>): string | undefined =>
  commonProtocol(services.map(({ server }) => server));

const levelsOf = ({ children }: ServiceNode): number => 1 + Math.max(0, ...children.map(levelsOf));
