import {
  agentPaths,
  type AgentVolume,
  agentVolumes,
  GRAPH_FILE,
  JOURNAL_BYTES,
  JOURNAL_FILE,
  TOKEN_FILE,
} from '../../../contract/process/agent.ts';
import { type Command, commandOf, variables } from '../../../contract/process/command.ts';
import { encodeGraph, graphDigest } from '../../../contract/strategy-graph/codec.ts';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import type { AgentPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { environmentFrom, memoryQuantity, podSecurity, readOnlySecurity, resourcesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';
import { agentSelector } from '../selectors.ts';
import { emitNetworkPolicy } from './network-policy.ts';
import { emitPermissions } from './permissions.ts';
import { sidecarsOf } from './sidecars.ts';
import { hasClaim, volumesOfAgent } from './volumes.ts';

/** All that one agent needs to run. */
export function emitAgent(team: TeamPlan, agent: AgentPlan): KubernetesObject[] {
  const part: Part = { name: agent.name, component: 'agent', labels: { 'sflow.dev/agent': agent.name } };
  const metadata = (name = agent.name): KubernetesObject['metadata'] => metadataOf(team, part, name, agent.origin);
  const selector = agentSelector(team.application, agent.name);
  return [
    object<IServiceAccount>({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata() }),
    ...emitPermissions(team, agent, part),
    object<IConfigMap>({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(),
      data: { [GRAPH_FILE]: `${encodeGraph(agent.graph)}\n` },
    }),
    ...journalClaim(team, agent, metadata(agent.journalClaim)),
    object<IService>({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(),
      spec: { selector, ports: [{ name: 'http', port: agent.port, targetPort: 'http', protocol: 'TCP' }] },
    }),
    emitNetworkPolicy(team, agent, part),
    ...disruptionBudget(agent, metadata(), selector),
    deployment(team, agent, part),
  ];
}

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

function deployment(team: TeamPlan, agent: AgentPlan, part: Part): KubernetesObject {
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
          annotations: { 'sflow.dev/graph': graphDigest(agent.graph) },
        },
        spec: podSpec(team, agent, selector),
      },
    },
  });
}

function podSpec(team: TeamPlan, agent: AgentPlan, selector: Record<string, string>): Draft<IPodSpec> {
  const held = volumesOfAgent(team, agent);
  const sidecars = sidecarsOf(agent);
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
        ...commandOfAgent(agent, (volume) => held.some((one) => one.volume === volume)),
        env: [{ name: variables.agent.pod, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        envFrom: environmentFrom(agent),
        ports: [{ name: 'http', containerPort: agent.port, protocol: 'TCP' }],
        livenessProbe: probe(agentPaths.live),
        readinessProbe: probe(agentPaths.ready),
        resources: resourcesOf(agent.resources),
        securityContext: readOnlySecurity,
        volumeMounts: held.map(({ volume: { name, path, readOnly } }) => ({
          name,
          mountPath: path,
          readOnly: readOnly ? true : undefined,
        })),
      },
      ...sidecars.containers,
    ],
    volumes: [...held.map(({ volume, source }) => ({ name: volume.name, ...source })), ...sidecars.volumes],
  };
}

function commandOfAgent({ port }: AgentPlan, has: (volume: AgentVolume) => boolean): Command {
  const { graph, journal, token, credentials, secrets } = agentVolumes;
  return commandOf('agent', {
    graph: `${graph.path}/${GRAPH_FILE}`,
    journal: `${journal.path}/${JOURNAL_FILE}`,
    port: String(port),
    token: has(token) ? `${token.path}/${TOKEN_FILE}` : undefined,
    credentials: has(credentials) ? credentials.path : undefined,
    secrets: has(secrets) ? secrets.path : undefined,
  });
}

const spread = (matchLabels: Record<string, string>): Draft<ITopologySpreadConstraint> => ({
  labelSelector: { matchLabels },
  maxSkew: 1,
  topologyKey: 'kubernetes.io/hostname',
  whenUnsatisfiable: 'ScheduleAnyway',
});
