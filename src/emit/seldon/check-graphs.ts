import type { Reporter } from '../../diagnostics/diagnostic.ts';
import type { DeploymentPlan, ServiceNode } from '../../graph/plan.ts';
import { commonProtocol } from './servers.ts';

/** The operator's definition spells the graph out to this depth; the API server drops what is below without a word. */
const LEVELS = 11;

/** What Seldon Core accepts and then does not do. */
export function checkGraphs(plan: DeploymentPlan, reporter: Reporter): void {
  for (const { name, origin, graph, services } of plan.teams.flatMap(({ online }) => online)) {
    const levels = levelsOf(graph);
    if (levels > LEVELS) reporter.report('graph-too-deep', origin.span, { name, levels, limit: LEVELS });
    if (commonProtocol(services.map(({ server }) => server)) === undefined) {
      const names = [...new Set(services.flatMap(({ server }) => (server === undefined ? [] : [server])))].sort();
      reporter.report('mixed-protocols', origin.span, { name, servers: names });
    }
  }
}

const levelsOf = ({ children }: ServiceNode): number => 1 + Math.max(0, ...children.map(levelsOf));
