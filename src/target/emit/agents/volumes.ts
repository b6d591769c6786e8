import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeProjection } from 'kubernetes-models/v1/VolumeProjection';
import {
  accessFile,
  agentAudience,
  agentVolumes,
  credentialFile,
  DATABASE_FILE,
  headerFile,
  secretFile,
  TOKEN_SECONDS,
  tokenFile,
  type AccessFile,
  type AgentVolume,
} from '../../../contract/process/agent.ts';
import type { AccessPlan, AgentPlan, ObjectKey, TeamPlan } from '../../plan/deployment-plan.ts';
import { keyAsFile } from '../containers.ts';
import type { Draft } from '../object.ts';

/** A volume of an agent's pod, with what it holds. */
export interface HeldVolume {
  readonly volume: AgentVolume;
  /** Absent: a volume of the agent's own, of which the claim has its name. */
  readonly source?: Omit<Draft<IVolume>, 'name'>;
}

/** What the pod of an agent has: one that it has no use for is left out. `bodies` is a ConfigMap. */
export function volumesOfAgent(team: TeamPlan, agent: AgentPlan, bodies: string | undefined): HeldVolume[] {
  return [
    { volume: agentVolumes.graph, source: { configMap: { name: agent.name } } },
    ...(bodies === undefined ? [] : [{ volume: agentVolumes.bodies, source: { configMap: { name: bodies } } }]),
    journalOf(team),
    { volume: agentVolumes.scratch, source: { emptyDir: {} } },
    ...projected(
      agentVolumes.tokens,
      agent.callees.map(({ namespace, name }) => token(agentAudience(namespace, name), tokenFile(namespace, name))),
    ),
    ...projected(agentVolumes.credentials, credentialsOf(agent)),
    ...projected(agentVolumes.secrets, secretsOf(agent)),
    ...projected(agentVolumes.access, accessOf(team, agent), OWN_GROUP),
  ];
}

function journalOf({ platform: { journal } }: TeamPlan): HeldVolume {
  if (journal.kind === 'volume') return { volume: agentVolumes.journal };
  const { name, key } = journal.url;
  return {
    volume: agentVolumes.database,
    source: { projected: { sources: [{ secret: { name, items: [{ key, path: DATABASE_FILE }] } }] } },
  };
}

const projected = (
  volume: AgentVolume,
  sources: readonly Draft<IVolumeProjection>[],
  defaultMode?: number,
): HeldVolume[] => (sources.length > 0 ? [{ volume, source: { projected: { defaultMode, sources } } }] : []);

/** The pod's group reads it, and nobody else. */
const OWN_GROUP = 0o440;

const token = (audience: string, path: string): Draft<IVolumeProjection> => ({
  serviceAccountToken: { audience, expirationSeconds: TOKEN_SECONDS, path },
});

/** What proves to endpoints who asks. */
const credentialsOf = ({ endpoints }: AgentPlan): Draft<IVolumeProjection>[] =>
  endpoints.flatMap((use): Draft<IVolumeProjection>[] => {
    const path = credentialFile(use.name);
    if (use.placement === 'service') return [token(use.audience, path)];
    const credentials = use.placement === 'external' ? use.credentials : undefined;
    return credentials ? [{ secret: { name: credentials.name, items: [{ key: credentials.key, path }] } }] : [];
  });

/** The keys of Secrets that an agent's actions name, and no other keys of them. */
const secretsOf = ({ secrets }: AgentPlan): Draft<IVolumeProjection>[] =>
  secrets.map(({ name, key }) => ({ secret: { name, items: [{ key, path: secretFile({ name, key }) }] } }));

/** What the servers that it asks are shown, and nothing of those that it does not ask. */
const accessOf = ({ platform }: TeamPlan, { graph }: AgentPlan): Draft<IVolumeProjection>[] =>
  (graph.access ?? []).flatMap(({ kind }) => {
    const { access } = platform[kind] ?? {};
    const files = access ? filesOf(access) : [];
    return files.map(([file, key]) => keyAsFile(key, accessFile(kind, file)));
  });

function filesOf({ credentials, ca, headers }: AccessPlan): (readonly [string, ObjectKey])[] {
  return [
    ...credentialFiles(credentials),
    ...(ca ? [['ca' satisfies AccessFile, ca] as const] : []),
    ...headers.flatMap(({ name, value }) => (typeof value === 'string' ? [] : [[headerFile(name), value] as const])),
  ];
}

function credentialFiles(credentials: AccessPlan['credentials']): (readonly [AccessFile, ObjectKey])[] {
  switch (credentials?.kind) {
    case 'token':
      return [['token', credentials.token]];
    case 'password':
      return [
        ['username', credentials.username],
        ['password', credentials.password],
      ];
    // A file that is not there is told by who looks for it, and is there as soon as the Secret has it.
    case 'either':
      return (['token', 'username', 'password'] as const).map((key) => [
        key,
        { kind: 'secret', name: credentials.secret, key, optional: true },
      ]);
    default:
      return [];
  }
}
