import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { list, look, record, selects, text, walk } from './look.ts';
import { wantStrategies } from './strategy-references.ts';
import { hasPort, podLabels, unitsOf, World, type Want } from './world.ts';

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

  StatefulSet: (object, world, want) => {
    const labels = look(object, 'spec.template.metadata.labels');
    want(selects(look(object, 'spec.selector.matchLabels'), labels), 'pod of its own');
    const volumeClaimTemplates = list(object, 'spec.volumeClaimTemplates');
    world.wantPod({ ...record(look(object, 'spec.template.spec')), volumeClaimTemplates }, want);
    const service = text(object, 'spec.serviceName');
    want(world.has('Service', service), `Service ${service}`);
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
      // Pods of a system of the cluster, which may be in any namespace, are none of ours.
      if (namespace === '∅') continue;
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
