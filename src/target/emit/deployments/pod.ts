import { commandOf, variables } from '../../../contract/process/command.ts';
import type { OrchestratorGraph, OrchestratorNode } from '../../../contract/process/orchestrator.ts';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type { OnlinePlan, ServiceNode, ServicePlan, TeamPlan, Text, VariantPlan } from '../../plan/deployment-plan.ts';
import {
  kubeletText,
  mountsOf,
  podSecurity,
  readOnlySecurity,
  ourResources,
  resourcesOf,
  securityOf,
  variablesOf,
  volumesOf,
} from '../containers.ts';
import { copierName, copierOf, FOLDER, modelVolumes, MODELS } from './copier.ts';
import { type Draft, unlessEmpty } from '../object.ts';
import { placementOf } from '../placement.ts';
import { servers, type Place } from './servers.ts';

const ORCHESTRATOR = 'orchestrator';
/** Its limits on what it holds (`src/agent/runtime/orchestrator/limits.ts`) fit into that. */
const ORCHESTRATOR_RESOURCES = ourResources(0.1, 256 * 2 ** 20);

const text = (parts: Text): string => kubeletText(parts.filter((part) => typeof part === 'string').join(''));

type Instance = Pick<OnlinePlan | VariantPlan, 'names' | 'services'>;

/** Done by the orchestrator itself. */
const isBuiltIn = ({ server }: ServicePlan): boolean => server === 'random' || server === 'average';

/** Its model is copied beside it. */
const isStored = ({ model, server }: ServicePlan): boolean => model !== undefined && server !== undefined;

/** Containers beside those that are called as the services are. */
export const ownContainers = (plan: OnlinePlan, { services }: Instance): string[] => [
  ...(isAlone(plan) ? [] : [ORCHESTRATOR]),
  ...services.filter((service) => !isBuiltIn(service) && isStored(service)).map(({ name }) => copierName(name)),
];

/** Without a graph and without copies of requests, nothing needs to stand before the one service. */
export const isAlone = (plan: OnlinePlan): boolean => plan.services.length === 1 && !plan.detector;

/** All services of the graph in one pod, and before them the orchestrator, which hands requests through it. */
export function podSpec(team: TeamPlan, plan: OnlinePlan, instance: Instance): Draft<IPodSpec> {
  const { ports } = instance.names;
  const programs = instance.services.filter((service) => !isBuiltIn(service));
  const places = new Map(
    programs.map((service, index): [string, Place] => [
      service.name,
      {
        name: service.name,
        folder: `${FOLDER}/${service.name}`,
        rest: isAlone(plan) ? ports.rest : 9000 + index,
        grpc: isAlone(plan) ? ports.grpc : 9500 + index,
      },
    ]),
  );
  const volumes = programs.flatMap((service) => service.volumes);
  const stored = programs.filter(isStored);
  const { affinity, nodeSelector, priorityClassName, tolerations } = placementOf(plan.placement, team.namespace);
  return {
    affinity,
    nodeSelector,
    priorityClassName,
    tolerations,
    automountServiceAccountToken: false,
    containers: [
      ...(isAlone(plan) ? [] : [orchestrator(team, plan, instance, places)]),
      ...programs.map((service) => container(plan, service, places.get(service.name), volumes)),
    ],
    initContainers: unlessEmpty(stored.flatMap((service) => (service.model ? [copierOf(service, service.model)] : []))),
    securityContext: podSecurity,
    volumes: unlessEmpty([...modelVolumes(stored), ...volumesOf(volumes)]),
  };
}

function container(
  plan: OnlinePlan,
  service: ServicePlan,
  place: Place | undefined,
  volumes: ServicePlan['volumes'],
): Draft<IContainer> {
  const server = service.server === undefined ? undefined : servers[service.server];
  const given = place && server ? server.env(place) : { PORT: String(portOf(plan, place)) };
  const args = [...(place && server ? server.args(place) : []), ...service.args.map(text)];
  const mounts: readonly Draft<IVolumeMount>[] = [
    ...(server ? [{ name: MODELS, mountPath: FOLDER, readOnly: true }] : []),
    ...mountsOf(volumes).filter((_, index) => service.volumes.some((own) => own === volumes[index])),
  ];
  return {
    name: service.name,
    image: service.image ?? server?.image,
    command: server?.command,
    args: unlessEmpty(args),
    env: variablesOf(given, service.environment, text),
    ports: isAlone(plan) ? [{ name: 'http', containerPort: portOf(plan, place), protocol: 'TCP' }] : undefined,
    readinessProbe: { tcpSocket: { port: portOf(plan, place) } },
    resources: resourcesOf(service.resources),
    securityContext: securityOf(service.security),
    volumeMounts: unlessEmpty(mounts),
  };
}

const portOf = ({ transport }: OnlinePlan, place: Place | undefined): number => place?.[transport] ?? 8080;

function orchestrator(
  team: TeamPlan,
  plan: OnlinePlan,
  instance: Instance,
  places: ReadonlyMap<string, Place>,
): Draft<IContainer> {
  const nodeOf = ({ service: name, children }: ServiceNode): Draft<OrchestratorNode> => {
    const service = instance.services.find((one) => one.name === name);
    return {
      name,
      role: service?.role ?? 'model',
      port: places.get(name)?.[plan.transport],
      ratio: service?.ratio,
      children: unlessEmpty(children.map(nodeOf)),
    };
  };
  const { detector } = plan;
  const copyTo = detector && `http://${detector.objectName}.${team.namespace}:${String(detector.port)}/`;
  const graph: Draft<OrchestratorGraph> = { graph: nodeOf(plan.graph), transport: plan.transport, copyTo };
  const port = instance.names.ports[plan.transport];
  return {
    name: ORCHESTRATOR,
    image: team.platform.runtimeImage,
    ...commandOf('orchestrate', { port: String(port) }),
    env: [{ name: variables.orchestrate.graph, value: kubeletText(JSON.stringify(graph)) }],
    ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
    readinessProbe: { tcpSocket: { port: 'http' } },
    resources: resourcesOf(ORCHESTRATOR_RESOURCES),
    securityContext: readOnlySecurity,
  };
}
