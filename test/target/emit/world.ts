import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { list, look, selects, text, walk } from './look.ts';

/** Ports of the executor that Seldon Core puts before a graph. */
const SELDON_PORTS = [8000, 5001];

/** Asks that something is there, named in the words of a message. */
export type Want = (there: boolean, what: string) => void;

export const podLabels = (deployment: unknown): unknown => look(deployment, 'spec.template.metadata.labels');

export const hasPort = (deployment: unknown, name: string): boolean =>
  list(deployment, 'spec.template.spec.containers').some((container) =>
    list(container, 'ports').some((port) => text(port, 'name') === name),
  );

export const unitsOf = (unit: unknown): unknown[] => [unit, ...list(unit, 'children').flatMap(unitsOf)];

/** A Deployment that Seldon Core makes (`createDeploymentName` in seldondeployment_types.go). */
interface SeldonMade {
  readonly name: string;
  readonly owner: string;
  readonly predictor: string;
  readonly service: string;
  readonly units: readonly string[];
}

interface Served {
  readonly deployment: string;
  readonly service: string;
  readonly ports: readonly number[];
}

export class World {
  readonly namespace: string;
  readonly #objects: readonly KubernetesObject[];

  constructor(objects: readonly KubernetesObject[], namespace: string) {
    this.#objects = objects;
    this.namespace = namespace;
  }

  #of(kind: string, namespace: string): KubernetesObject[] {
    return this.#objects.filter((object) => object.kind === kind && object.metadata.namespace === namespace);
  }

  find(kind: string, name: string, namespace = this.namespace): KubernetesObject | undefined {
    return this.#of(kind, namespace).find((object) => object.metadata.name === name);
  }

  has(kind: string, name: string, namespace = this.namespace): boolean {
    return this.find(kind, name, namespace) !== undefined;
  }

  hasNamespace(name: string): boolean {
    return this.#objects.some((object) => object.kind === 'Namespace' && object.metadata.name === name);
  }

  deployments(namespace = this.namespace): KubernetesObject[] {
    return [...this.#of('Deployment', namespace), ...this.#of('StatefulSet', namespace)];
  }

  seldonDeployments(namespace = this.namespace): SeldonMade[] {
    return this.#of('SeldonDeployment', namespace).flatMap((object) =>
      list(object, 'spec.predictors').flatMap((predictor) =>
        list(predictor, 'componentSpecs').map((component, index) => ({
          name: [object.metadata.name, text(predictor, 'name'), index, text(component, 'metadata.name')].join('-'),
          owner: object.metadata.name,
          predictor: text(predictor, 'name'),
          service: text(predictor, 'annotations', 'seldon.io/svc-name'),
          units: unitsOf(look(predictor, 'graph')).map((unit) => text(unit, 'name')),
        })),
      ),
    );
  }

  /** Deployments that answer requests, whichever system makes them, with the Service before each. */
  served(): Served[] {
    const made = this.seldonDeployments().map(({ name, service }) => ({
      deployment: name,
      service,
      ports: SELDON_PORTS,
    }));
    // KServe derives both names of a service (constants.PredictorServiceName), and of a graph the graph's own.
    const services = this.#of('InferenceService', this.namespace).flatMap((service) =>
      ['predictor', 'transformer']
        .filter((component) => look(service, `spec.${component}`) !== undefined)
        .map((component) => `${service.metadata.name}-${component}`),
    );
    const graphs = this.#of('InferenceGraph', this.namespace).map(({ metadata }) => metadata.name);
    const plain = this.#of('Service', this.namespace).flatMap((service) => {
      const behind = this.deployments().find((one) => selects(look(service, 'spec.selector'), podLabels(one)));
      const ports = list(service, 'spec.ports').map((port) => Number(look(port, 'port')));
      return behind ? [{ deployment: behind.metadata.name, service: service.metadata.name, ports }] : [];
    });
    const derived = [...services, ...graphs].map((name) => ({ deployment: name, service: name, ports: [80] }));
    return [...made, ...derived, ...plain];
  }

  /** Labels of all pods that come to be, those that Seldon Core adds included. */
  podLabels(namespace = this.namespace): unknown[] {
    const made = this.#of('SeldonDeployment', namespace).map(({ metadata }) => ({
      'app.kubernetes.io/managed-by': 'seldon-core',
      'seldon-deployment-id': metadata.name,
    }));
    const handedOn = this.#of('InferenceService', namespace).map(({ metadata }) => metadata.labels);
    return [...this.deployments(namespace).map(podLabels), ...made, ...handedOn];
  }

  /** Queues belong to no namespace. */
  wantQueue(name: string, want: Want): void {
    const isThere = this.#objects.some(({ kind, metadata }) => kind === 'Queue' && metadata.name === name);
    want(name === '∅' || name === 'default' || isThere, `Queue ${name}`);
  }

  /** What a pod needs to start: its account, its volumes, and a volume for each of its mounts. */
  wantPod(spec: unknown, want: Want): void {
    const account = look(spec, 'serviceAccountName') === undefined ? 'default' : text(spec, 'serviceAccountName');
    // One that has no token has nothing to do with its account.
    const isAnonymous = account === 'default' && look(spec, 'automountServiceAccountToken') === false;
    want(isAnonymous || this.has('ServiceAccount', account), `ServiceAccount ${account}`);
    const volumes = [...list(spec, 'volumes'), ...list(spec, 'templates').flatMap((one) => list(one, 'volumes'))];
    const own = list(spec, 'volumeClaimTemplates').map((claim) => text(claim, 'metadata.name'));
    // Those with a number are volumes of the user's own.
    for (const volume of volumes.filter((one) => !/^volume-\d+$/.test(text(one, 'name')))) {
      this.#wantNamed('PersistentVolumeClaim', volume, 'persistentVolumeClaim.claimName', want);
      this.#wantNamed('ConfigMap', volume, 'configMap.name', want);
    }
    const containers = [...list(spec, 'containers'), ...list(spec, 'templates').map((one) => look(one, 'container'))];
    for (const mount of containers.flatMap((container) => list(container, 'volumeMounts'))) {
      const name = text(mount, 'name');
      want(own.includes(name) || volumes.some((volume) => text(volume, 'name') === name), `volume ${name}`);
    }
    for (const { value } of walk(spec)) {
      this.#wantNamed('ConfigMap', value, 'configMapRef.name', want);
    }
  }

  #wantNamed(kind: string, value: unknown, path: string, want: Want): void {
    const name = text(value, path);
    want(look(value, path) === undefined || this.has(kind, name), `${kind} ${name}`);
  }
}
