import type { OnlinePlan, ServicePlan, TeamPlan, Text, VariantPlan } from '../../plan/deployment-plan.ts';
import { kubeletText, mountsOf, podSecurity, resourcesOf, securityOf, variableOf, volumesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { placementOf } from '../placement.ts';
import { graphNodes } from './inference-graph.ts';
import { accountName, serviceName } from './names.ts';

/** The container that KServe takes for the server of a predictor. */
const CONTAINER = 'kserve-container';
/** Requests and metrics of KServe's own servers, and requests of programs. */
export const PORT = 8080;

const text = (parts: Text): string => kubeletText(parts.filter((part) => typeof part === 'string').join(''));

type Instance = Pick<OnlinePlan | VariantPlan, 'names' | 'services'>;

/** The services of a workflow, a graph over them where there are several, and the same for each variant. */
export function emitInferenceServices(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  const secret = plan.services.find(({ modelSecret }) => modelSecret !== undefined)?.modelSecret;
  const account =
    secret === undefined
      ? []
      : [
          {
            apiVersion: 'v1',
            kind: 'ServiceAccount',
            metadata: metadataOf(team, part, accountName(plan.names.instance), plan.origin),
            secrets: [{ name: secret }],
          } as KubernetesObject,
        ];
  return [...account, ...[plan, ...plan.variants].flatMap((instance) => emitInstance(team, plan, instance, part))];
}

function emitInstance(team: TeamPlan, plan: OnlinePlan, instance: Instance, part: Part): KubernetesObject[] {
  const isGraph = plan.services.length > 1;
  const isStable = instance === plan;
  const scaled = isStable && (plan.scaling !== undefined || plan.utilization !== undefined);
  const services = instance.services.filter(({ server }) => server !== 'random');
  return [
    ...services.map((service) => {
      const name = serviceName(instance.names.instance, service.name, isGraph);
      const metadata = metadataOf(team, part, name, service.origin);
      return {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: {
          ...metadata,
          annotations: {
            ...metadata.annotations,
            // An autoscaler of our own, or none: KServe makes one otherwise.
            'serving.kserve.io/autoscalerClass': scaled ? 'external' : 'none',
            'serving.kserve.io/deploymentMode': 'Standard',
          },
        },
        spec: {
          predictor: {
            ...predictorOf(team, plan, service),
            ...(scaled ? {} : { minReplicas: isStable ? plan.replicas.minimum : 1 }),
          },
        },
      } as KubernetesObject;
    }),
    ...(isGraph
      ? [
          {
            apiVersion: 'serving.kserve.io/v1alpha1',
            kind: 'InferenceGraph',
            metadata: metadataOf(team, part, instance.names.instance, plan.origin),
            spec: { nodes: graphNodes(plan.graph, instance.services, instance.names.instance) },
          } as KubernetesObject,
        ]
      : []),
  ];
}

function predictorOf(team: TeamPlan, plan: OnlinePlan, service: ServicePlan): object {
  const { detector } = plan;
  const resources = resourcesOf(service.resources);
  const mounts = mountsOf(service.volumes);
  const env = service.environment.map((variable) => variableOf(variable, text));
  const common = {
    ...(service.args.length > 0 ? { args: service.args.map(text) } : {}),
    ...(env.length > 0 ? { env } : {}),
    ...(resources ? { resources } : {}),
    securityContext: securityOf(service.security),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
  };
  const isFirst = plan.graph.service === service.name;
  return {
    ...placementOf(plan.placement, team.namespace),
    ...(service.modelSecret === undefined ? {} : { serviceAccountName: accountName(plan.names.instance) }),
    ...(detector && isFirst
      ? {
          logger: { mode: 'request', url: `http://${detector.objectName}.${team.namespace}:${String(detector.port)}/` },
        }
      : {}),
    securityContext: podSecurity,
    ...(service.volumes.length > 0 ? { volumes: volumesOf(service.volumes) } : {}),
    ...(service.server === undefined
      ? {
          containers: [{ name: CONTAINER, image: service.image, ports, ...common }],
        }
      : {
          model: {
            modelFormat: { name: service.server },
            protocolVersion: protocolVersion(plan.protocol, service.server),
            storageUri: service.modelUrl,
            // Their runtimes name no port, and Prometheus finds those alone that are named.
            ...(measured.has(service.server) ? { ports } : {}),
            ...common,
          },
        }),
  };
}

const ports = [{ containerPort: PORT, protocol: 'TCP' }];

/** KServe's own servers, which all have the same metrics. */
const measured = new Set(['sklearn', 'xgboost', 'huggingface']);

/** Servers that speak the second version of the open inference protocol alone. */
const second = new Set(['triton', 'mlflow', 'huggingface']);

const protocolVersion = (protocol: OnlinePlan['protocol'], server: string): string =>
  protocol === 'v2' || (protocol === undefined && second.has(server)) ? 'v2' : 'v1';
