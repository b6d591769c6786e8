import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { AgentAddress, AgentPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';
import { agentSelector, endpointSelector, inNamespace } from '../selectors.ts';

const tcp = (port: number): Draft<INetworkPolicyPort> => ({ protocol: 'TCP', port });

const pods = ({ namespace, application, name }: AgentAddress): Draft<INetworkPolicyPeer> =>
  inNamespace(namespace, agentSelector(application, name));

const endpointPods = ({ namespace, application, name }: AgentAddress): Draft<INetworkPolicyPeer> =>
  inNamespace(namespace, endpointSelector(application, name));

/**
 * A policy is about the port of a pod, of which a URL with a Service tells nothing. Most Services keep it; those at ports
 * such as 80 do not, since a process without privileges cannot listen there.
 */
const PRIVILEGED = 1024;

/** Who may talk to an agent, and to whom it talks: its callers and callees, its sources, the API server, DNS. */
export function emitNetworkPolicy(team: TeamPlan, agent: AgentPlan, part: Part): KubernetesObject {
  const scraper = team.platform.metrics && metricsNamespace(team.platform.metrics.url);
  const from = [...agent.callers.map(pods), ...(scraper === undefined ? [] : [inNamespace(scraper)])];
  const usesApi = agent.permissions.length > 0 || agent.replicas > 1;
  return object<INetworkPolicy>({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(team, part, agent.name, agent.origin),
    spec: {
      podSelector: { matchLabels: agentSelector(team.application, agent.name) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: from.length > 0 ? [{ from, ports: [tcp(agent.port)] }] : [],
      egress: [
        { to: [inNamespace('kube-system')], ports: [{ protocol: 'UDP', port: 53 }, tcp(53)] },
        // The API server is no pod, so it has no labels; its port is 443 as a Service and 6443 as a process.
        ...(usesApi ? [{ ports: [tcp(443), tcp(6443)] }] : []),
        ...(agent.callees.length > 0 ? [{ to: agent.callees.map(pods), ports: [tcp(agent.port)] }] : []),
        ...agent.endpoints.flatMap((use): Draft<INetworkPolicyEgressRule>[] =>
          use.placement === 'service' ? [{ to: [endpointPods(use)], ports: [tcp(use.port)] }] : [],
        ),
        ...agent.egress.map(({ namespace, port }): Draft<INetworkPolicyEgressRule> =>
          namespace === undefined
            ? { ports: [tcp(port)] }
            : { to: [inNamespace(namespace)], ports: port < PRIVILEGED ? undefined : [tcp(port)] },
        ),
      ],
    },
  });
}

/** The namespace of a Service's host name; hosts outside of the cluster have none. */
function metricsNamespace(url: string): string | undefined {
  const [, namespace, svc] = new URL(url).hostname.split('.');
  return svc === undefined || svc === 'svc' ? namespace : undefined;
}
