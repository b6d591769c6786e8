import type { AgentAddress, ServiceEndpointPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { podSecurity, volumesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { programContainer } from '../program.ts';
import { agentSelector, endpointSelector, inNamespace } from '../selectors.ts';

const PORT = 'http';

/** An endpoint that runs on its own: the agents that use it reach it, and nobody else does. */
export function emitEndpoint(team: TeamPlan, endpoint: ServiceEndpointPlan): KubernetesObject[] {
  const { name, port, replicas, origin, callers } = endpoint;
  const part: Part = { name, component: 'endpoint', labels: { 'sflow.dev/endpoint': name } };
  const metadata = metadataOf(team, part, name, origin);
  const selector = endpointSelector(team.application, name);
  const from = callers.map((caller: AgentAddress) => ({
    ...inNamespace(caller.namespace),
    podSelector: { matchLabels: agentSelector(caller.application, caller.name) },
  }));
  const container = {
    // So that it can tell tokens that were made for it from others.
    ...programContainer(endpoint, 'endpoint', { HOST: '0.0.0.0', AUDIENCE: endpoint.audience }, endpoint.volumes),
    ports: [{ name: PORT, containerPort: port, protocol: 'TCP' }],
    readinessProbe: { tcpSocket: { port: PORT } },
  };
  const template = {
    metadata: { labels: labelsOf(team, part) },
    spec: {
      // It has no business with the API server.
      automountServiceAccountToken: false,
      containers: [container],
      securityContext: podSecurity,
      serviceAccountName: name,
      ...(endpoint.volumes.length > 0 ? { volumes: volumesOf(endpoint.volumes) } : {}),
    },
  };
  const objects: object[] = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ports: [{ name: PORT, port, protocol: 'TCP', targetPort: PORT }], selector },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      // Where it goes itself only its author knows.
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ['Ingress'],
        ingress: from.length > 0 ? [{ from, ports: [{ protocol: 'TCP', port }] }] : [],
      },
    },
    ...(replicas > 1
      ? [
          {
            apiVersion: 'policy/v1',
            kind: 'PodDisruptionBudget',
            metadata,
            spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
          },
        ]
      : []),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { replicas, selector: { matchLabels: selector }, template },
    },
  ];
  return objects as KubernetesObject[];
}
