import { defined } from '../../base/values/defined.ts';
import type { EgressPlan, EndpointUsePlan, PermissionPlan } from '../plan/deployment-plan.ts';
import { primitiveKey, primitives } from '../../contract/primitives/primitives.ts';
import type { StrategyGraph, SubjectNode } from '../../contract/strategy-graph/strategy-graph.ts';
import * as nodes from '../../contract/strategy-graph/walk.ts';
import { actionsOf, type Agent, type PrimitiveAction } from '../../language/model/model.ts';
import type { Reference } from '../../language/types/reference.ts';
import { applicationOf, autoscalerOf, namesOf, servingOf, type Context } from './context.ts';
import { overridesName } from './names.ts';
import { objectsOf as listedObjects, pathOf, routesOf } from './online-objects.ts';
import { unitOf } from './online-target.ts';

/** What an agent has to be allowed: what its primitives permit, in the namespace of the workflow that they act on. */
export function permissionsOf(context: Context, agent: Agent, graph: StrategyGraph): PermissionPlan[] {
  const permissions: PermissionPlan[] = [];
  for (const strategy of agent.strategies) {
    for (const action of actionsOf(strategy)) {
      if (action.kind !== 'primitive' || !action.target) continue;
      const { namespace } = applicationOf(context, action.target);
      for (const permit of action.primitive.permits) {
        for (const [path, names] of objectsOf(context, action, action.target, permit.resource)) {
          const [group = '', ...resource] = path.split('/');
          permissions.push(
            defined({
              namespace,
              group: group === 'core' ? '' : group,
              resource: resource.join('/'),
              verbs: permit.verbs,
              names: permit.named ? [...new Set(names)].sort() : undefined,
            }),
          );
        }
      }
    }
  }
  for (const strategy of graph.strategies)
    for (const { subject } of nodes.changesOf(strategy)) permissions.push(...watching(subject));
  for (const { source } of graph.sensors) {
    if (source.kind !== 'kubernetes') continue;
    const { namespace, deployment, virtualService } = source.fixed;
    if (typeof namespace !== 'string') continue;
    const read = (group: string, resource: string, name: string): number =>
      permissions.push({ namespace, group, resource, verbs: ['get'], names: [name] });
    if (typeof deployment === 'string') read('apps', 'deployments', deployment);
    if (typeof virtualService === 'string') read('networking.istio.io', 'virtualservices', virtualService);
  }
  return merged(permissions);
}

/** What an agent has to be allowed to hear of changes. A watch of one object asks for its list by name. */
function watching(subject: SubjectNode): PermissionPlan[] {
  if (subject.kind === 'model') return [];
  const { namespace } = subject;
  const verbs = ['get', 'list', 'watch'];
  if (subject.kind !== 'online') return [{ namespace, group: 'argoproj.io', resource: 'workflows', verbs }];
  return [{ namespace, group: 'apps', resource: 'deployments', verbs, names: [subject.deployment] }];
}

const ROUTES = 'networking.istio.io/virtualservices';

const autoscalers = {
  scaledObject: 'keda.sh/scaledobjects',
  horizontalPodAutoscaler: 'autoscaling/horizontalpodautoscalers',
} as const;

/**
 * The objects of a workflow that a permit speaks of, by their paths. Those that begin with `serving/` depend on the system that
 * serves it, and on what belongs to it: lists of objects (`online-objects.ts`), and
 *
 * - `serving/units`: of an action on a service that is known beforehand, that which holds it
 * - `serving/autoscalers`: what moves its replicas
 * - `serving/instances/scale`: the number of its replicas, where nothing moves it
 * - `serving/routes`: where it stands whether requests come to it
 */
function objectsOf(
  context: Context,
  action: PrimitiveAction,
  workflow: Reference,
  path: string,
): ReadonlyMap<string, readonly string[]> {
  const unit = path === 'serving/units' ? unitOf(context, action, workflow) : undefined;
  if (unit) return new Map([[unit.resource, [unit.object]]]);
  const list = listedObjects(context, action, workflow, path);
  if (list) {
    const paths = new Set(list.map(pathOf));
    const namesAt = (each: string): string[] => list.flatMap((one) => (pathOf(one) === each ? [one.name] : []));
    return new Map([...paths].map((each) => [each, namesAt(each)]));
  }
  const autoscaler = autoscalerOf(context, workflow);
  const { scale } = servingOf(context, applicationOf(context, workflow));
  const names = namesOf(context, workflow);
  switch (path) {
    case 'serving/autoscalers':
      return new Map(autoscaler ? [[autoscalers[autoscaler], names.autoscalers.map(({ name }) => name)]] : []);
    case 'serving/instances/scale':
      return new Map(autoscaler ? [] : [[scale, scale.startsWith('apps/') ? names.deployments : [names.instance]]]);
    case 'serving/routes':
      return new Map([[ROUTES, routesOf(context, action, workflow)?.virtualServices ?? []]]);
    case ROUTES:
      return new Map([[path, [names.virtualService]]]);
    case 'apps/deployments':
      return new Map([[path, names.deployments]]);
    case 'core/configmaps':
      return new Map([[path, [overridesName(workflow.name)]]]);
    default:
      return new Map([[path, [workflow.name]]]);
  }
}

/** Each object once with all its verbs; those of one resource with the same verbs are one permission. */
function merged(permissions: readonly PermissionPlan[]): PermissionPlan[] {
  const verbsOf = new Map<string, Set<string>>();
  for (const { namespace, group, resource, names = [null], verbs } of permissions) {
    for (const name of names) {
      const key = JSON.stringify([namespace, group, resource, name]);
      verbsOf.set(key, new Set([...(verbsOf.get(key) ?? []), ...verbs]));
    }
  }
  const plans = new Map<string, PermissionPlan>();
  for (const [key, set] of [...verbsOf].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [namespace, group, resource, name] = JSON.parse(key) as [string, string, string, string | null];
    const verbs = [...set].sort();
    const isNamed = name !== null;
    const alike = JSON.stringify([namespace, group, resource, isNamed, verbs]);
    const names = isNamed ? [...(plans.get(alike)?.names ?? []), name] : undefined;
    plans.set(alike, defined({ namespace, group, resource, verbs, names }));
  }
  return [...plans.values()];
}

/** The systems beside Kubernetes and other agents that an agent talks to. */
export function egressOf(context: Context, graph: StrategyGraph, endpoints: readonly EndpointUsePlan[]): EgressPlan[] {
  const own = context.application.namespace;
  const { tracker, metrics } = serversOf(graph);
  const plans = new Map([...tracker, ...metrics].map((url) => [url, egressTo(url, own)]));
  // Where a webhook is stands in a Secret; outside of the cluster they answer at the port of https.
  if (graph.strategies.some((strategy) => nodes.actionsOf(strategy).some(isNotification))) plans.set('', { port: 443 });
  for (const use of endpoints) if (use.placement === 'external') plans.set(use.url, egressTo(use.url, own));
  return eachOnce([...plans.values()]);
}

/** The addresses of the trackers and metrics servers that an agent asks. */
export function serversOf(graph: StrategyGraph): Readonly<Record<'tracker' | 'metrics', ReadonlySet<string>>> {
  const [tracker, metrics] = [new Set<string>(), new Set<string>()];
  for (const { source } of graph.sensors) {
    const { tracker: one, url: other } = source.fixed;
    if (typeof one === 'string') tracker.add(one);
    if (typeof other === 'string') metrics.add(other);
  }
  for (const strategy of graph.strategies) {
    for (const action of nodes.actionsOf(strategy)) for (const url of trackersOf(action)) tracker.add(url);
    for (const { subject } of nodes.changesOf(strategy)) if (subject.kind === 'model') tracker.add(subject.tracker);
  }
  return { tracker, metrics };
}

/** In an order of their own. */
export function eachOnce(plans: readonly EgressPlan[]): EgressPlan[] {
  const key = ({ namespace = '' }: EgressPlan): string => namespace;
  return [...new Map(plans.map((plan) => [JSON.stringify(plan), plan])).values()].sort((a, b) =>
    key(a) === key(b) ? a.port - b.port : key(a) < key(b) ? -1 : 1,
  );
}

/** A registry that is changed, or asked where the files of a version are. */
function trackersOf(action: nodes.SimpleAction): readonly string[] {
  if (action.kind !== 'primitive') return [];
  const { target } = action;
  if (target?.kind === 'registry') return [target.tracker];
  const isOnline = target?.kind === 'online' || target?.kind === 'variant';
  return isOnline && target.unit?.serves ? [target.unit.serves.tracker] : [];
}

function isNotification(action: nodes.SimpleAction): boolean {
  const key = action.kind === 'primitive' ? primitiveKey(action.name, action.target?.kind) : undefined;
  return key !== undefined && primitives[key].on === 'webhook';
}

/**
 * `name` and `name.namespace` are Services of the cluster, with or without `.svc…` behind; other hosts are outside. Two words may be
 * a domain as well: with https they are taken for one.
 */
export function egressTo(text: string, own: string): EgressPlan {
  const url = new URL(text);
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const [, namespace, svc] = url.hostname.split('.');
  if (namespace === undefined) return { namespace: own, port };
  return svc === 'svc' || (svc === undefined && url.protocol !== 'https:') ? { namespace, port } : { port };
}
