import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import { encodeGraph } from '../../../contract/strategy-graph/codec.ts';
import type { AgentPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { environmentFrom, memoryQuantity, podSecurity, readOnlySecurity, resourcesOf } from '../containers.ts';
import { fingerprint } from '../fingerprint.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';
import { agentSelector } from '../selectors.ts';
import { endpointParts } from './endpoints.ts';
import { secretParts } from './secrets.ts';
import { emitNetworkPolicy } from './network-policy.ts';
import { emitPermissions } from './permissions.ts';

const GRAPH_FILE = 'strategies.json';
const CONFIG = '/etc/sflow';
const JOURNAL = '/var/lib/sflow';
const TOKENS = '/var/run/secrets/sflow.dev';

/** The journal of an agent: its decisions of a year are a small part of this. */
const JOURNAL_BYTES = 2 ** 30;

/** All that one agent needs to run. */
export function emitAgent(team: TeamPlan, agent: AgentPlan): KubernetesObject[] {
  const part: Part = { name: agent.name, component: 'agent', labels: { 'sflow.dev/agent': agent.name } };
  const metadata = (name = agent.name): KubernetesObject['metadata'] => metadataOf(team, part, name, agent.origin);
  const graph = encodeGraph(agent.graph);
  const selector = agentSelector(team.application, agent.name);
  return [
    object<IServiceAccount>({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata() }),
    ...emitPermissions(team, agent, part),
    object<IConfigMap>({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(),
      data: { [GRAPH_FILE]: `${graph}\n` },
    }),
    ...journalClaim(team, agent, metadata(journalName(agent))),
    object<IService>({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(),
      spec: { selector, ports: [{ name: 'http', port: agent.port, targetPort: 'http', protocol: 'TCP' }] },
    }),
    emitNetworkPolicy(team, agent, part),
    ...disruptionBudget(agent, metadata(), selector),
    deployment(team, agent, part, graph),
  ];
}

const journalName = ({ name }: AgentPlan): string => `${name}-journal`;

/** Several replicas keep their journal in a database that they share, one keeps it on a volume of its own. */
const hasClaim = (team: TeamPlan, agent: AgentPlan): boolean =>
  team.platform.storage !== undefined && agent.replicas === 1;

function journalClaim(team: TeamPlan, agent: AgentPlan, metadata: KubernetesObject['metadata']): KubernetesObject[] {
  const { storage } = team.platform;
  if (!storage || !hasClaim(team, agent)) return [];
  return [
    object<IPersistentVolumeClaim>({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata,
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: memoryQuantity(JOURNAL_BYTES) } },
        storageClassName: storage.className,
      },
    }),
  ];
}

function disruptionBudget(
  agent: AgentPlan,
  metadata: KubernetesObject['metadata'],
  matchLabels: Record<string, string>,
): KubernetesObject[] {
  if (agent.replicas < 2) return [];
  return [
    object<IPodDisruptionBudget>({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      spec: { maxUnavailable: 1, selector: { matchLabels } },
    }),
  ];
}

function deployment(team: TeamPlan, agent: AgentPlan, part: Part, graph: string): KubernetesObject {
  const selector = agentSelector(team.application, agent.name);
  return object<IDeployment>({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(team, part, agent.name, agent.origin),
    spec: {
      replicas: agent.replicas,
      selector: { matchLabels: selector },
      // One agent never runs twice, not even while it is rolled.
      strategy:
        agent.replicas === 1
          ? { type: 'Recreate' }
          : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      template: {
        metadata: {
          labels: labelsOf(team, part),
          // A changed strategy makes new pods: the runtime reads its graph once.
          annotations: { 'sflow.dev/graph': fingerprint(graph) },
        },
        spec: podSpec(team, agent, selector),
      },
    },
  });
}

function podSpec(team: TeamPlan, agent: AgentPlan, selector: Record<string, string>): Draft<IPodSpec> {
  const calls = agent.callees.length > 0;
  const endpoints = endpointParts(agent);
  const secrets = secretParts(agent);
  const usesApi = agent.permissions.length > 0 || agent.replicas > 1;
  const probe = (path: string): Draft<IProbe> => ({ httpGet: { path, port: 'http' } });
  return {
    serviceAccountName: agent.name,
    automountServiceAccountToken: usesApi,
    securityContext: podSecurity,
    topologySpreadConstraints: agent.replicas > 1 ? [spread(selector)] : undefined,
    containers: [
      {
        name: 'agent',
        image: team.platform.runtimeImage,
        command: ['sflow-runtime', 'agent'],
        args: [
          `--graph=${CONFIG}/${GRAPH_FILE}`,
          `--journal=${JOURNAL}/journal.db`,
          `--port=${String(agent.port)}`,
          ...(calls ? [`--token=${TOKENS}/token`] : []),
          ...endpoints.args,
          ...secrets.args,
        ],
        env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        envFrom: environmentFrom(agent),
        ports: [{ name: 'http', containerPort: agent.port, protocol: 'TCP' }],
        livenessProbe: probe('/healthz'),
        readinessProbe: probe('/readyz'),
        resources: resourcesOf(agent.resources),
        securityContext: readOnlySecurity,
        volumeMounts: [
          { name: 'config', mountPath: CONFIG, readOnly: true },
          { name: 'journal', mountPath: JOURNAL },
          { name: 'scratch', mountPath: '/tmp' },
          ...(calls ? [{ name: 'token', mountPath: TOKENS, readOnly: true }] : []),
          ...endpoints.mounts,
          ...secrets.mounts,
        ],
      },
      ...endpoints.containers,
    ],
    volumes: [
      { name: 'config', configMap: { name: agent.name } },
      hasClaim(team, agent)
        ? { name: 'journal', persistentVolumeClaim: { claimName: journalName(agent) } }
        : { name: 'journal', emptyDir: {} },
      { name: 'scratch', emptyDir: {} },
      ...(calls ? [callToken()] : []),
      ...endpoints.volumes,
      ...secrets.volumes,
    ],
  };
}

const spread = (matchLabels: Record<string, string>): Draft<ITopologySpreadConstraint> => ({
  labelSelector: { matchLabels },
  maxSkew: 1,
  topologyKey: 'kubernetes.io/hostname',
  whenUnsatisfiable: 'ScheduleAnyway',
});

/** Proves to another agent who calls. It is good for agents alone: the API server does not take it. */
const callToken = (): Draft<IVolume> => ({
  name: 'token',
  projected: { sources: [{ serviceAccountToken: { audience: 'sflow.dev', expirationSeconds: 3600, path: 'token' } }] },
});
