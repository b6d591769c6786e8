import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { ServiceEndpointPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { podSecurity, volumesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { object, unlessEmpty } from '../object.ts';
import { programContainer } from '../program.ts';
import { agentSelector, endpointSelector, inNamespace } from '../selectors.ts';

const PORT = 'http';

/** An endpoint that runs on its own: the agents that use it reach it, and nobody else does. */
export function emitEndpoint(team: TeamPlan, endpoint: ServiceEndpointPlan): KubernetesObject[] {
  const { name, port, replicas, origin, callers } = endpoint;
  const part: Part = { name, component: 'endpoint', labels: { 'sflow.dev/endpoint': name } };
  const metadata = metadataOf(team, part, name, origin);
  const selector = endpointSelector(team.application, name);
  const from = callers.map((caller) => inNamespace(caller.namespace, agentSelector(caller.application, caller.name)));
  return [
    object<IServiceAccount>({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
      automountServiceAccountToken: false,
    }),
    object<IService>({
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ports: [{ name: PORT, port, protocol: 'TCP', targetPort: PORT }], selector },
    }),
    object<INetworkPolicy>({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      // Where it goes itself only its author knows.
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ['Ingress'],
        ingress: from.length > 0 ? [{ from, ports: [{ protocol: 'TCP', port }] }] : [],
      },
    }),
    ...(replicas > 1
      ? [
          object<IPodDisruptionBudget>({
            apiVersion: 'policy/v1',
            kind: 'PodDisruptionBudget',
            metadata,
            spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
          }),
        ]
      : []),
    object<IDeployment>({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: labelsOf(team, part) },
          spec: {
            // It has no business with the API server.
            automountServiceAccountToken: false,
            containers: [
              // So that it can tell tokens that were made for it from others.
              programContainer(
                endpoint,
                'endpoint',
                { HOST: '0.0.0.0', AUDIENCE: endpoint.audience },
                endpoint.volumes,
                {
                  ports: [{ name: PORT, containerPort: port, protocol: 'TCP' }],
                  readinessProbe: { tcpSocket: { port: PORT } },
                },
              ),
            ],
            securityContext: podSecurity,
            serviceAccountName: name,
            volumes: unlessEmpty(volumesOf(endpoint.volumes)),
          },
        },
      },
    }),
  ];
}
