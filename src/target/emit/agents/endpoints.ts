import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type { IVolumeProjection } from 'kubernetes-models/v1/VolumeProjection';
import type { AgentPlan, ProgramPlan } from '../../plan/deployment-plan.ts';
import { volumesOf } from '../containers.ts';
import type { Draft } from '../object.ts';
import { containerName, programContainer } from '../program.ts';

/** Where the runtime finds the tokens for endpoints: `<folder>/<endpoint>/token`. */
const CREDENTIALS = '/var/run/secrets/endpoints.sflow.dev';
const VOLUME = 'credentials';
const TOKEN_SECONDS = 3600;

/** What the endpoints that an agent uses add to its pod. */
export interface EndpointParts {
  readonly args: readonly string[];
  readonly mounts: readonly Draft<IVolumeMount>[];
  readonly containers: readonly Draft<IContainer>[];
  readonly volumes: readonly Draft<IVolume>[];
}

export function endpointParts({ endpoints }: AgentPlan): EndpointParts {
  const tokens = endpoints.flatMap((use): Draft<IVolumeProjection>[] => {
    const path = `${use.name}/token`;
    switch (use.placement) {
      case 'sidecar':
        return [];
      case 'service':
        return [{ serviceAccountToken: { audience: use.audience, expirationSeconds: TOKEN_SECONDS, path } }];
      case 'external': {
        const { credentials } = use;
        return credentials ? [{ secret: { name: credentials.name, items: [{ key: credentials.key, path }] } }] : [];
      }
    }
  });
  const programs = endpoints.flatMap((use): ProgramPlan[] => (use.placement === 'sidecar' ? [use.program] : []));
  const own = programs.flatMap(({ volumes }) => volumes);
  return {
    args: tokens.length > 0 ? [`--credentials=${CREDENTIALS}`] : [],
    mounts: tokens.length > 0 ? [{ name: VOLUME, mountPath: CREDENTIALS, readOnly: true }] : [],
    // It listens for its agent alone, so that no other pod reaches it, whatever policies the cluster enforces.
    containers: programs.map((program) =>
      programContainer(program, containerName(program.name), { HOST: '127.0.0.1' }, own),
    ),
    volumes: [...(tokens.length > 0 ? [{ name: VOLUME, projected: { sources: tokens } }] : []), ...volumesOf(own)],
  };
}
