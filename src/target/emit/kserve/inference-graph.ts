import type { OnlinePlan, ServiceNode, VariantPlan } from '../../plan/deployment-plan.ts';
import { serviceName } from './names.ts';
import type { InferenceRouter, InferenceStep } from './types.ts';

/** The entry of a graph (validation asks for it). */
const ROOT = 'root';

/** The nodes of an InferenceGraph: sequences of services, a splitter for a random router, an ensemble below a combiner. */
export function graphNodes(
  tree: ServiceNode,
  { names: { instance, within }, services }: Pick<OnlinePlan | VariantPlan, 'names' | 'services'>,
): Readonly<Record<string, InferenceRouter>> {
  const nodes: Record<string, InferenceRouter> = {};
  const byName = new Map(services.map((service) => [service.name, service]));
  const add = (name: string, node: InferenceRouter): InferenceStep => {
    nodes[name] = node;
    return { nodeName: name };
  };
  /** The steps that a request goes through below a node, itself included. */
  const stepsOf = (node: ServiceNode): InferenceStep[] => {
    const service = byName.get(node.service);
    const own: InferenceStep = { serviceName: serviceName(instance, node.service, true) };
    const below = (): InferenceStep[] => node.children.flatMap(stepsOf);
    if (service?.role === 'output') return [...below(), own];
    if (service?.role === 'combiner') return [add(`${node.service}-all`, ensemble(node)), own];
    if (service?.role === 'router') return [add(node.service, splitter(node, service.ratio ?? 0.5))];
    return [...(within?.has(node.service) ? [] : [own]), ...below()];
  };
  const branch = (child: ServiceNode): InferenceStep => {
    const steps = stepsOf(child);
    const [only] = steps;
    return steps.length === 1 && only ? only : add(`${child.service}-path`, sequence(steps));
  };
  const ensemble = ({ children }: ServiceNode): InferenceRouter => ({
    routerType: 'Ensemble',
    steps: children.map((child): InferenceStep => ({ ...branch(child), name: child.service })),
  });
  const splitter = ({ children }: ServiceNode, ratio: number): InferenceRouter => {
    const share = Math.round(ratio * 100);
    return {
      routerType: 'Splitter',
      steps: children.map((child, index): InferenceStep => ({
        ...branch(child),
        weight: index === 0 ? share : 100 - share,
      })),
    };
  };
  add(ROOT, sequence(stepsOf(tree)));
  return nodes;
}

/** Each step gets what the one before answered. */
const sequence = (steps: readonly InferenceStep[]): InferenceRouter => ({
  routerType: 'Sequence',
  steps: steps.map((step, index) => (index === 0 ? step : { ...step, data: '$response' })),
});
