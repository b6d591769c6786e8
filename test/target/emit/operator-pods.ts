import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { list, look, record, text } from './look.ts';

/** A Deployment with the pod that an operator makes of what it is given. */
export interface OperatorPod {
  readonly deployment: string;
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers: readonly Container[];
    readonly volumes: readonly unknown[];
  };
}
type Container = Readonly<Record<string, unknown>>;

/**
 * The pods of Seldon Core 1.17, with what its webhook and its controller add (`DefaultSeldonDeployment`, `createComponents`,
 * `createStandaloneModelServers`, `createEngineContainer`, `InjectModelInitializer`): the containers of units that have none,
 * their images where there is one for the protocol, TensorFlow's server, the executor with its requests, and for each model a
 * container that fetches it.
 */
export const seldonPods = (object: KubernetesObject): OperatorPod[] =>
  list(object, 'spec.predictors').map((predictor) => {
    const protocol = look(object, 'spec.protocol') === undefined ? 'seldon' : text(object, 'spec.protocol');
    const [component] = list(predictor, 'componentSpecs');
    const containers = list(component, 'spec.containers').map((container) => ({ ...record(container) }));
    const initContainers: Container[] = [];
    const named = (name: string): Record<string, unknown> => {
      const found = containers.find((container) => container['name'] === name) ?? { name };
      if (!containers.includes(found)) containers.push(found);
      return found;
    };
    for (const unit of unitsOf(look(predictor, 'graph'))) {
      const server = look(unit, 'implementation') as string | undefined;
      if (server === undefined || BUILT_IN.includes(server)) continue;
      const own = named(text(unit, 'name'));
      if (PROTOCOLS[server]?.includes(protocol)) own['image'] ??= `prepackaged/${server}`;
      const isProxied = server === 'TENSORFLOW_SERVER' && protocol !== 'tensorflow';
      const container = isProxied ? named('tfserving') : own;
      if (isProxied) container['image'] ??= 'tensorflow/serving';
      if (look(unit, 'modelUri') === undefined) continue;
      const name = `${String(container['name'])}-model-initializer`.slice(0, 63);
      // One that is there already is left alone.
      if (!initContainers.some((other) => other['name'] === name)) initContainers.push({ name, image: 'rclone' });
    }
    containers.push({ name: 'seldon-container-engine', image: 'executor', resources: EXECUTOR });
    const deployment = [text(object, 'metadata.name'), text(predictor, 'name'), '0', text(component, 'metadata.name')];
    const volumes = list(component, 'spec.volumes');
    return { deployment: deployment.join('-'), spec: { containers, initContainers, volumes } };
  });

const EXECUTOR = { requests: { cpu: '500m', memory: '512Mi' } };
const BUILT_IN = ['RANDOM_ABTEST', 'AVERAGE_COMBINER'];
/** For which the operator's chart names images. */
const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  TENSORFLOW_SERVER: ['seldon', 'tensorflow'],
  SKLEARN_SERVER: ['seldon', 'v2'],
  XGBOOST_SERVER: ['seldon', 'v2'],
  MLFLOW_SERVER: ['seldon', 'v2'],
  TRITON_SERVER: ['v2'],
  HUGGINGFACE_SERVER: ['v2'],
};

const unitsOf = (unit: unknown): unknown[] => [unit, ...list(unit, 'children').flatMap(unitsOf)];

/** What a kubelet or an autoscaler would miss in them: images, and what a use is a share of. */
export function operatorProblems(pods: readonly OperatorPod[], objects: readonly KubernetesObject[]): string[] {
  return pods.flatMap(({ deployment, spec }) => {
    const shares = objects
      .filter((object) => object.kind === 'HorizontalPodAutoscaler')
      .filter((object) => text(object, 'spec.scaleTargetRef.name') === deployment)
      .flatMap((object) => list(object, 'spec.metrics'))
      .filter((metric) => look(metric, 'resource.target.type') === 'Utilization')
      .map((metric) => text(metric, 'resource.name'));
    return spec.containers.flatMap((container) => [
      ...(container['image'] === undefined ? [`${deployment}: ${String(container['name'])} has no image`] : []),
      ...shares
        .filter((resource) => look(container, `resources.requests.${resource}`) === undefined)
        .map((resource) => `${deployment}: ${String(container['name'])} asks for no ${resource}`),
    ]);
  });
}
