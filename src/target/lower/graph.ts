import type { ServiceNode } from '../plan/deployment-plan.ts';
import type { GraphElement, OnlineWorkflow, Service } from '../../language/model/model.ts';
import type { Context } from './context.ts';
import { isOutput } from './programs.ts';

/**
 * The tree by which a request is answered: a service hands it to those below it and works on their answer on the way back.
 * Output steps work on the way back alone, so they stand around what comes before them; a combiner stands above the branches
 * whose answers it joins.
 */
export function requestTree(context: Context, { services, graph }: OnlineWorkflow): ServiceNode | undefined {
  const byName = new Map(services.map((service) => [service.name, service]));
  checkOutputs(context, byName, graph);
  return treeOf(byName, graph);
}

function treeOf(services: ReadonlyMap<string, Service>, path: readonly GraphElement[]): ServiceNode | undefined {
  const outputs = path.filter((element): element is string => isOutput(services, element));
  const others = path.filter((element) => !isOutput(services, element));
  const nodes: ((children: readonly ServiceNode[]) => ServiceNode)[] = [];
  let leaves: readonly ServiceNode[] = [];
  for (const element of others) {
    if (typeof element === 'string') nodes.push((children) => ({ service: element, children }));
    else leaves = element.paths.flatMap((branch) => treeOf(services, branch) ?? []);
  }
  // The last of the others is what answers; output steps stand right above it, the last step outermost.
  const around = outputs.map((element) => (children: readonly ServiceNode[]) => ({
    service: element,
    children,
  }));
  const chain =
    others.length === 0 ? around.reverse() : [...nodes.slice(0, -1), ...around.reverse(), ...nodes.slice(-1)];
  return chain.reduceRight<readonly ServiceNode[]>((children, node) => [node(children)], leaves)[0];
}

/** Output steps stand behind everything else. */
function checkOutputs(context: Context, services: ReadonlyMap<string, Service>, path: readonly GraphElement[]): void {
  const last = path.findLastIndex((element) => !isOutput(services, element));
  const early = path.findIndex((element) => isOutput(services, element));
  const [step, other] = [path[early], path[last]];
  if (early === -1 || early > last || typeof step !== 'string') return;
  const span = services.get(step)?.span;
  const before = typeof other === 'string' ? other : 'the branches';
  const behind = typeof other === 'string' ? services.get(other)?.span : undefined;
  const labels = behind ? [{ span: behind, text: 'this stands behind it in the graph' }] : [];
  if (span) context.reporter.report('output-too-early', span, { service: step, before }, { labels });
}
