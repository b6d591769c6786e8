import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { AgentAddress, AgentPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { apiServer, controlPlane, names, scrapers, systemAt, tcp } from '../network.ts';
import { object, type Draft } from '../object.ts';
import { asksApi } from './permissions.ts';
import { agentSelector, endpointSelector, inNamespace } from '../selectors.ts';

const pods = ({ namespace, application, name }: AgentAddress): Draft<INetworkPolicyPeer> =>
  inNamespace(namespace, agentSelector(application, name));

const endpointPods = ({ namespace, application, name }: AgentAddress): Draft<INetworkPolicyPeer> =>
  inNamespace(namespace, endpointSelector(application, name));

/** Who may talk to an agent, and to whom it talks: its callers and callees, its sources, the API server, DNS, its sidecar's control plane. */
export function emitNetworkPolicy(team: TeamPlan, agent: AgentPlan, part: Part): KubernetesObject {
  const from = [...agent.callers.map(pods), ...scrapers(team)];
  return object<INetworkPolicy>({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(team, part, agent.name, agent.origin),
    spec: {
      podSelector: { matchLabels: agentSelector(team.application, agent.name) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: from.length > 0 ? [{ from, ports: [tcp(agent.port)] }] : [],
      egress: [
        names,
        ...controlPlane(team),
        ...(asksApi(agent) ? [apiServer] : []),
        ...(agent.callees.length > 0 ? [{ to: agent.callees.map(pods), ports: [tcp(agent.port)] }] : []),
        ...agent.endpoints.flatMap((use): Draft<INetworkPolicyEgressRule>[] =>
          use.placement === 'service' ? [{ to: [endpointPods(use)], ports: [tcp(use.port)] }] : [],
        ),
        ...agent.egress.map(systemAt),
        ...database(team),
      ],
    },
  });
}

/** Where the database of the journal is stands in a Secret, so a policy can tell its port alone. */
const database = ({ platform: { journal } }: TeamPlan): Draft<INetworkPolicyEgressRule>[] =>
  journal.kind === 'postgres' ? [{ ports: [tcp(journal.port)] }] : [];
