import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeProjection } from 'kubernetes-models/v1/VolumeProjection';
import {
  AGENT_AUDIENCE,
  agentVolumes,
  credentialFile,
  secretFile,
  TOKEN_FILE,
  TOKEN_SECONDS,
  type AgentVolume,
} from '../../../contract/process/agent.ts';
import type { AgentPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { Draft } from '../object.ts';

/** A volume of an agent's pod, with what it holds. */
export interface HeldVolume {
  readonly volume: AgentVolume;
  readonly source: Omit<Draft<IVolume>, 'name'>;
}

/** What the pod of an agent has: one that it has no use for is left out. */
export function volumesOfAgent(team: TeamPlan, agent: AgentPlan): HeldVolume[] {
  return [
    { volume: agentVolumes.graph, source: { configMap: { name: agent.name } } },
    {
      volume: agentVolumes.journal,
      source: hasClaim(team, agent) ? { persistentVolumeClaim: { claimName: agent.journalClaim } } : { emptyDir: {} },
    },
    { volume: agentVolumes.scratch, source: { emptyDir: {} } },
    ...projected(agentVolumes.token, agent.callees.length > 0 ? [token(AGENT_AUDIENCE, TOKEN_FILE)] : []),
    ...projected(agentVolumes.credentials, credentialsOf(agent)),
    ...projected(agentVolumes.secrets, secretsOf(agent)),
  ];
}

/** Several replicas keep their journal in a database that they share, one keeps it on a volume of its own. */
export const hasClaim = (team: TeamPlan, agent: AgentPlan): boolean =>
  team.platform.storage !== undefined && agent.replicas === 1;

const projected = (volume: AgentVolume, sources: readonly Draft<IVolumeProjection>[]): HeldVolume[] =>
  sources.length > 0 ? [{ volume, source: { projected: { sources } } }] : [];

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
