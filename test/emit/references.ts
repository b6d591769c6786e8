import type { KubernetesObject } from '../../src/emit/manifest.ts';
import { list, look, record, selects, text, walk } from './look.ts';

/** Ports of the executor that Seldon Core puts before a graph. */
const SELDON_PORTS = [8000, 5001];

/**
 * What refers to something that is not there, among objects that are applied together. Secrets are the user's own, and so
 * are the namespaces of other systems.
 */
export function danglingReferences(objects: readonly KubernetesObject[]): string[] {
  return objects.flatMap((object) => {
    const world = new World(objects, object.metadata.namespace ?? object.metadata.name);
    const where = `${object.kind} ${world.namespace}/${object.metadata.name}`;
    const missing: string[] = [];
    const want = (there: boolean, what: string): void => {
      if (!there) missing.push(`${where}: no ${what}`);
    };
    if (object.metadata.namespace !== undefined) want(world.hasNamespace(world.namespace), 'namespace of its own');
    checks[object.kind]?.(object, world, want);
    return missing;
  });
}

type Want = (there: boolean, what: string) => void;
type Check = (object: KubernetesObject, world: World, want: Want) => void;

const checks: Readonly<Record<string, Check>> = {
  ScaledObject: (object, world, want) => {
    const target = text(object, 'spec.scaleTargetRef.name');
    want(
      world.served().some(({ deployment }) => deployment === target),
      `Deployment ${target} of a serving system`,
    );
  },

  HorizontalPodAutoscaler: (object, world, want) => {
    const target = text(object, 'spec.scaleTargetRef.name');
    want(
      world.served().some(({ deployment }) => deployment === target),
      `Deployment ${target} of a serving system`,
    );
    want(target !== object.metadata.name, 'name that a serving system does not claim');
  },

  SeldonDeployment: (object, _, want) => {
    for (const predictor of list(object, 'spec.predictors')) {
      const containers = list(predictor, 'componentSpecs').flatMap((component) => list(component, 'spec.containers'));
      const units = unitsOf(look(predictor, 'graph'));
      for (const unit of units) {
        const name = text(unit, 'name');
        const own = containers.find((container) => text(container, 'name') === name);
        // What the executor does by itself has no container.
        if (/^(RANDOM_ABTEST|AVERAGE_COMBINER)$/.test(text(unit, 'implementation'))) continue;
        want(own !== undefined, `container of the unit ${name}`);
        want(look(own, 'image') !== undefined || look(unit, 'implementation') !== undefined, `image of ${name}`);
      }
      want(new Set(units.map((unit) => text(unit, 'name'))).size === units.length, 'name for each unit alone');
    }
  },

  InferenceService: (object, world, want) => {
    const path = 'spec.predictor.serviceAccountName';
    const account = text(object, path);
    want(look(object, path) === undefined || world.has('ServiceAccount', account), `ServiceAccount ${account}`);
  },

  InferenceGraph: (object, world, want) => {
    const nodes = record(look(object, 'spec.nodes'));
    for (const step of Object.values(nodes).flatMap((node) => list(node, 'steps'))) {
      const [service, node] = [look(step, 'serviceName'), look(step, 'nodeName')];
      want((service === undefined) !== (node === undefined), 'one target for each step');
      want(
        service === undefined || world.has('InferenceService', text(step, 'serviceName')),
        text(step, 'serviceName'),
      );
      want(node === undefined || text(step, 'nodeName') in nodes, `node ${text(step, 'nodeName')}`);
    }
    want('root' in nodes, 'node root');
  },

  VirtualService: (object, world, want) => {
    const https = list(object, 'spec.http');
    const routes = https.flatMap((http) => list(http, 'route'));
    want(routes.length > 0, 'route');
    const mirrors = https.flatMap((http) => look(http, 'mirror') ?? []);
    for (const destination of [...routes.map((route) => look(route, 'destination')), ...mirrors]) {
      const host = text(destination, 'host');
      const port = Number(look(destination, 'port.number'));
      const behind = world.served().filter(({ service }) => `${service}.${world.namespace}.svc.cluster.local` === host);
      want(behind.length > 0, `Service ${host}`);
      want(
        behind.some(({ ports }) => ports.includes(port)),
        `port ${String(port)} of ${host}`,
      );
    }
    const weights = routes.map((route) => Number(look(route, 'weight')));
    want(weights.reduce((sum, weight) => sum + weight, 0) === 100, 'weights that total 100');
  },

  WorkflowTemplate: (object, world, want) => {
    const templates = list(object, 'spec.templates');
    const parameters = list(object, 'spec.arguments.parameters').map((parameter) => text(parameter, 'name'));
    const names = templates.map((template) => text(template, 'name'));
    want(names.includes(text(object, 'spec.entrypoint')), `template ${text(object, 'spec.entrypoint')}`);
    world.wantPod(look(object, 'spec'), want);
    world.wantQueue(text(object, 'spec.podMetadata.annotations', 'scheduling.volcano.sh/queue-name'), want);
    const repository = look(object, 'spec.artifactRepositoryRef');
    const settings = world.find('ConfigMap', text(repository, 'configMap'));
    want(
      repository === undefined || look(settings, 'data', text(repository, 'key')) !== undefined,
      'artifact repository',
    );
    want(look(object, 'spec.onExit') === undefined || names.includes(text(object, 'spec.onExit')), 'exit handler');
    for (const template of templates) {
      if (look(template, 'resource') !== undefined) {
        const job = JSON.parse(withoutTags(text(template, 'resource.manifest'))) as unknown;
        world.wantQueue(look(job, 'spec.queue') === undefined ? '∅' : text(job, 'spec.queue'), want);
        for (const task of list(job, 'spec.tasks')) world.wantPod(look(task, 'template.spec'), want);
      }
      const tasks = list(template, 'dag.tasks');
      for (const task of tasks) {
        want(names.includes(text(task, 'template')), `template ${text(task, 'template')}`);
        for (const [, name = ''] of (look(task, 'depends') === undefined ? '' : text(task, 'depends')).matchAll(
          /([\w-]+)(?:\.\w+)?/g,
        )) {
          want(
            tasks.some((other) => text(other, 'name') === name),
            `task ${name}`,
          );
        }
      }
    }
    for (const { value } of walk(object)) {
      if (typeof value !== 'string') continue;
      for (const [, name = ''] of value.matchAll(/\{\{workflow\.parameters\.([^}]*)\}\}/g)) {
        want(parameters.includes(name), `parameter ${name}`);
      }
    }
  },

  CronWorkflow: (object, world, want) => {
    const name = text(object, 'spec.workflowSpec.workflowTemplateRef.name');
    const template = world.find('WorkflowTemplate', name);
    want(template !== undefined, `WorkflowTemplate ${name}`);
    for (const parameter of list(template, 'spec.arguments.parameters')) {
      want(look(parameter, 'value') !== undefined, `value of the parameter ${text(parameter, 'name')}`);
    }
  },

  Deployment: (object, world, want) => {
    const labels = look(object, 'spec.template.metadata.labels');
    want(selects(look(object, 'spec.selector.matchLabels'), labels), 'pod of its own');
    world.wantPod(look(object, 'spec.template.spec'), want);
  },

  Service: (object, world, want) => {
    const [pod] = world
      .deployments()
      .filter((deployment) => selects(look(object, 'spec.selector'), podLabels(deployment)));
    want(pod !== undefined, 'pod behind it');
    for (const port of list(object, 'spec.ports')) want(hasPort(pod, text(port, 'targetPort')), 'port of that name');
  },

  NetworkPolicy: (object, world, want) => {
    const covers = (namespace: string, selector: unknown): boolean =>
      world.deployments(namespace).some((deployment) => selects(selector, podLabels(deployment)));
    want(covers(world.namespace, look(object, 'spec.podSelector.matchLabels')), 'pod that it is for');
    const peers = [
      ...list(object, 'spec.ingress').flatMap((rule) => list(rule, 'from')),
      ...list(object, 'spec.egress').flatMap((rule) => list(rule, 'to')),
    ];
    for (const peer of peers) {
      const pods = look(peer, 'podSelector.matchLabels');
      const namespace = text(peer, 'namespaceSelector.matchLabels', 'kubernetes.io/metadata.name');
      want(pods === undefined || covers(namespace, pods), `pod in ${namespace} with ${JSON.stringify(pods)}`);
    }
  },

  PodDisruptionBudget: (object, world, want) => {
    const selector = look(object, 'spec.selector.matchLabels');
    want(
      world.podLabels().some((labels) => selects(selector, labels)),
      'pod that it is for',
    );
  },

  PodMonitor: (object, world, want) => {
    const selector = look(object, 'spec.selector.matchLabels');
    const namespaces = list(object, 'spec.namespaceSelector.matchNames').map(String);
    want(namespaces.length > 0, 'namespace to look in');
    for (const namespace of namespaces) {
      want(
        world.podLabels(namespace).some((labels) => selects(selector, labels)),
        `pod to scrape in ${namespace}`,
      );
      for (const deployment of world.deployments(namespace).filter((one) => selects(selector, podLabels(one)))) {
        for (const endpoint of list(object, 'spec.podMetricsEndpoints')) {
          want(hasPort(deployment, text(endpoint, 'port')), `port ${text(endpoint, 'port')}`);
        }
      }
    }
  },

  RoleBinding: (object, world, want) => {
    const { kind, name } = record(look(object, 'roleRef'));
    want(kind === 'Role' && world.has('Role', String(name)), `Role ${String(name)}`);
    for (const subject of list(object, 'subjects')) {
      const account = text(subject, 'name');
      want(world.has(text(subject, 'kind'), account, text(subject, 'namespace')), `ServiceAccount ${account}`);
    }
  },

  ConfigMap: (object, world, want) => {
    const tracker = look(object, 'data', 'MLFLOW_TRACKING_URI');
    const [, name = '', port] = new RegExp(`^http://([^.]+)\\.${world.namespace}:(\\d+)$`).exec(String(tracker)) ?? [];
    const service = world.find('Service', name);
    want(name === '' || String(look(list(service, 'spec.ports')[0], 'port')) === port, `Service ${name}`);
    const graph = look(object, 'data', 'strategies.json');
    if (typeof graph === 'string') wantStrategies(JSON.parse(graph), object.metadata.name, world, want);
  },
};

/** A job as it is once its tags are filled in: an expression that gives a JSON text is one. */
export const withoutTags = (manifest: string): string =>
  manifest.replaceAll(/\{\{=.*?\}\}(?=[\s,}\]])/g, '"x"').replaceAll(/\{\{.*?\}\}/g, 'run');

function wantStrategies(graph: unknown, agent: string, world: World, want: Want): void {
  const sensors = list(graph, 'sensors');
  for (const { value } of walk(graph)) wantEndpoint(look(value, 'endpoint'), agent, world, want);
  for (const { value } of walk(list(graph, 'strategies'))) {
    if (look(value, 'op') !== 'reading') continue;
    const id = look(value, 'sensor');
    want(
      sensors.some((sensor) => look(sensor, 'id') === id),
      `sensor ${String(id)}`,
    );
  }
  for (const action of list(graph, 'strategies').flatMap((strategy) => list(strategy, 'actions'))) {
    const target = look(action, 'target');
    const namespace = text(target, 'namespace');
    if (look(action, 'kind') === 'call') wantReceiver(action, world, want);
    else if (look(target, 'kind') === 'batch') wantWorkflow(target, world, want);
    else if (look(target, 'kind') === 'online') {
      const deployed = world.seldonDeployments(namespace).find(({ name }) => name === text(target, 'deployment'));
      want(deployed !== undefined, `Deployment ${text(target, 'deployment')} of Seldon Core`);
      want(deployed?.owner === text(target, 'instance'), 'SeldonDeployment that owns it');
      want(deployed?.predictor === text(target, 'predictor'), `predictor ${text(target, 'predictor')}`);
      want(
        look(target, 'unit') === undefined || deployed?.units.includes(text(target, 'unit')) === true,
        `unit ${text(target, 'unit')}`,
      );
      for (const [field, kind] of [
        ['scaledObject', 'ScaledObject'],
        ['virtualService', 'VirtualService'],
      ] as const) {
        const name = text(target, field);
        want(look(target, field) === undefined || world.has(kind, name, namespace), `${kind} ${name}`);
      }
    }
  }
}

/** The endpoint listens there, in the pod of the agent or behind a Service, and the agent has the token that it wants. */
function wantEndpoint(endpoint: unknown, agent: string, world: World, want: Want): void {
  if (endpoint === undefined) return;
  const [name, url] = [text(endpoint, 'name'), new URL(text(endpoint, 'url'))];
  const pod = look(world.find('Deployment', agent), 'spec.template.spec');
  if (url.hostname === '127.0.0.1') {
    const sidecar = list(pod, 'containers').find((one) => text(one, 'name') === `endpoint-${name}`);
    const port = list(sidecar, 'env').find((one) => text(one, 'name') === 'PORT');
    want(text(port, 'value') === url.port, `sidecar ${name} at the port ${url.port}`);
  } else if (url.hostname.startsWith(`${name}.`) && url.hostname.split('.').length === 2) {
    const service = world.find('Service', name, url.hostname.slice(name.length + 1));
    want(String(look(list(service, 'spec.ports')[0], 'port')) === url.port, `Service of the endpoint ${name}`);
  }
  const sources = list(pod, 'volumes').flatMap((volume) => list(volume, 'projected.sources'));
  const items = sources.flatMap((one) => [look(one, 'serviceAccountToken'), ...list(one, 'secret.items')]);
  const hasToken = items.some((item) => text(item, 'path') === `${name}/token`);
  want(look(endpoint, 'token') !== true || hasToken, `token for the endpoint ${name}`);
}

/** The workflow is there, takes each argument, and gets each that it has no value for. */
function wantWorkflow(target: unknown, world: World, want: Want): void {
  const name = text(target, 'template');
  const template = world.find('WorkflowTemplate', name, text(target, 'namespace'));
  want(template !== undefined, `WorkflowTemplate ${name}`);
  const parameters = list(template, 'spec.arguments.parameters');
  const given = Object.keys(record(look(target, 'parameters')));
  for (const argument of given) {
    want(
      parameters.some((parameter) => text(parameter, 'name') === argument),
      `parameter ${argument} of ${name}`,
    );
  }
  for (const parameter of parameters.filter((one) => look(one, 'value') === undefined)) {
    want(given.includes(text(parameter, 'name')), `value of the parameter ${text(parameter, 'name')} of ${name}`);
  }
}

/** The agent is there under that address, receives such calls, and takes each argument. */
function wantReceiver(action: unknown, world: World, want: Want): void {
  const { name, namespace, url } = record(look(action, 'agent'));
  const service = world.find('Service', String(name), String(namespace));
  const port = look(list(service, 'spec.ports')[0], 'port');
  want(url === `http://${String(name)}.${String(namespace)}:${String(port)}`, `Service at ${String(url)}`);
  const config = look(world.find('ConfigMap', String(name), String(namespace)), 'data', 'strategies.json');
  const triggers = list(JSON.parse(typeof config === 'string' ? config : '{}'), 'strategies')
    .flatMap((strategy) => [...walk(look(strategy, 'trigger'))].map(({ value }) => value))
    .filter((trigger) => look(trigger, 'kind') === 'called');
  const receiver = triggers.find((trigger) => look(trigger, 'receiver') === look(action, 'receiver'));
  want(receiver !== undefined, `receiver ${text(action, 'receiver')} of ${String(name)}`);
  const parameters = list(receiver, 'parameters').map((parameter) => text(parameter, 'name'));
  for (const argument of Object.keys(record(look(action, 'arguments')))) {
    want(parameters.includes(argument), `parameter ${argument} of ${text(action, 'receiver')}`);
  }
}

const podLabels = (deployment: unknown): unknown => look(deployment, 'spec.template.metadata.labels');

const hasPort = (deployment: unknown, name: string): boolean =>
  list(deployment, 'spec.template.spec.containers').some((container) =>
    list(container, 'ports').some((port) => text(port, 'name') === name),
  );

const unitsOf = (unit: unknown): unknown[] => [unit, ...list(unit, 'children').flatMap(unitsOf)];

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

class World {
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
    return this.#of('Deployment', namespace);
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
    const services = this.#of('InferenceService', this.namespace).map(({ metadata }) => `${metadata.name}-predictor`);
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
