import type {
  ObjectNode,
  OnlineTarget,
  PrimitiveNode,
  VariantTarget,
} from '../../src/contract/strategy-graph/strategy-graph.ts';
import { pathOfUnit } from '../../src/agent/runtime/actuators/upgrade.ts';
import { list, look, record, text } from '../target/emit/look.ts';
import { APPLY, ask, MERGE, PATCH, pathTo, type Hands } from './requests.ts';

const route = (namespace: string, name: string): string =>
  pathTo(namespace, { group: 'networking.istio.io', version: 'v1', resource: 'virtualservices', name });

const servedOf = ({ target, text: written }: PrimitiveNode): OnlineTarget | VariantTarget => {
  if (target?.kind !== 'online' && target?.kind !== 'variant') throw new Error(written);
  return target;
};
const onlineOf = (action: PrimitiveNode): OnlineTarget => {
  const target = servedOf(action);
  if (target.kind !== 'online') throw new Error(action.text);
  return target;
};

export async function deploy(hands: Hands, action: PrimitiveNode): Promise<void> {
  const { namespace, objects = [], bodies = '', deployments } = onlineOf(action);
  if (objects.length === 0) throw new Error(`${action.text} brings up nothing`);
  for (const object of objects) {
    const path = pathTo(namespace, object);
    const apiVersion = object.group === '' ? object.version : `${object.group}/${object.version}`;
    const body = hands
      .bodies(bodies)
      .find((one) => one.apiVersion === apiVersion && one.kind === object.kind && one.metadata.name === object.name);
    if (!body) throw new Error(`no body of ${object.kind} ${object.name}`);
    await ask(hands, 'PATCH', `${path}?fieldManager=sflow&fieldValidation=Strict`, body, APPLY);
    await ask(hands, 'GET', path);
  }
  for (const name of deployments) {
    const { status } = await hands.agent.send(
      'GET',
      pathTo(namespace, { group: 'apps', version: 'v1', resource: 'deployments', name }),
    );
    if (status !== 200 && status !== 404) throw new Error(`the Deployment ${name}: ${String(status)}`);
  }
}

export async function remove(hands: Hands, action: PrimitiveNode): Promise<void> {
  const { namespace, objects = [] } = onlineOf(action);
  if (objects.length === 0) throw new Error(`${action.text} takes nothing down`);
  for (const object of [...objects].reverse()) {
    const path = pathTo(namespace, object);
    const { uid } = record(look((await ask(hands, 'GET', path)).body, 'metadata'));
    await ask(hands, 'DELETE', path, { preconditions: { uid } });
  }
}

export async function retire(hands: Hands, action: PrimitiveNode): Promise<void> {
  const { namespace, routes } = onlineOf(action);
  for (const name of routes?.virtualServices ?? []) await ask(hands, 'GET', route(namespace, name));
  await remove(hands, action);
}

/** A JSON patch of one place, where it is certain that it is what was read; what has changed meanwhile is read again. */
async function replace(hands: Hands, path: string, at: string, value: unknown): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { body } = await ask(hands, 'GET', path);
    const patch = [
      { op: 'test', path: '/metadata/resourceVersion', value: look(body, 'metadata.resourceVersion') },
      { op: 'add', path: at, value },
    ];
    const { status, body: said } = await hands.agent.send('PATCH', `${path}?fieldValidation=Strict`, patch, PATCH);
    if (status === 200) return;
    if (status !== 422 || tries === 5) throw new Error(`PATCH ${path}: ${String(status)} ${text(said, 'message')}`);
  }
}

/** The pods of an object that holds services, as JSON pointers to their specs. */
function podsIn(object: unknown): readonly string[] {
  switch (look(object, 'kind')) {
    case 'SeldonDeployment':
      return list(object, 'spec.predictors').flatMap((predictor, index) =>
        list(predictor, 'componentSpecs').map(
          (_, at) => `/spec/predictors/${String(index)}/componentSpecs/${String(at)}/spec`,
        ),
      );
    case 'InferenceService':
      return ['/spec/predictor'];
    default:
      return ['/spec/template/spec'];
  }
}

export async function moveAll(hands: Hands, action: PrimitiveNode): Promise<void> {
  const { namespace, objects = [] } = onlineOf(action);
  if (objects.length === 0) throw new Error(`${action.text} moves nothing`);
  const affinity = {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { a: 'b' } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  };
  for (const object of objects) {
    const path = pathTo(namespace, object);
    const { body } = await ask(hands, 'GET', path);
    for (const at of podsIn(body)) await replace(hands, path, `${at}/affinity`, affinity);
  }
}

export async function resize(hands: Hands, action: PrimitiveNode): Promise<void> {
  const { namespace, unit } = onlineOf(action);
  if (!unit) throw new Error(`${action.text} is of no service`);
  const path = pathOfUnit(namespace, unit);
  const { body } = await ask(hands, 'GET', path);
  const asked = { requests: { cpu: '2' } };
  const model = look(body, 'spec.predictor.model');
  if (model !== undefined) return replace(hands, path, '/spec/predictor/model/resources', asked);
  for (const at of podsIn(body)) {
    const pod = at
      .split('/')
      .slice(1)
      .reduce((of, part) => (Array.isArray(of) ? (of as unknown[])[Number(part)] : look(of, part)), body);
    const container = list(pod, 'containers').findIndex((one) => look(one, 'name') === unit.name);
    if (container >= 0) return replace(hands, path, `${at}/containers/${String(container)}/resources`, asked);
  }
  throw new Error(`no container of ${unit.name}`);
}

export async function hold(hands: Hands, action: PrimitiveNode): Promise<void> {
  const { namespace, scaledObjects, horizontalPodAutoscalers, serving, instance, deployments } = onlineOf(action);
  if (scaledObjects) {
    for (const name of scaledObjects) {
      const path = pathTo(namespace, { group: 'keda.sh', version: 'v1alpha1', resource: 'scaledobjects', name });
      await ask(hands, 'GET', path);
      await ask(
        hands,
        'PATCH',
        path,
        { metadata: { annotations: { 'autoscaling.keda.sh/paused-replicas': '3' } } },
        MERGE,
      );
    }
    return;
  }
  if (horizontalPodAutoscalers) {
    for (const name of horizontalPodAutoscalers) {
      const path = pathTo(namespace, {
        group: 'autoscaling',
        version: 'v2',
        resource: 'horizontalpodautoscalers',
        name,
      });
      await ask(hands, 'GET', path);
      await ask(hands, 'PATCH', path, { spec: { minReplicas: 3, maxReplicas: 3 } }, MERGE);
    }
    return;
  }
  const held: readonly Omit<ObjectNode, 'kind'>[] =
    serving === 'seldon'
      ? [{ group: 'machinelearning.seldon.io', version: 'v1', resource: 'seldondeployments', name: instance }]
      : deployments.map((name) => ({ group: 'apps', version: 'v1', resource: 'deployments', name }));
  for (const object of held) {
    const path = `${pathTo(namespace, object)}/scale`;
    await ask(hands, 'GET', path);
    await ask(hands, 'PATCH', path, { spec: { replicas: 3 } }, MERGE);
  }
}
