import type { OnlinePlan, ServiceNode, ServicePlan, TeamPlan } from '../../graph/plan.ts';
import { containerSecurity, kubeletText, podSecurity, resourcesOf, variableOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { commonProtocol, servers } from './servers.ts';

const types = {
  model: 'MODEL',
  transformer: 'TRANSFORMER',
  output: 'OUTPUT_TRANSFORMER',
  router: 'ROUTER',
  combiner: 'COMBINER',
} as const;

/** The container that Seldon runs TensorFlow Serving in; the unit's own container is only a proxy in front of it. */
const TENSORFLOW_SERVING = 'tfserving';

const securityContext = { ...containerSecurity, seccompProfile: podSecurity.seccompProfile };

export function emitSeldonDeployment(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  const { names } = plan;
  const predictor = {
    name: names.predictor,
    // Without it the Service would be renamed with the graph (seldondeployment_types.go).
    annotations: { 'seldon.io/svc-name': names.service },
    labels: labelsOf(team, part),
    traffic: 100,
    // Security is said for each container: the operator replaces what is said for the pod (createDeploymentWithoutEngine).
    componentSpecs: [
      { metadata: { name: names.component }, spec: { containers: plan.services.flatMap(containersOf) } },
    ],
    graph: unit(plan.graph, plan.services),
  };
  const spec = {
    protocol: commonProtocol(plan.services.map(({ server }) => server)),
    transport: plan.transport,
    // With an autoscaler nobody else may write the number: the operator would put it back at each reconcile. Without one
    // it stands here and not in the predictor, where it would win over the scale subresource, by which agents change it.
    ...(plan.scaling ? {} : { replicas: plan.replicas.minimum }),
    predictors: [predictor],
  };
  return [
    {
      apiVersion: 'machinelearning.seldon.io/v1',
      kind: 'SeldonDeployment',
      metadata: metadataOf(team, part, names.seldonDeployment, plan.origin),
      spec,
    } as KubernetesObject,
  ];
}

function containersOf(service: ServicePlan): object[] {
  const resources = resourcesOf(service.resources);
  const isTensorflow = service.server === 'tensorflow';
  const own = {
    name: service.name,
    // The image of a prepackaged server is the operator's to fill in.
    ...(service.image === undefined ? {} : { image: service.image }),
    ...(service.environment.length > 0
      ? {
          env: service.environment.map((variable) =>
            variableOf(variable, (text) => kubeletText(text.filter((item) => typeof item === 'string').join(''))),
          ),
        }
      : {}),
    ...(resources && !isTensorflow ? { resources } : {}),
    securityContext,
  };
  return isTensorflow && resources ? [own, { name: TENSORFLOW_SERVING, resources, securityContext }] : [own];
}

function unit(node: ServiceNode, services: readonly ServicePlan[]): object {
  const service = services.find(({ name }) => name === node.service);
  if (!service) return { name: node.service };
  const implementation = service.server === undefined ? undefined : servers[service.server]?.implementation;
  return {
    name: service.name,
    ...(implementation === undefined ? { type: types[service.role] } : { implementation }),
    ...(service.modelUrl === undefined ? {} : { modelUri: service.modelUrl }),
    ...(service.modelSecret === undefined ? {} : { envSecretRefName: service.modelSecret }),
    ...(service.parameters.length > 0
      ? { parameters: service.parameters.map(({ name, value }) => ({ name, value, type: 'STRING' })) }
      : {}),
    ...(node.children.length > 0 ? { children: node.children.map((child) => unit(child, services)) } : {}),
  };
}
