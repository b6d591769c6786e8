import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { EgressPlan, TeamPlan } from '../plan/deployment-plan.ts';
import type { Draft } from './object.ts';
import { inNamespace } from './selectors.ts';

export const tcp = (port: number): Draft<INetworkPolicyPort> => ({ protocol: 'TCP', port });

/**
 * Where pods ask for names: the resolvers of most clusters, those of OpenShift, and the cache that a node has at a link-local
 * address (NodeLocal DNSCache, Cloud DNS). A policy is about the port of the pod behind a Service: CoreDNS listens at 53, in
 * OpenShift at 5353, in Gardener at 8053.
 */
export const names: Draft<INetworkPolicyEgressRule> = {
  to: [
    {
      namespaceSelector: {
        matchExpressions: [
          { key: 'kubernetes.io/metadata.name', operator: 'In', values: ['kube-system', 'openshift-dns'] },
        ],
      },
    },
    { ipBlock: { cidr: '169.254.0.0/16' } },
  ],
  ports: [53, 5353, 8053].flatMap((port) => [{ protocol: 'UDP', port }, tcp(port)]),
};

/**
 * What a sidecar needs to become ready: its certificate and its settings, over TLS from istiod, whose pods have this label in
 * whichever namespace the control plane is.
 */
export const controlPlane = ({ platform }: TeamPlan): Draft<INetworkPolicyEgressRule>[] =>
  platform.gateway === undefined
    ? []
    : [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'istiod' } } }], ports: [tcp(15012)] }];

/**
 * A step ends, and a sidecar beside it would not, or would be gone before what comes after the step: it takes no part in a mesh.
 * Where injection is off, the label means nothing.
 */
export const outsideMesh = ({ platform }: TeamPlan): Readonly<Record<string, string>> =>
  platform.gateway === undefined ? {} : { 'sidecar.istio.io/inject': 'false' };

/** It is no pod, so it has no labels; its port is 443 as a Service and 6443 as a process. */
export const apiServer: Draft<INetworkPolicyEgressRule> = { ports: [tcp(443), tcp(6443)] };

/**
 * A policy is about the port of a pod, of which a URL with a Service tells nothing. Most Services keep it; those at ports
 * such as 80 do not, since a process without privileges cannot listen there.
 */
const PRIVILEGED = 1024;

export const systemAt = ({ namespace, port }: EgressPlan): Draft<INetworkPolicyEgressRule> =>
  namespace === undefined
    ? { ports: [tcp(port)] }
    : { to: [inNamespace(namespace)], ports: port < PRIVILEGED ? undefined : [tcp(port)] };

/** Prometheus, in the namespace of its Service's host name; hosts outside of the cluster have none. */
export function scrapers({ platform: { metrics } }: TeamPlan): Draft<INetworkPolicyPeer>[] {
  const [, namespace, svc] = metrics ? new URL(metrics.url).hostname.split('.') : [];
  return namespace !== undefined && (svc === undefined || svc === 'svc') ? [inNamespace(namespace)] : [];
}
