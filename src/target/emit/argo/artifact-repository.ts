import type { BatchPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { toYaml } from '../yaml.ts';

/** Keys of the platform's Secret, as S3 clients read them from the environment. */
const ACCESS_KEY = 'AWS_ACCESS_KEY_ID';
const SECRET_KEY = 'AWS_SECRET_ACCESS_KEY';

/** Where the objects of a team's runs lie; workflows name them by key alone (key-only-artifacts.md). */
export function emitArtifactRepository(team: TeamPlan): KubernetesObject[] {
  const { artifacts } = team.platform;
  const used = team.batch.find((plan): plan is BatchPlan & Required<Pick<BatchPlan, 'artifacts'>> => !!plan.artifacts);
  if (!artifacts || !used) return [];
  const part: Part = { name: team.application, component: 'team' };
  const url = new URL(artifacts.url);
  const endpoint = artifacts.endpoint === undefined ? undefined : new URL(artifacts.endpoint);
  const { secret } = artifacts;
  const s3 = {
    bucket: url.hostname,
    endpoint: endpoint?.host ?? 's3.amazonaws.com',
    ...(endpoint?.protocol === 'http:' ? { insecure: true } : {}),
    ...(secret === undefined
      ? { useSDKCreds: true }
      : { accessKeySecret: { name: secret, key: ACCESS_KEY }, secretKeySecret: { name: secret, key: SECRET_KEY } }),
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadataOf(team, part, used.artifacts.configMap, used.origin),
      data: { [used.artifacts.key]: toYaml({ s3 }) },
    } as KubernetesObject,
  ];
}
