import { textOf } from '../../base/values/plain.ts';
import type {
  OnlineTarget,
  SensorNode,
  StrategyGraph,
  VariantTarget,
} from '../../contract/strategy-graph/strategy-graph.ts';
import { actionsOf } from '../../contract/strategy-graph/walk.ts';
import type { World } from './world.ts';

/** An online workflow, by the name of the object that holds it. */
export interface Served {
  readonly namespace: string;
  readonly workflow: string;
}

/** The workflow that an action is done to, itself or a variant of it. */
export const servedBy = (target: OnlineTarget | VariantTarget): Served => ({
  namespace: target.namespace,
  workflow: target.kind === 'online' ? target.instance : target.workflow,
});

/** Those that nobody ships, since an agent brings them up. */
export const leftToAgents = (graphs: readonly StrategyGraph[]): readonly Served[] =>
  graphs
    .flatMap(({ strategies }) => strategies.flatMap(actionsOf))
    .flatMap((action) => {
      const target = action.kind === 'primitive' ? action.target : undefined;
      return target?.kind === 'online' && target.deploys ? [servedBy(target)] : [];
    });

/** Whether what a sensor reads is there only while a workflow is. */
export function tellsOf({ readAs = [], source: { fixed } }: SensorNode, { namespace, workflow }: Served): boolean {
  const query = textOf(fixed['query']);
  const isOfNamespace =
    fixed['namespace'] === namespace || query.includes(`"${namespace}"`) || query.includes(`"${namespace}|"`);
  const names = readAs.flatMap((call) => call.arguments.map(({ value }) => textOf(value)));
  return isOfNamespace && names.some((name) => name === workflow || name.startsWith(`${workflow}.`));
}

/** Which online workflows of a simulated world are there: all but those that an agent has yet to bring up, or has taken down. */
export class Presence {
  readonly #missing = new Map<string, Served>();

  constructor(graphs: readonly StrategyGraph[], { online }: Pick<World, 'online'>) {
    for (const served of leftToAgents(graphs)) this.set(served, online?.get(served.workflow)?.isDeployed === true);
  }

  has(served: Served): boolean {
    return !this.#missing.has(keyOf(served));
  }

  /** Whether one of this name is missing, wherever. */
  lacks(workflow: string): boolean {
    return [...this.#missing.values()].some((served) => served.workflow === workflow);
  }

  set(served: Served, isThere: boolean): void {
    if (isThere) this.#missing.delete(keyOf(served));
    else this.#missing.set(keyOf(served), served);
  }

  /** The workflow that would have to be there for a sensor to read anything, if it is not. */
  missingFor(sensor: SensorNode): string | undefined {
    return [...this.#missing.values()].find((served) => tellsOf(sensor, served))?.workflow;
  }
}

const keyOf = ({ namespace, workflow }: Served): string => `${namespace}/${workflow}`;
