import type { OnlinePlan, ServiceNode, ServicePlan, TeamPlan, VariantPlan } from '../../plan/deployment-plan.ts';
import { kubeletText, mountsOf, podSecurity, resourcesOf, securityOf, variableOf, volumesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { placementOf } from '../placement.ts';
import { protocolOf } from './check-graphs.ts';
import { explainers, servers } from './servers.ts';

/** `metadata.name` of the component spec: without it the Deployment would be renamed with the graph. */
export const COMPONENT = 'graph';

const types = {
  model: 'MODEL',
  transformer: 'TRANSFORMER',
  output: 'OUTPUT_TRANSFORMER',
  router: 'ROUTER',
  combiner: 'COMBINER',
} as const;

/** The container that Seldon runs TensorFlow Serving in; the unit's own container is only a proxy in front of it. */
const TENSORFLOW_SERVING = 'tfserving';

type Predictor = Pick<OnlinePlan | VariantPlan, 'names' | 'services'>;

export function emitSeldonDeployment(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  const { variants } = plan;
  const shared = variants.reduce((sum, { role, percent }) => sum + (role === 'canary' ? percent : 0), 0);
  const explainer = plan.explainer && explainerOf(plan.explainer);
  const spec = {
    protocol: protocolOf(plan),
    transport: plan.transport,
    // With an autoscaler nobody else may write the number: the operator would put it back at each reconcile. Without one
    // it stands here and not in the predictor, where it would win over the scale subresource, by which agents change it.
    ...(plan.scaling || plan.utilization ? {} : { replicas: plan.replicas.minimum }),
    predictors: [
      { ...predictorOf(team, plan, plan, part), ...(explainer ? { explainer } : {}), traffic: 100 - shared },
      ...variants.map((variant) => ({
        ...predictorOf(team, plan, variant, part),
        ...(variant.role === 'shadow' ? { shadow: true } : {}),
        replicas: 1,
        traffic: variant.percent,
      })),
    ],
  };
  return [
    {
      apiVersion: 'machinelearning.seldon.io/v1',
      kind: 'SeldonDeployment',
      metadata: metadataOf(team, part, plan.names.instance, plan.origin),
      spec,
    } as KubernetesObject,
  ];
}

function predictorOf(team: TeamPlan, plan: OnlinePlan, { names, services }: Predictor, part: Part): object {
  const volumes = services.flatMap((service) => service.volumes);
  const unit = unitOf(plan.graph, services);
  const { detector } = plan;
  // The executor sends what comes in to that address as well, without waiting for an answer.
  const logger = detector && {
    mode: 'request',
    url: `http://${detector.objectName}.${team.namespace}:${String(detector.port)}/`,
  };
  return {
    name: names.predictor,
    // Without it the Service would be renamed with the graph (seldondeployment_types.go).
    annotations: { 'seldon.io/svc-name': names.service },
    labels: labelsOf(team, part),
    // Security is said for each container: the operator replaces what is said for the pod (createDeploymentWithoutEngine).
    componentSpecs: [
      {
        metadata: { name: COMPONENT },
        spec: {
          ...placementOf(plan.placement, team.namespace),
          containers: services.flatMap((service) => containersOf(service, volumes)),
          ...(volumes.length > 0 ? { volumes: volumesOf(volumes) } : {}),
        },
      },
    ],
    graph: logger ? { ...unit, logger } : unit,
  };
}

/** What is said for the pod elsewhere, said for the container. */
const ofPod = (security: ServicePlan['security']): object => ({
  runAsNonRoot: true,
  seccompProfile: podSecurity.seccompProfile,
  ...securityOf(security),
});

/** `volumes` are those of all containers of the pod, by which theirs are named. */
function containersOf(service: ServicePlan, volumes: ServicePlan['volumes']): object[] {
  const serving = service.server === undefined ? undefined : servers[service.server];
  // What the executor does by itself has no container.
  if (serving?.isBuiltIn) return [];
  const resources = resourcesOf(service.resources);
  const securityContext = ofPod(service.security);
  const isTensorflow = service.server === 'tensorflow';
  const text = (parts: readonly unknown[]): string =>
    kubeletText(parts.filter((part) => typeof part === 'string').join(''));
  const mounts = mountsOf(volumes).filter((_, index) => service.volumes.includes(volumes[index] as never));
  const own = {
    name: service.name,
    // The image of a prepackaged server is the operator's to fill in.
    ...(service.image === undefined ? {} : { image: service.image }),
    ...(service.args.length > 0 ? { args: service.args.map(text) } : {}),
    ...(service.environment.length > 0
      ? { env: service.environment.map((variable) => variableOf(variable, text)) }
      : {}),
    ...(resources && !isTensorflow ? { resources } : {}),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
    securityContext,
  };
  return isTensorflow && resources ? [own, { name: TENSORFLOW_SERVING, resources, securityContext }] : [own];
}

function unitOf(node: ServiceNode, services: readonly ServicePlan[]): object {
  const service = services.find(({ name }) => name === node.service);
  if (!service) return { name: node.service };
  const implementation = service.server === undefined ? undefined : servers[service.server]?.implementation;
  const parameters = [
    ...service.parameters.map(({ name, value }) => ({ name, value, type: 'STRING' })),
    ...(service.ratio === undefined ? [] : [{ name: 'ratioA', value: String(service.ratio), type: 'FLOAT' }]),
  ];
  return {
    name: service.name,
    ...(implementation === undefined ? { type: types[service.role] } : { implementation }),
    ...(service.modelUrl === undefined ? {} : { modelUri: service.modelUrl }),
    ...(service.modelSecret === undefined ? {} : { envSecretRefName: service.modelSecret }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(node.children.length > 0 ? { children: node.children.map((child) => unitOf(child, services)) } : {}),
  };
}

/** A program that says why a prediction came out as it did; the operator gives it a Deployment of its own. */
function explainerOf(explainer: ServicePlan): object {
  const resources = resourcesOf(explainer.resources);
  const container = {
    name: 'explainer',
    ...(explainer.image === undefined ? {} : { image: explainer.image }),
    ...(resources ? { resources } : {}),
    securityContext: ofPod(explainer.security),
  };
  return {
    containerSpec: container,
    ...(explainer.modelSecret === undefined ? {} : { envSecretRefName: explainer.modelSecret }),
    ...(explainer.modelUrl === undefined ? {} : { modelUri: explainer.modelUrl }),
    ...(explainer.server === undefined ? {} : { type: explainers[explainer.server] }),
  };
}
