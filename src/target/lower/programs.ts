import { defined } from '../../base/values/defined.ts';
import type { GraphElement, OnlineWorkflow, Service } from '../../language/model/model.ts';
import type { ServiceName } from '../plan/serving.ts';

/** The services that run somewhere: what picks a branch at random is done by the graph itself. */
export function programsOf({ services, graph }: Pick<OnlineWorkflow, 'services' | 'graph'>): ServiceName[] {
  const before = transformedBy(services, graph);
  return services.flatMap(({ name, server }) =>
    server === 'random' ? [] : [defined<ServiceName>({ name, before: before.get(name) })],
  );
}

/** The transformers that hand a request to one model and to nothing else, each with that model. */
function transformedBy(services: readonly Service[], graph: readonly GraphElement[]): ReadonlyMap<string, string> {
  const byName = new Map(services.map((service) => [service.name, service]));
  const found = new Map<string, string>();
  const add = (path: readonly GraphElement[]): void => {
    const steps = path.filter((element) => !isOutput(byName, element));
    for (const [index, element] of steps.entries()) {
      const next = steps[index + 1];
      if (typeof element !== 'string') element.paths.forEach(add);
      else if (
        typeof next === 'string' &&
        byName.get(element)?.role === 'transformer' &&
        byName.get(next)?.role === 'model'
      )
        found.set(element, next);
    }
  };
  add(graph);
  return found;
}

export const isOutput = (services: ReadonlyMap<string, Service>, element: GraphElement): element is string =>
  typeof element === 'string' && services.get(element)?.role === 'output';
