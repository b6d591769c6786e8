import { list, look, record, text, walk } from './look.ts';
import type { Want, World } from './world.ts';

/** What the strategy graph of an agent refers to: sensors, endpoints, workflows, and agents that receive calls. */
export function wantStrategies(graph: unknown, agent: string, world: World, want: Want): void {
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
      const deployment = String(list(target, 'deployments')[0]);
      const deployed = world.seldonDeployments(namespace).find(({ name }) => name === deployment);
      want(deployed !== undefined, `Deployment ${deployment} of Seldon Core`);
      want(deployed?.owner === text(target, 'instance'), 'SeldonDeployment that owns it');
      want(deployed?.predictor === text(target, 'predictor'), `predictor ${text(target, 'predictor')}`);
      want(
        look(target, 'unit') === undefined || deployed?.units.includes(text(target, 'unit', 'name')) === true,
        `unit ${text(target, 'unit', 'name')}`,
      );
      for (const [kind, ...names] of [
        ['ScaledObject', ...list(target, 'scaledObjects')],
        ['HorizontalPodAutoscaler', ...list(target, 'horizontalPodAutoscalers')],
        ['VirtualService', ...[look(target, 'virtualService')].filter((name) => name !== undefined)],
        ...list(target, 'objects').map((one) => [text(one, 'kind'), look(one, 'name')] as const),
      ] as const) {
        for (const name of names.map(String)) want(world.has(kind, name, namespace), `${kind} ${name}`);
      }
    }
  }
}

/** The endpoint listens there, in the pod of the agent or behind a Service, and the agent has the token that it wants. */
function wantEndpoint(endpoint: unknown, agent: string, world: World, want: Want): void {
  if (endpoint === undefined) return;
  const [name, url] = [text(endpoint, 'name'), new URL(text(endpoint, 'url'))];
  const pod = look(world.find('StatefulSet', agent) ?? world.find('Deployment', agent), 'spec.template.spec');
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
  // A part has the arguments of the run that failed.
  const hasDefault = (one: unknown): boolean =>
    look(one, 'value') !== undefined || look(one, 'valueFrom.default') !== undefined;
  for (const parameter of parameters.filter((one) => !hasDefault(one))) {
    const isGiven = given.includes(text(parameter, 'name')) || look(target, 'part') !== undefined;
    want(isGiven, `value of the parameter ${text(parameter, 'name')} of ${name}`);
  }
  wantOverrides(target, parameters, world, want);
  wantPart(target, template, want);
}

/** The ConfigMap is there without data, for parameters, and a parameter reads each key. */
function wantOverrides(target: unknown, parameters: readonly unknown[], world: World, want: Want): void {
  const overrides = look(target, 'overrides');
  if (overrides === undefined) return;
  const name = text(overrides, 'configMap');
  const config = world.find('ConfigMap', name, text(target, 'namespace'));
  want(config !== undefined && !('data' in record(config)), `ConfigMap ${name} without data`);
  want(
    look(config, 'metadata.labels', 'workflows.argoproj.io/configmap-type') === 'Parameter',
    `ConfigMap ${name} for parameters`,
  );
  for (const key of Object.keys(record(look(overrides, 'entries')))) {
    const isRead = parameters.some(
      (parameter) =>
        text(parameter, 'valueFrom.configMapKeyRef.name') === name &&
        text(parameter, 'valueFrom.configMapKeyRef.key') === key,
    );
    want(isRead, `parameter that reads ${key} of ${name}`);
  }
}

/** The entrypoint is there, and takes each input; the folder is a parameter of the workflow. */
function wantPart(target: unknown, template: unknown, want: Want): void {
  const part = look(target, 'part');
  if (part === undefined) return;
  const entrypoint = list(template, 'spec.templates').find((one) => text(one, 'name') === text(part, 'entrypoint'));
  const names = (all: readonly unknown[]): string[] => all.map((one) => text(one, 'name'));
  want(entrypoint !== undefined, `entrypoint ${text(part, 'entrypoint')}`);
  want(
    names(list(entrypoint, 'inputs.parameters')).join() === Object.keys(record(look(part, 'inputs'))).join(),
    'inputs of the entrypoint',
  );
  want(names(list(template, 'spec.arguments.parameters')).includes(text(part, 'folder')), 'parameter of the folder');
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
