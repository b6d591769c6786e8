import { formatRatio } from '../../../base/values/quantity.ts';
import {
  giveBackup,
  giveShare,
  isTooFar,
  type ShareChange,
  type ShareOutcome,
  type Shares,
} from '../../../contract/primitives/shares.ts';
import type { SharesNode } from '../../../contract/strategy-graph/strategy-graph.ts';
import type { ConcretePrimitive } from '../../engine/effect.ts';
import { pathTo } from '../cluster/client.ts';
import { at, listOf, textAt, type KubernetesObject } from '../cluster/object.ts';
import type { Actuator } from './actuator.ts';
import { placeIn, type Edit, type Path } from './edit.ts';
import type { Hands } from './hands.ts';
import { writeOnce } from './write-once.ts';

export const ROUTES = { group: 'networking.istio.io', version: 'v1', resource: 'virtualservices' } as const;

/** Shares the requests of a workflow out anew, by the weights of its route. */
export const updateTraffic =
  (hands: Hands): Actuator =>
  async (action, effect, deed) => {
    const { target } = action;
    if ((target?.kind !== 'online' && target?.kind !== 'variant') || !target.shares || !target.virtualService)
      return { failed: 'it names nothing that has a share' };
    const { namespace, virtualService: name, shares } = target;
    const done = await writeOnce(hands, effect, deed, {
      path: pathTo(namespace, { ...ROUTES, name }),
      what: `the route ${name}`,
      plan: (object) => shared(object, name, namespace, shares, action),
    });
    return 'failed' in done ? done : { ok: null };
  };

/** The weights with which the share is given, in one write: at no instant they make up something else than the whole. */
export function shared(
  object: KubernetesObject,
  name: string,
  namespace: string,
  node: SharesNode,
  { arguments: given, largestStep = 1 }: Pick<ConcretePrimitive, 'arguments' | 'largestStep'>,
): Edit | { readonly failed: string } {
  const route = routeOf(object, namespace, node);
  if (!route) return { failed: `the route ${name} does not lead to ${node.of} and ${node.rest}` };
  const { shares: before } = route;
  const outcome = changed(before, node, given);
  if ('failed' in outcome) return outcome;
  const moved = Math.abs((outcome.shares[node.of] ?? 0) - (before[node.of] ?? 0));
  if (isTooFar(moved, largestStep)) {
    const most = formatRatio(largestStep);
    return { failed: `it moves ${formatRatio(moved)} of the requests, and a step may move ${most}` };
  }
  const percents = ([service, share]: readonly [string, number]): readonly [string, number] => [
    service,
    Math.round(share * 100),
  ];
  const weights = new Map(Object.entries(outcome.shares).map(percents));
  const rest = 100 - [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return {
    places: route.services.map((service, index) =>
      placeIn(object, [...route.path, index, 'weight'], service === node.rest ? rest : (weights.get(service) ?? 0)),
    ),
    tests: route.hosts.map((host, index) => ({ path: [...route.path, index, 'destination', 'host'], value: host })),
  };
}

function changed(before: Shares, { of, isBackup }: SharesNode, given: ConcretePrimitive['arguments']): ShareOutcome {
  const { backup, share, by, 'at-most': atMost } = given;
  if (isBackup) return { shares: giveBackup(before, of, Number(backup)) };
  const bound = typeof atMost === 'number' ? { atMost } : {};
  const change: ShareChange = { ...(typeof by === 'number' ? { by } : { share: Number(share) }), ...bound };
  return giveShare(before, of, change);
}

interface Route {
  /** Of its destinations, whose Services and hosts these are, in their order. */
  readonly path: Path;
  readonly services: readonly string[];
  readonly hosts: readonly string[];
  readonly shares: Shares;
}

/** The one that leads to what is given a share, and to what has the rest. */
export function routeOf(
  object: KubernetesObject,
  namespace: string,
  { of, rest }: Pick<SharesNode, 'of' | 'rest'>,
): Route | undefined {
  for (const [index, http] of listOf(object, 'spec', 'http').entries()) {
    const destinations = listOf(http, 'route');
    const hosts = destinations.map((one) => textAt(one, 'destination', 'host'));
    const services = hosts.map((host) => serviceOf(host, namespace));
    if (!services.includes(of) || !services.includes(rest)) continue;
    const weights = destinations.map((one) => Number(at(one, 'weight') ?? 0) / 100);
    const shares = services.map((service, place): [string, number] => [service, weights[place] ?? 0]);
    const others = Object.fromEntries(shares.filter(([service]) => service !== rest));
    return { path: ['spec', 'http', index, 'route'], services, hosts, shares: others };
  }
  return undefined;
}

/** `SERVICE.NAMESPACE.svc.cluster.local`; a host that is none of the namespace stays whole. */
const serviceOf = (host: string, namespace: string): string => {
  const end = `.${namespace}.svc.cluster.local`;
  return host.endsWith(end) ? host.slice(0, -end.length) : host;
};
