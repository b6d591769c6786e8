import { defined } from '../../base/values/defined.ts';
import type { EgressPlan, EndpointUsePlan, PermissionPlan } from '../plan/deployment-plan.ts';
import { primitiveKey, primitives } from '../../contract/primitives/primitives.ts';
import type { StrategyGraph, SubjectNode } from '../../contract/strategy-graph/strategy-graph.ts';
import * as nodes from '../../contract/strategy-graph/walk.ts';
import { actionsOf, type Agent } from '../../language/model/model.ts';
import type { Reference } from '../../language/types/reference.ts';
import { applicationOf, autoscalerOf, namesOf, servingOf, type Context } from './context.ts';
import { overridesName } from './names.ts';
import { unitOf } from './online-target.ts';

/** What an agent has to be allowed: what its primitives permit, in the namespace of the workflow that they act on. */
export function permissionsOf(context: Context, agent: Agent, graph: StrategyGraph): PermissionPlan[] {
  const permissions: PermissionPlan[] = [];
  for (const strategy of agent.strategies) {
    for (const action of actionsOf(strategy)) {
      if (action.kind !== 'primitive' || !action.target) continue;
      const { namespace } = applicationOf(context, action.target);
      for (const permit of action.primitive.permits) {
        const unit = permit.resource === 'serving/units' ? unitOf(context, action, action.target) : undefined;
        for (const path of unit ? [unit.resource] : resourcesOf(context, action.target, permit.resource)) {
          const [group = '', ...resource] = path.split('/');
          const objects = unit ? [unit.object] : objectsOf(context, resource.join('/'), action.target);
          const named = permit.named ? objects : [];
          permissions.push(
            defined({
              namespace,
              group: group === 'core' ? '' : group,
              resource: resource.join('/'),
              verbs: permit.verbs,
              names: named.length === 0 ? undefined : named,
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

const autoscalers = {
  scaledObject: 'keda.sh/scaledobjects',
  horizontalPodAutoscaler: 'autoscaling/horizontalpodautoscalers',
} as const;

/**
 * `serving/instances` stands for the objects that hold a workflow, which depend on the system that serves it, `serving/units`
 * for the one of them that holds a service, all where it is known at the event alone, and `serving/autoscalers` for what moves
 * its replicas, which depends on its scaling rule.
 */
function resourcesOf(context: Context, target: Reference, path: string): readonly string[] {
  const serving = servingOf(context, applicationOf(context, target));
  if (path === 'serving/instances' || path === 'serving/units') return serving.instances;
  if (path === 'serving/autoscalers') {
    const autoscaler = autoscalerOf(context, target);
    return autoscaler ? [autoscalers[autoscaler]] : [];
  }
  return path === 'serving/instances/scale' ? [serving.scale] : [path];
}

/** The objects of a resource that belong to a workflow. */
function objectsOf(context: Context, resource: string, workflow: Reference): readonly string[] {
  if (resource === 'workflowtemplates') return [workflow.name];
  if (resource === 'configmaps') return [overridesName(workflow.name)];
  const names = namesOf(context, workflow);
  if (resource === 'scaledobjects' || resource === 'horizontalpodautoscalers') return [names.scaledObject];
  if (resource === 'virtualservices') return [names.virtualService];
  if (resource === 'deployments' || resource === 'deployments/scale') return names.deployments;
  return [names.instance, ...(names.parts ?? [])];
}

/** One permission for each namespace, resource and object, with all its verbs. */
function merged(permissions: readonly PermissionPlan[]): PermissionPlan[] {
  const byObject = new Map<string, PermissionPlan>();
  for (const permission of permissions) {
    const key = JSON.stringify([permission.namespace, permission.group, permission.resource, permission.names ?? null]);
    const known = byObject.get(key);
    byObject.set(key, { ...permission, verbs: [...new Set([...(known?.verbs ?? []), ...permission.verbs])].sort() });
  }
  return [...byObject].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, permission]) => permission);
}

/** The systems beside Kubernetes and other agents that an agent talks to. */
export function egressOf(context: Context, graph: StrategyGraph, endpoints: readonly EndpointUsePlan[]): EgressPlan[] {
  const urls = new Set<string>();
  for (const { source } of graph.sensors) {
    for (const field of ['tracker', 'url']) {
      const url = source.fixed[field];
      if (typeof url === 'string') urls.add(url);
    }
  }
  for (const strategy of graph.strategies) {
    for (const action of nodes.actionsOf(strategy)) for (const url of trackersOf(action)) urls.add(url);
    for (const { subject } of nodes.changesOf(strategy)) if (subject.kind === 'model') urls.add(subject.tracker);
  }
  const own = context.application.namespace;
  const plans = new Map([...urls].map((url) => [url, egressTo(url, own)]));
  // Where a webhook is stands in a Secret; outside of the cluster they answer at the port of https.
  if (graph.strategies.some((strategy) => nodes.actionsOf(strategy).some(isNotification))) plans.set('', { port: 443 });
  for (const use of endpoints) if (use.placement === 'external') plans.set(use.url, egressToEndpoint(use.url, own));
  const key = ({ namespace = '' }: EgressPlan): string => namespace;
  return [...new Map([...plans.values()].map((plan) => [JSON.stringify(plan), plan])).values()].sort((a, b) =>
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

/** `name` and `name.namespace` are Services of the cluster, with or without `.svc…` behind; other hosts are outside. */
function egressTo(text: string, own: string): EgressPlan {
  const url = new URL(text);
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const [, namespace, svc] = url.hostname.split('.');
  if (namespace === undefined) return { namespace: own, port };
  return svc === undefined || svc === 'svc' ? { namespace, port } : { port };
}

/** The host of an endpoint may be a domain of two words, as of a Service: with https it is taken for a domain. */
function egressToEndpoint(text: string, own: string): EgressPlan {
  const { protocol, hostname } = new URL(text);
  const plan = egressTo(text, own);
  return protocol === 'https:' && hostname.split('.').length === 2 ? { port: plan.port } : plan;
}
