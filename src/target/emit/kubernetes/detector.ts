import type { DetectorPlan, OnlinePlan, TeamPlan, Text } from '../../plan/deployment-plan.ts';
import { kubeletText, mountsOf, podSecurity, resourcesOf, securityOf, variablesOf, volumesOf } from '../containers.ts';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IService } from 'kubernetes-models/v1/Service';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { object, unlessEmpty, type Draft } from '../object.ts';

const PORT = 'http';

const text = (parts: Text): string => kubeletText(parts.filter((part) => typeof part === 'string').join(''));

/** A program of its own that gets a copy of each request, to tell outliers and drift. */
export function emitDetector(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const { detector } = plan;
  if (!detector) return [];
  const { objectName, port, service } = detector;
  const own = { 'sflow.dev/detector': objectName };
  const part: Part = { name: objectName, component: 'service', labels: own };
  const matchLabels = { 'sflow.dev/app': team.application, ...own };
  const metadata = metadataOf(team, part, objectName, service.origin);
  return [
    object<IDeployment>({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels },
        template: {
          metadata: { labels: labelsOf(team, part) },
          spec: {
            automountServiceAccountToken: false,
            containers: [container(detector)],
            securityContext: podSecurity,
            volumes: unlessEmpty(volumesOf(service.volumes)),
          },
        },
      },
    }),
    object<IService>({
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ports: [{ name: PORT, port, protocol: 'TCP', targetPort: PORT }], selector: matchLabels },
    }),
  ];
}

const container = ({ port, service }: DetectorPlan): Draft<IContainer> => ({
  name: 'detector',
  image: service.image,
  args: unlessEmpty(service.args.map(text)),
  env: variablesOf({ PORT: String(port) }, service.environment, text),
  ports: [{ name: PORT, containerPort: port, protocol: 'TCP' }],
  readinessProbe: { tcpSocket: { port: PORT } },
  resources: resourcesOf(service.resources),
  securityContext: securityOf(service.security),
  volumeMounts: unlessEmpty(mountsOf(service.volumes)),
});
