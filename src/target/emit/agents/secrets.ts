import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type { IVolumeProjection } from 'kubernetes-models/v1/VolumeProjection';
import type { AgentPlan } from '../../plan/deployment-plan.ts';
import type { Draft } from '../object.ts';

/** Where the runtime finds what an agent's actions name: `<folder>/<secret>/<key>`. It is read when it is needed, so that a key that was changed counts. */
const SECRETS = '/var/run/secrets/sflow.dev';
const VOLUME = 'secrets';

/** What the keys of Secrets that an agent's actions name add to its pod. No other key of them is mounted. */
export function secretParts({ secrets }: AgentPlan): {
  readonly args: readonly string[];
  readonly mounts: readonly Draft<IVolumeMount>[];
  readonly volumes: readonly Draft<IVolume>[];
} {
  if (secrets.length === 0) return { args: [], mounts: [], volumes: [] };
  const sources = secrets.map(({ name, key }): Draft<IVolumeProjection> => ({
    secret: { name, items: [{ key, path: `${name}/${key}` }] },
  }));
  return {
    args: [`--secrets=${SECRETS}`],
    mounts: [{ name: VOLUME, mountPath: SECRETS, readOnly: true }],
    volumes: [{ name: VOLUME, projected: { sources } }],
  };
}
