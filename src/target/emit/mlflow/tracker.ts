import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IService } from 'kubernetes-models/v1/Service';
import type { TeamPlan, TrackerPlan } from '../../plan/deployment-plan.ts';
import { environmentFrom, podSecurity, readOnlySecurity, resourcesOf } from '../containers.ts';
import { fingerprint } from '../../../base/values/fingerprint.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';

const PORT = 'http';
/** Where MLflow may write: its working files, and nothing that has to last. */
const SCRATCH = '/tmp';
const WORKERS = 2;

/** The team's own MLflow: a server on a database that a Secret names, with the artifacts in the platform's store. */
export function emitTracker(team: TeamPlan): KubernetesObject[] {
  const { tracker } = team;
  if (!tracker) return [];
  const { objectName: name, origin, port } = tracker;
  const own = { 'sflow.dev/tracker': name };
  const part: Part = { name, component: 'tracker', labels: own };
  const matchLabels = { 'sflow.dev/app': team.application, ...own };
  const metadata = metadataOf(team, part, name, origin);
  const settings = settingsOf(team, tracker);
  const hash = fingerprint(JSON.stringify(settings));
  return [
    object<IConfigMap>({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: settings }),
    object<IService>({
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ports: [{ name: PORT, port, protocol: 'TCP', targetPort: PORT }], selector: matchLabels },
    }),
    networkPolicy(metadata, matchLabels, port),
    object<IDeployment>({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels },
        // A server of another release must not run beside the one that changes the tables.
        strategy: { type: 'Recreate' },
        template: {
          // Variables are read once, so other settings make another pod.
          metadata: { labels: labelsOf(team, part), annotations: { 'sflow.dev/settings': hash } },
          spec: podSpec(team, tracker),
        },
      },
    }),
  ];
}

/**
 * All settings are variables that the server knows (cli_args.py). It hands out no artifacts of its own: then their places
 * are s3:// and not mlflow-artifacts:/, which no serving system reads. Of the Host headers it takes only those that are
 * named, ports included; the paths of the probes are open to all.
 */
function settingsOf(team: TeamPlan, { objectName, port }: TrackerPlan): Readonly<Record<string, string>> {
  const { artifacts } = team.platform;
  const services = [
    objectName,
    `${objectName}.${team.namespace}`,
    `${objectName}.${team.namespace}.svc`,
    `${objectName}.${team.namespace}.svc.cluster.local`,
  ];
  const hosts = [...services.flatMap((host) => [host, `${host}:${String(port)}`]), 'localhost:*', '127.0.0.1:*'];
  return {
    HOME: SCRATCH,
    MLFLOW_DEFAULT_ARTIFACT_ROOT: artifacts?.url ?? '',
    MLFLOW_HOST: '0.0.0.0',
    MLFLOW_PORT: String(port),
    ...(artifacts?.endpoint === undefined ? {} : { MLFLOW_S3_ENDPOINT_URL: artifacts.endpoint }),
    MLFLOW_SERVER_ALLOWED_HOSTS: hosts.join(','),
    // Each job of the server's own is a process of 130 MB and more; none of its uses is ours.
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    MLFLOW_SERVE_ARTIFACTS: 'false',
    MLFLOW_WORKERS: String(WORKERS),
  };
}

/** Which database it talks to only the Secret knows, so nothing is said about where it may go. */
const networkPolicy = (
  metadata: KubernetesObject['metadata'],
  matchLabels: Record<string, string>,
  port: number,
): KubernetesObject =>
  object<INetworkPolicy>({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: { matchLabels },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port }] }],
    },
  });

function podSpec(team: TeamPlan, tracker: TrackerPlan): Draft<IPodSpec> {
  const probe: Draft<IProbe> = { httpGet: { path: '/health', port: PORT } };
  return {
    automountServiceAccountToken: false,
    // Kubernetes would set variables for each Service of the namespace, and MLflow reads many that begin with its name.
    enableServiceLinks: false,
    securityContext: podSecurity,
    // The server does not start on tables of an older release. A database without any gets them.
    initContainers: [
      container(team, tracker, 'upgrade', {
        command: ['mlflow', 'db', 'upgrade', '$(MLFLOW_BACKEND_STORE_URI)'],
      }),
    ],
    containers: [
      container(team, tracker, 'tracker', {
        command: ['mlflow', 'server'],
        ports: [{ name: PORT, containerPort: tracker.port, protocol: 'TCP' }],
        startupProbe: { httpGet: probe.httpGet, failureThreshold: 60, periodSeconds: 5 },
        livenessProbe: probe,
        readinessProbe: probe,
      }),
    ],
    volumes: [{ name: 'scratch', emptyDir: {} }],
  };
}

/** A container of the server's image that reaches its database and the artifacts, with what is its own. */
function container(
  team: TeamPlan,
  tracker: TrackerPlan,
  name: string,
  own: Partial<Draft<IContainer>>,
): Draft<IContainer> {
  const { secret } = team.platform.artifacts ?? {};
  const { database } = tracker;
  const common: Draft<IContainer> = {
    name,
    image: tracker.image,
    workingDir: SCRATCH,
    env: [
      {
        name: 'MLFLOW_BACKEND_STORE_URI',
        valueFrom: { secretKeyRef: { name: database.name, key: database.key } },
      },
    ],
    envFrom: environmentFrom({
      environmentSecrets: secret === undefined ? [] : [secret],
      environmentConfig: tracker.objectName,
    }),
    resources: resourcesOf(tracker.resources),
    securityContext: readOnlySecurity,
    volumeMounts: [{ name: 'scratch', mountPath: SCRATCH }],
  };
  return { ...common, ...own };
}
