import type { OnlinePlan, ServiceNode, ServicePlan, TeamPlan, Text, VariantPlan } from '../../plan/deployment-plan.ts';
import { kubeletText, mountsOf, podSecurity, resourcesOf, securityOf, variableOf, volumesOf } from '../containers.ts';
import { placementOf } from '../placement.ts';
import { servers, type Place } from './servers.ts';

/** What copies models from the store; the Secret's keys `RCLONE_CONFIG_S3_…` say how it is reached. */
const COPIER = 'docker.io/rclone/rclone:1.71.0';
const MODELS = 'models';
const FOLDER = '/models';

const ORCHESTRATOR = 'orchestrator';
const ORCHESTRATOR_RESOURCES = { cpu: 0.1, memory: 128 * 2 ** 20 };
const COPIER_RESOURCES = { cpu: 0.1, memory: 256 * 2 ** 20 };

const text = (parts: Text): string => kubeletText(parts.filter((part) => typeof part === 'string').join(''));

type Instance = Pick<OnlinePlan | VariantPlan, 'names' | 'services'>;

/** Done by the orchestrator itself. */
const isBuiltIn = ({ server }: ServicePlan): boolean => server === 'random' || server === 'average';

/** Without a graph and without copies of requests, nothing needs to stand before the one service. */
const isAlone = (plan: OnlinePlan): boolean => plan.services.length === 1 && !plan.detector;

/** All services of the graph in one pod, and before them the orchestrator, which hands requests through it. */
export function podSpec(team: TeamPlan, plan: OnlinePlan, instance: Instance): object {
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
  const stored = programs.filter(({ modelUrl, server }) => modelUrl !== undefined && server !== undefined);
  return {
    ...placementOf(plan.placement, team.namespace),
    automountServiceAccountToken: false,
    containers: [
      ...(isAlone(plan) ? [] : [orchestrator(team, plan, instance, places)]),
      ...programs.map((service) => container(plan, service, places.get(service.name), volumes)),
    ],
    ...(stored.length > 0 ? { initContainers: stored.map(copier) } : {}),
    securityContext: podSecurity,
    ...(volumes.length + stored.length > 0
      ? { volumes: [...(stored.length > 0 ? [{ name: MODELS, emptyDir: {} }] : []), ...volumesOf(volumes)] }
      : {}),
  };
}

function container(
  plan: OnlinePlan,
  service: ServicePlan,
  place: Place | undefined,
  volumes: ServicePlan['volumes'],
): object {
  const server = service.server === undefined ? undefined : servers[service.server];
  const resources = resourcesOf(service.resources);
  const given = place && server ? Object.entries(server.env(place)) : [['PORT', String(portOf(plan, place))]];
  const args = [...(place && server ? server.args(place) : []), ...service.args.map(text)];
  const mounts = [
    ...(server ? [{ name: MODELS, mountPath: FOLDER, readOnly: true }] : []),
    ...mountsOf(volumes).filter((_, index) => service.volumes.some((own) => own === volumes[index])),
  ];
  return {
    name: service.name,
    image: service.image ?? server?.image,
    ...(server?.command ? { command: server.command } : {}),
    ...(args.length > 0 ? { args } : {}),
    env: [
      ...given.map(([name = '', value = '']) => ({ name, value })),
      ...service.environment.map((variable) => variableOf(variable, text)),
    ],
    ...(isAlone(plan) ? { ports: [{ name: 'http', containerPort: portOf(plan, place), protocol: 'TCP' }] } : {}),
    readinessProbe: { tcpSocket: { port: portOf(plan, place) } },
    ...(resources ? { resources } : {}),
    securityContext: securityOf(service.security),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
  };
}

const portOf = ({ transport }: OnlinePlan, place: Place | undefined): number => place?.[transport] ?? 8080;

function copier({ name, modelUrl = '', modelSecret, server = '' }: ServicePlan): object {
  return {
    name: `${name}-model`,
    image: COPIER,
    args: ['copy', modelUrl.replace('s3://', 's3:'), `${FOLDER}/${name}${servers[server]?.folder ?? ''}`],
    env: [{ name: 'RCLONE_CONFIG', value: '/tmp/rclone.conf' }],
    ...(modelSecret === undefined ? {} : { envFrom: [{ secretRef: { name: modelSecret } }] }),
    resources: resourcesOf(COPIER_RESOURCES),
    securityContext: securityOf(undefined),
    volumeMounts: [{ name: MODELS, mountPath: FOLDER }],
  };
}

interface Node {
  readonly name: string;
  readonly role: string;
  readonly port?: number;
  readonly ratio?: number;
  readonly children?: readonly Node[];
}

function orchestrator(
  team: TeamPlan,
  plan: OnlinePlan,
  instance: Instance,
  places: ReadonlyMap<string, Place>,
): object {
  const nodeOf = ({ service: name, children }: ServiceNode): Node => {
    const service = instance.services.find((one) => one.name === name);
    const place = places.get(name);
    return {
      name,
      role: service?.role ?? 'model',
      ...(place ? { port: place[plan.transport] } : {}),
      ...(service?.ratio === undefined ? {} : { ratio: service.ratio }),
      ...(children.length > 0 ? { children: children.map(nodeOf) } : {}),
    };
  };
  const { detector } = plan;
  const copyTo = detector && `http://${detector.objectName}.${team.namespace}:${String(detector.port)}/`;
  const graph = { graph: nodeOf(plan.graph), transport: plan.transport, ...(copyTo === undefined ? {} : { copyTo }) };
  const port = instance.names.ports[plan.transport];
  return {
    name: ORCHESTRATOR,
    image: team.platform.runtimeImage,
    command: ['sflow-runtime', 'orchestrate'],
    args: [`--port=${String(port)}`],
    env: [{ name: 'SFLOW_GRAPH', value: kubeletText(JSON.stringify(graph)) }],
    ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
    readinessProbe: { tcpSocket: { port: 'http' } },
    resources: resourcesOf(ORCHESTRATOR_RESOURCES),
    securityContext: { ...securityOf(undefined), readOnlyRootFilesystem: true },
  };
}
