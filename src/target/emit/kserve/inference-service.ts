import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IContainerPort } from 'kubernetes-models/v1/ContainerPort';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { OnlinePlan, ServicePlan, TeamPlan, Text, VariantPlan } from '../../plan/deployment-plan.ts';
import { kubeletText, mountsOf, podSecurity, resourcesOf, securityOf, variablesOf, volumesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, withAnnotations, type Part } from '../metadata.ts';
import { object, unlessEmpty, type Draft } from '../object.ts';
import { placementOf } from '../placement.ts';
import { graphNodes } from './inference-graph.ts';
import { accountName, serviceName } from './names.ts';
import type { Component, InferenceGraph, InferenceService, Model, Predictor } from './types.ts';

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
  const { instance: name, parts, within } = instance.names;
  const isGraph = parts !== undefined;
  const isStable = instance === plan;
  const scaled = isStable && (plan.scaling !== undefined || plan.utilization !== undefined);
  const minReplicas = scaled ? undefined : isStable ? plan.replicas.minimum : 1;
  const services = instance.services.filter((service) => service.server !== 'random' && !within?.has(service.name));
  return [
    ...services.map((service) => {
      const transformer = instance.services.find((other) => within?.get(other.name) === service.name);
      return object<InferenceService>({
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: withAnnotations(metadataOf(team, part, serviceName(name, service.name, isGraph), service.origin), {
          // An autoscaler of our own, or none: KServe makes one otherwise.
          'serving.kserve.io/autoscalerClass': scaled ? 'external' : 'none',
          'serving.kserve.io/deploymentMode': 'Standard',
        }),
        spec: {
          predictor: predictorOf(team, plan, service, minReplicas),
          transformer: transformer && {
            ...componentOf(team, plan, transformer, minReplicas),
            containers: [transformerOf(plan, transformer, service)],
          },
        },
      });
    }),
    ...(isGraph
      ? [
          object<InferenceGraph>({
            apiVersion: 'serving.kserve.io/v1alpha1',
            kind: 'InferenceGraph',
            metadata: metadataOf(team, part, name, plan.origin),
            spec: { nodes: graphNodes(plan.graph, instance) },
          }),
        ]
      : []),
  ];
}

function componentOf(
  team: TeamPlan,
  plan: OnlinePlan,
  service: ServicePlan,
  minReplicas: number | undefined,
): Draft<Component> {
  const { detector } = plan;
  const isFirst = plan.graph.service === service.name;
  const { affinity, nodeSelector, priorityClassName, tolerations } = placementOf(plan.placement, team.namespace);
  return {
    affinity,
    nodeSelector,
    priorityClassName,
    tolerations,
    minReplicas,
    logger:
      detector && isFirst
        ? { mode: 'request', url: `http://${detector.objectName}.${team.namespace}:${String(detector.port)}/` }
        : undefined,
    securityContext: podSecurity,
    volumes: unlessEmpty(volumesOf(service.volumes)),
  };
}

const predictorOf = (
  team: TeamPlan,
  plan: OnlinePlan,
  service: ServicePlan,
  minReplicas: number | undefined,
): Draft<Predictor> => ({
  ...componentOf(team, plan, service, minReplicas),
  serviceAccountName: service.model?.secret === undefined ? undefined : accountOf(plan, service.model.secret),
  containers: service.server === undefined ? [programOf(plan, service)] : undefined,
  model: service.server === undefined ? undefined : modelOf(plan, service, service.server),
});

const programOf = (plan: OnlinePlan, service: ServicePlan, args: readonly string[] = []): Draft<IContainer> => ({
  ...containerOf(service, args, protocolOfProgram(plan)),
  name: CONTAINER,
  image: service.image,
  ports,
});

/** It calls the model by the name that it has itself; where the model is KServe says (transformer_custom.go). */
const transformerOf = (plan: OnlinePlan, service: ServicePlan, model: ServicePlan): Draft<IContainer> =>
  programOf(plan, service, [modelName(model), ...(speaksV2(plan, model) ? ['--predictor_protocol=v2'] : [])]);

function modelOf(plan: OnlinePlan, service: ServicePlan, server: string): Draft<Model> {
  const isV2 = speaksV2(plan, service);
  const isMLServer = isV2 && mlservers.has(server);
  return {
    ...containerOf(
      service,
      isMLServer || server === 'triton' ? [] : [modelName(service)],
      isMLServer ? { MLSERVER_MODEL_NAME: service.name } : {},
    ),
    modelFormat: { name: server },
    protocolVersion: isV2 ? 'v2' : 'v1',
    storageUri: service.model?.url,
    // Their runtimes name no port, and Prometheus finds those alone that are named.
    ports: measured.has(server) ? ports : undefined,
  };
}

/** What the source says of a container, behind what it is given. */
const containerOf = (
  service: ServicePlan,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Pick<Draft<IContainer>, 'args' | 'env' | 'resources' | 'securityContext' | 'volumeMounts'> => ({
  args: unlessEmpty([...args, ...service.args.map(text)]),
  env: unlessEmpty(variablesOf(environment, service.environment, text)),
  resources: resourcesOf(service.resources),
  securityContext: securityOf(service.security),
  volumeMounts: unlessEmpty(mountsOf(service.volumes)),
});

/**
 * Callers name the model in the path. Runtimes give it the name of the InferenceService, by which a variant or a backup would not
 * know what the route sends to it; of two arguments the last counts. Triton has the names of the folders in its repository.
 */
const modelName = ({ name }: ServicePlan): string => `--model_name=${name}`;

const ports: readonly Draft<IContainerPort>[] = [{ containerPort: PORT, protocol: 'TCP' }];

/** KServe's own servers, which all have the same metrics. */
const measured = new Set(['sklearn', 'xgboost', 'huggingface']);

/** Served by MLServer where they speak the second version of the open inference protocol (config/runtimes). */
const mlservers = new Set(['sklearn', 'xgboost', 'mlflow']);

/** Servers that speak the second version of the open inference protocol alone. */
const second = new Set(['triton', 'mlflow', 'huggingface']);

export const speaksV2 = ({ protocol }: OnlinePlan, { server = '' }: ServicePlan): boolean =>
  protocol === 'v2' || (protocol === undefined && second.has(server));

/** By which a graph knows the path of a program (`CustomSpecProtocolEnvVarKey`). */
const protocolOfProgram = (plan: OnlinePlan): Readonly<Record<string, string>> =>
  plan.protocol === 'v2' ? { PROTOCOL: 'v2' } : {};
