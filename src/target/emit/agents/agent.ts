import {
  agentPaths,
  type AgentVolume,
  agentVolumes,
  GRAPH_FILE,
  DATABASE_FILE,
  JOURNAL_FILE,
  PEOPLE_PORT,
} from '../../../contract/process/agent.ts';
import { type Command, commandOf } from '../../../contract/process/command.ts';
import { encodeGraph, graphDigest } from '../../../contract/strategy-graph/codec.ts';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { AgentPlan, JournalPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import { environmentFrom, memoryQuantity, podSecurity, readOnlySecurity, resourcesOf } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';
import { agentSelector } from '../selectors.ts';
import { emitBodies } from './bodies.ts';
import { emitNetworkPolicy } from './network-policy.ts';
import { asksApi, emitPermissions } from './permissions.ts';
import { sidecarsOf } from './sidecars.ts';
import { volumesOfAgent, type HeldVolume } from './volumes.ts';

/** All that one agent needs to run. */
export function emitAgent(team: TeamPlan, agent: AgentPlan): KubernetesObject[] {
  const part: Part = { name: agent.name, component: 'agent', labels: { 'sflow.dev/agent': agent.name } };
  const metadata = (name = agent.name): KubernetesObject['metadata'] => metadataOf(team, part, name, agent.origin);
  const selector = agentSelector(team.application, agent.name);
  const bodies = emitBodies(team, agent, part);
  return [
    object<IServiceAccount>({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata() }),
    ...emitPermissions(team, agent, part),
    object<IConfigMap>({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(),
      data: { [GRAPH_FILE]: `${encodeGraph(agent.graph)}\n` },
    }),
    ...(bodies ? [bodies] : []),
    object<IService>({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(),
      spec: { selector, ports: [{ name: 'http', port: agent.port, targetPort: 'http', protocol: 'TCP' }] },
    }),
    emitNetworkPolicy(team, agent, part),
    workload(team, agent, part, bodies?.metadata.name),
  ];
}

/** One agent never runs twice, not even while it is rolled: its journal has one writer. */
function workload(team: TeamPlan, agent: AgentPlan, part: Part, bodies: string | undefined): KubernetesObject {
  const { journal } = team.platform;
  const matchLabels = agentSelector(team.application, agent.name);
  const metadata = metadataOf(team, part, agent.name, agent.origin);
  const common = {
    replicas: 1,
    selector: { matchLabels },
    template: {
      metadata: {
        labels: labelsOf(team, part),
        // A changed strategy makes new pods: the runtime reads its graph once.
        annotations: { 'sflow.dev/graph': graphDigest(agent.graph) },
      },
      spec: podSpec(team, agent, volumesOfAgent(team, agent, bodies)),
    },
  };
  return journal.kind === 'postgres'
    ? object<IDeployment>({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: { ...common, strategy: { type: 'Recreate' } },
      })
    : object<IStatefulSet>({
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata,
        spec: {
          ...common,
          serviceName: agent.name,
          // In order, a pod that never gets ready would keep the one from coming that mends it.
          podManagementPolicy: 'Parallel',
          volumeClaimTemplates: [journalClaim(journal)],
        },
      });
}

/** Its name, size and class alone: a StatefulSet takes no other ones later. */
const journalClaim = ({
  className,
  bytes,
}: Extract<JournalPlan, { kind: 'volume' }>): Draft<IPersistentVolumeClaim> => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: agentVolumes.journal.name },
  spec: {
    accessModes: ['ReadWriteOncePod'],
    resources: { requests: { storage: memoryQuantity(bytes) } },
    storageClassName: className,
  },
});

function podSpec(team: TeamPlan, agent: AgentPlan, held: readonly HeldVolume[]): Draft<IPodSpec> {
  const sidecars = sidecarsOf(agent);
  const probe = (path: string): Draft<IProbe> => ({ httpGet: { path, port: 'http' } });
  return {
    serviceAccountName: agent.name,
    automountServiceAccountToken: asksApi(agent),
    securityContext: podSecurity,
    containers: [
      {
        name: 'agent',
        image: team.platform.runtimeImage,
        ...commandOfAgent(agent, (volume) => held.some((one) => one.volume === volume)),
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
    volumes: [
      ...held.flatMap(({ volume, source }) => (source ? [{ name: volume.name, ...source }] : [])),
      ...sidecars.volumes,
    ],
  };
}

function commandOfAgent({ port }: AgentPlan, has: (volume: AgentVolume) => boolean): Command {
  const { graph, journal, database, bodies, tokens, credentials, secrets, access } = agentVolumes;
  return commandOf('agent', {
    graph: `${graph.path}/${GRAPH_FILE}`,
    journal: has(journal) ? `${journal.path}/${JOURNAL_FILE}` : undefined,
    postgres: has(database) ? `${database.path}/${DATABASE_FILE}` : undefined,
    port: String(port),
    people: String(PEOPLE_PORT),
    bodies: has(bodies) ? bodies.path : undefined,
    tokens: has(tokens) ? tokens.path : undefined,
    credentials: has(credentials) ? credentials.path : undefined,
    secrets: has(secrets) ? secrets.path : undefined,
    access: has(access) ? access.path : undefined,
  });
}
