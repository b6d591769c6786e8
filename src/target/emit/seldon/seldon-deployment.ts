import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import type { OnlinePlan, ServiceNode, ServicePlan, TeamPlan, VariantPlan } from '../../plan/deployment-plan.ts';
import { kubeletText, mountsOf, podSecurity, resourcesOf, securityOf, variableOf, volumesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { object, unlessEmpty, type Draft } from '../object.ts';
import { placementOf } from '../placement.ts';
import { isProxied, protocolOf } from './check-graphs.ts';
import { explainers, servers, TENSORFLOW_SERVING } from './servers.ts';
import type { AlibiExplainer, Parameter, PredictiveUnit, Predictor, SeldonDeployment } from './types.ts';

/** `metadata.name` of the component spec: without it the Deployment would be renamed with the graph. */
export const COMPONENT = 'graph';

const types: Readonly<Record<ServicePlan['role'], PredictiveUnit['type']>> = {
  model: 'MODEL',
  transformer: 'TRANSFORMER',
  output: 'OUTPUT_TRANSFORMER',
  router: 'ROUTER',
  combiner: 'COMBINER',
};

type Instance = Pick<OnlinePlan | VariantPlan, 'names' | 'services'>;

export function emitSeldonDeployment(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  const { variants } = plan;
  const shared = variants.reduce((sum, { role, percent }) => sum + (role === 'canary' ? percent : 0), 0);
  return [
    object<SeldonDeployment>({
      apiVersion: 'machinelearning.seldon.io/v1',
      kind: 'SeldonDeployment',
      metadata: metadataOf(team, part, plan.names.instance, plan.origin),
      spec: {
        protocol: protocolOf(plan),
        transport: plan.transport,
        // With an autoscaler nobody else may write the number: the operator would put it back at each reconcile. Without one
        // it stands here and not in the predictor, where it would win over the scale subresource, by which agents change it.
        replicas: plan.scaling || plan.utilization ? undefined : plan.replicas.minimum,
        predictors: [
          predictorOf(team, plan, plan, part, {
            explainer: plan.explainer && explainerOf(plan.explainer),
            traffic: 100 - shared,
          }),
          ...variants.map((variant) =>
            predictorOf(team, plan, variant, part, {
              shadow: variant.role === 'shadow' ? true : undefined,
              replicas: 1,
              traffic: variant.percent,
            }),
          ),
        ],
      },
    }),
  ];
}

function predictorOf(
  team: TeamPlan,
  plan: OnlinePlan,
  { names, services }: Instance,
  part: Part,
  own: Pick<Draft<Predictor>, 'explainer' | 'replicas' | 'shadow' | 'traffic'>,
): Draft<Predictor> {
  const volumes = services.flatMap((service) => service.volumes);
  const { detector } = plan;
  // The executor sends what comes in to that address as well, without waiting for an answer.
  const logger: PredictiveUnit['logger'] = detector && {
    mode: 'request',
    url: `http://${detector.objectName}.${team.namespace}:${String(detector.port)}/`,
  };
  const { affinity, nodeSelector, priorityClassName, tolerations } = placementOf(plan.placement, team.namespace);
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
          affinity,
          nodeSelector,
          priorityClassName,
          tolerations,
          containers: services.flatMap((service) => containersOf(plan, service, volumes)),
          volumes: unlessEmpty(volumesOf(volumes)),
        },
      },
    ],
    graph: unitOf(plan.graph, services, logger),
    explainer: own.explainer,
    replicas: own.replicas,
    shadow: own.shadow,
    traffic: own.traffic,
  };
}

/** What is said for the pod elsewhere, said for the container. */
function ofPod(security: ServicePlan['security']): Draft<ISecurityContext> {
  const pod: Draft<ISecurityContext> = { runAsNonRoot: true, seccompProfile: podSecurity.seccompProfile };
  return { ...pod, ...securityOf(security) };
}

/** `volumes` are those of all containers of the pod, by which theirs are named. */
function containersOf(
  plan: OnlinePlan,
  service: ServicePlan,
  volumes: ServicePlan['volumes'],
): readonly Draft<IContainer>[] {
  const serving = service.server === undefined ? undefined : servers[service.server];
  // What the executor does by itself has no container.
  if (serving?.isBuiltIn) return [];
  const securityContext = ofPod(service.security);
  const text = (parts: readonly unknown[]): string =>
    kubeletText(parts.filter((part) => typeof part === 'string').join(''));
  const mounts = mountsOf(volumes).filter((_, index) => service.volumes.some((own) => own === volumes[index]));
  const program: Draft<IContainer> = {
    name: service.name,
    // The image of a prepackaged server is the operator's to fill in.
    image: service.image,
    args: unlessEmpty(service.args.map(text)),
    env: unlessEmpty(service.environment.map((variable) => variableOf(variable, text))),
    resources: resourcesOf(service.resources),
    volumeMounts: unlessEmpty(mounts),
    securityContext,
  };
  if (!isProxied(plan, service)) return [program];
  // What is said of the server is said of the container that it runs in.
  const proxy: Draft<IContainer> = { name: service.name, resources: proxyResources(plan), securityContext };
  return [proxy, { ...program, name: TENSORFLOW_SERVING }];
}

/** What the proxy before TensorFlow Serving asks for: where one container asks for nothing, its pod's use has no share. */
const proxyResources = ({ utilization, resources }: OnlinePlan): Draft<IResourceRequirements> | undefined =>
  utilization && 'percent' in utilization.target
    ? resourcesOf({ cpu: { asked: 0.1 }, memory: { asked: 128 * 2 ** 20 }, ...resources })
    : resourcesOf(resources);

function unitOf(
  node: ServiceNode,
  services: readonly ServicePlan[],
  logger?: PredictiveUnit['logger'],
): Draft<PredictiveUnit> {
  const service = services.find(({ name }) => name === node.service);
  if (!service) return { name: node.service, logger };
  const implementation = service.server === undefined ? undefined : servers[service.server]?.implementation;
  return {
    name: service.name,
    type: implementation === undefined ? types[service.role] : undefined,
    implementation,
    modelUri: service.model?.url,
    envSecretRefName: service.model?.secret,
    logger,
    parameters: unlessEmpty([
      ...service.parameters.map(({ name, value }): Parameter => ({ name, value, type: 'STRING' })),
      ...(service.ratio === undefined ? [] : [ratioOf(service.ratio)]),
    ]),
    children: unlessEmpty(node.children.map((child) => unitOf(child, services))),
  };
}

const ratioOf = (ratio: number): Parameter => ({ name: 'ratioA', value: String(ratio), type: 'FLOAT' });

/** A program that says why a prediction came out as it did; the operator gives it a Deployment of its own. */
const explainerOf = (explainer: ServicePlan): Draft<AlibiExplainer> => ({
  containerSpec: {
    name: 'explainer',
    image: explainer.image,
    resources: resourcesOf(explainer.resources),
    securityContext: ofPod(explainer.security),
  },
  envSecretRefName: explainer.model?.secret,
  modelUri: explainer.model?.url,
  type: explainer.server === undefined ? undefined : explainers[explainer.server],
});
