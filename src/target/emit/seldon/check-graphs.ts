import type { Label, Reporter } from '../../../base/diagnostics/diagnostic.ts';
import type { OnlinePlan, ServiceNode, ServicePlan } from '../../plan/deployment-plan.ts';
import { reportCannot } from '../cannot.ts';
import { commonProtocol, speak, TENSORFLOW_SERVING } from './servers.ts';
import type { Protocol } from './types.ts';

export const SYSTEM = 'Seldon Core';

/** What hands requests through the graph (`EngineContainerName`). */
const EXECUTOR = 'seldon-container-engine';
/** What fetches the model for a server, behind the name of the container (`ModelInitializerContainerSuffix`). */
const INITIALIZER = 'model-initializer';

/** The operator's definition spells the graph out to this depth; the API server drops what is below without a word. */
const LEVELS = 11;

/** What Seldon Core accepts and then does not do. */
export function checkGraphs(plan: OnlinePlan, reporter: Reporter): void {
  checkGraph(plan, reporter);
  checkContainers(plan, reporter);
  checkArguments(plan, reporter);
  checkClaims(plan, reporter);
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

/** Whether the unit's container is only a proxy before the one of TensorFlow's server (`addTFServerContainer`). */
export const isProxied = (plan: OnlinePlan, { server }: ServicePlan): boolean =>
  server === 'tensorflow' && protocolOf(plan) !== 'tensorflow';

/** Containers of a pod beside those that are called as the units are. */
const ownContainers = (plan: OnlinePlan, services: readonly ServicePlan[]): readonly string[] => [
  EXECUTOR,
  ...services.flatMap((service) => {
    const server = isProxied(plan, service) ? TENSORFLOW_SERVING : service.name;
    const added = server === service.name ? [] : [server];
    return service.server === undefined || !service.model ? added : [...added, `${server}-${INITIALIZER}`];
  }),
];

/** The names of containers are unique in a pod, and there is one of TensorFlow's server, whatever the unit is called. */
function checkContainers(plan: OnlinePlan, reporter: Reporter): void {
  const others = ['kserve', 'deployments'];
  for (const { services } of [plan, ...plan.variants]) {
    for (const { origin } of services.filter((service) => isProxied(plan, service)).slice(1))
      reportCannot(reporter, SYSTEM, plan, origin, 'two TensorFlow servers in one graph', others);
    const taken = ownContainers(plan, services);
    for (const { name, origin } of services.filter((service) => taken.includes(service.name)))
      reportCannot(
        reporter,
        SYSTEM,
        plan,
        origin,
        `a service called ${name}, which another container is called`,
        others,
      );
  }
}

/** The operator starts a server by the arguments of its container, unless it has some; then the server lacks its own. */
function checkArguments(plan: OnlinePlan, reporter: Reporter): void {
  for (const { server, args, origin } of [plan, ...plan.variants].flatMap(({ services }) => services)) {
    if (server === undefined || args.length === 0) continue;
    reportCannot(reporter, SYSTEM, plan, origin, 'arguments for a server that it starts itself', [
      'kserve',
      'deployments',
    ]);
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

/** What is said, else what all servers have in common. */
export const protocolOf = (plan: OnlinePlan): Protocol | undefined =>
  plan.protocol ??
  commonProtocol([plan, ...plan.variants].flatMap(({ services }) => services.map(({ server }) => server)));

const levelsOf = ({ children }: ServiceNode): number => 1 + Math.max(0, ...children.map(levelsOf));
