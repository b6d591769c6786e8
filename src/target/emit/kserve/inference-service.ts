import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IContainerPort } from 'kubernetes-models/v1/ContainerPort';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { OnlinePlan, ServicePlan, TeamPlan, Text, VariantPlan } from '../../plan/deployment-plan.ts';
import { kubeletText, mountsOf, podSecurity, resourcesOf, securityOf, variableOf, volumesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, withAnnotations, type Part } from '../metadata.ts';
import { object, unlessEmpty, type Draft } from '../object.ts';
import { placementOf } from '../placement.ts';
import { graphNodes } from './inference-graph.ts';
import { accountName, serviceName } from './names.ts';
import type { InferenceGraph, InferenceService, Model, Predictor } from './types.ts';

/** The container that KServe takes for the server of a predictor. */
const CONTAINER = 'kserve-container';
/** Requests and metrics of KServe's own servers, and requests of programs. */
export const PORT = 8080;

const text = (parts: Text): string => kubeletText(parts.filter((part) => typeof part === 'string').join(''));

type Instance = Pick<OnlinePlan | VariantPlan, 'names' | 'services'>;

/** The services of a workflow, a graph over them where there are several, and the same for each variant. */
export function emitInferenceServices(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  return [
    ...secretsOf(plan).map((secret) =>
      object<IServiceAccount>({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: metadataOf(team, part, accountOf(plan, secret), plan.origin),
        secrets: [{ name: secret }],
      }),
    ),
    ...[plan, ...plan.variants].flatMap((instance) => emitInstance(team, plan, instance, part)),
  ];
}

/** The Secrets of the models of a workflow and of its variants. */
const secretsOf = (plan: OnlinePlan): readonly string[] => [
  ...new Set([plan, ...plan.variants].flatMap(({ services }) => services).flatMap(({ model }) => model?.secret ?? [])),
];

/** A pod gets all that its account's Secrets say of stores, so there is one for each: the first has the plain name. */
const accountOf = (plan: OnlinePlan, secret: string): string =>
  accountName(plan.names.instance, secretsOf(plan)[0] === secret ? undefined : secret);

function emitInstance(team: TeamPlan, plan: OnlinePlan, instance: Instance, part: Part): KubernetesObject[] {
  const isGraph = plan.services.length > 1;
  const isStable = instance === plan;
  const scaled = isStable && (plan.scaling !== undefined || plan.utilization !== undefined);
  const minReplicas = scaled ? undefined : isStable ? plan.replicas.minimum : 1;
  const services = instance.services.filter(({ server }) => server !== 'random');
  return [
    ...services.map((service) => {
      const name = serviceName(instance.names.instance, service.name, isGraph);
      return object<InferenceService>({
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: withAnnotations(metadataOf(team, part, name, service.origin), {
          // An autoscaler of our own, or none: KServe makes one otherwise.
          'serving.kserve.io/autoscalerClass': scaled ? 'external' : 'none',
          'serving.kserve.io/deploymentMode': 'Standard',
        }),
        spec: { predictor: predictorOf(team, plan, service, minReplicas) },
      });
    }),
    ...(isGraph
      ? [
          object<InferenceGraph>({
            apiVersion: 'serving.kserve.io/v1alpha1',
            kind: 'InferenceGraph',
            metadata: metadataOf(team, part, instance.names.instance, plan.origin),
            spec: { nodes: graphNodes(plan.graph, instance.services, instance.names.instance) },
          }),
        ]
      : []),
  ];
}

function predictorOf(
  team: TeamPlan,
  plan: OnlinePlan,
  service: ServicePlan,
  minReplicas: number | undefined,
): Draft<Predictor> {
  const { detector } = plan;
  const isFirst = plan.graph.service === service.name;
  const { affinity, nodeSelector, priorityClassName, tolerations } = placementOf(plan.placement, team.namespace);
  return {
    affinity,
    nodeSelector,
    priorityClassName,
    tolerations,
    minReplicas,
    serviceAccountName: service.model?.secret === undefined ? undefined : accountOf(plan, service.model.secret),
    logger:
      detector && isFirst
        ? { mode: 'request', url: `http://${detector.objectName}.${team.namespace}:${String(detector.port)}/` }
        : undefined,
    securityContext: podSecurity,
    volumes: unlessEmpty(volumesOf(service.volumes)),
    containers: service.server === undefined ? [programOf(service)] : undefined,
    model: service.server === undefined ? undefined : modelOf(plan, service, service.server),
  };
}

const programOf = (service: ServicePlan): Draft<IContainer> => ({
  name: CONTAINER,
  image: service.image,
  ports,
  args: argsOf(service),
  env: envOf(service),
  resources: resourcesOf(service.resources),
  securityContext: securityOf(service.security),
  volumeMounts: unlessEmpty(mountsOf(service.volumes)),
});

const modelOf = (plan: OnlinePlan, service: ServicePlan, server: string): Draft<Model> => ({
  modelFormat: { name: server },
  protocolVersion: protocolVersion(plan.protocol, server),
  storageUri: service.model?.url,
  // Their runtimes name no port, and Prometheus finds those alone that are named.
  ports: measured.has(server) ? ports : undefined,
  args: argsOf(service),
  env: envOf(service),
  resources: resourcesOf(service.resources),
  securityContext: securityOf(service.security),
  volumeMounts: unlessEmpty(mountsOf(service.volumes)),
});

const argsOf = ({ args }: ServicePlan): readonly string[] | undefined => unlessEmpty(args.map(text));
const envOf = ({ environment }: ServicePlan): readonly Draft<IEnvVar>[] | undefined =>
  unlessEmpty(environment.map((variable) => variableOf(variable, text)));

const ports: readonly Draft<IContainerPort>[] = [{ containerPort: PORT, protocol: 'TCP' }];

/** KServe's own servers, which all have the same metrics. */
const measured = new Set(['sklearn', 'xgboost', 'huggingface']);

/** Servers that speak the second version of the open inference protocol alone. */
const second = new Set(['triton', 'mlflow', 'huggingface']);

const protocolVersion = (protocol: OnlinePlan['protocol'], server: string): Model['protocolVersion'] =>
  protocol === 'v2' || (protocol === undefined && second.has(server)) ? 'v2' : 'v1';
