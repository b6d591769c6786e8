import type { OnlinePlan, TeamPlan, Text } from '../../plan/deployment-plan.ts';
import { kubeletText, mountsOf, podSecurity, resourcesOf, securityOf, variableOf, volumesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';

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
  const resources = resourcesOf(service.resources);
  const mounts = mountsOf(service.volumes);
  const container = {
    name: 'detector',
    image: service.image,
    ...(service.args.length > 0 ? { args: service.args.map(text) } : {}),
    env: [{ name: 'PORT', value: String(port) }, ...service.environment.map((variable) => variableOf(variable, text))],
    ports: [{ name: PORT, containerPort: port, protocol: 'TCP' }],
    readinessProbe: { tcpSocket: { port: PORT } },
    ...(resources ? { resources } : {}),
    securityContext: securityOf(service.security),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
  };
  const template = {
    metadata: { labels: labelsOf(team, part) },
    spec: {
      automountServiceAccountToken: false,
      containers: [container],
      securityContext: podSecurity,
      ...(service.volumes.length > 0 ? { volumes: volumesOf(service.volumes) } : {}),
    },
  };
  const metadata = metadataOf(team, part, objectName, service.origin);
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { replicas: 1, selector: { matchLabels }, template },
    } as KubernetesObject,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ports: [{ name: PORT, port, protocol: 'TCP', targetPort: PORT }], selector: matchLabels },
    } as KubernetesObject,
  ];
}
