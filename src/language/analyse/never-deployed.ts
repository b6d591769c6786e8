import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { primitives } from '../../contract/primitives/primitives.ts';
import { actionsOf, agentsIn, type Model } from '../model/model.ts';
import { declaredAt } from '../types/reference.ts';

/** A workflow that is left to an agent of which no strategy brings it up. */
export function findNeverDeployed(model: Model, reporter: Reporter): void {
  const agents = new Map(agentsIn(model).map((agent) => [agent.id, agent]));
  for (const { id, name, deployedBy } of model.online.values()) {
    const agent = deployedBy && agents.get(deployedBy.agent.id);
    if (!agent) continue;
    const deploys = agent.strategies
      .flatMap(actionsOf)
      .some(
        (action) =>
          action.kind === 'primitive' &&
          action.target?.id === id &&
          primitives[action.primitive.key].bringsUp !== undefined,
      );
    if (deploys) continue;
    const help = `let one of its strategies do it, as by deployWorkflow(${name}) or upgradeWorkflow(${name}, model: ...)`;
    const labels = declaredAt(deployedBy.agent);
    reporter.report('never-deployed', deployedBy.span, { workflow: name, agent: agent.name }, { help, labels });
  }
}
