import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { Draft } from './object.ts';

/** Labels by which Services, policies and budgets find the pods of an agent. They never change with the rest. */
export const agentSelector = (application: string, agent: string): Record<string, string> => ({
  'sflow.dev/agent': agent,
  'sflow.dev/app': application,
});

/** The same for the pods of an endpoint that runs on its own. */
export const endpointSelector = (application: string, endpoint: string): Record<string, string> => ({
  'sflow.dev/app': application,
  'sflow.dev/endpoint': endpoint,
});

/** A namespace by the label that Kubernetes itself gives it; all of its pods, or those with some labels. */
export const inNamespace = (name: string, labels?: Readonly<Record<string, string>>): Draft<INetworkPolicyPeer> => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  podSelector: labels && { matchLabels: labels },
});
