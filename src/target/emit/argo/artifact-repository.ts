import type { IArtifactRepository } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/ArtifactRepository';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { ISecretKeySelector } from 'kubernetes-models/v1/SecretKeySelector';
import type { BatchPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';
import { toYaml } from '../yaml.ts';

/** Keys of the platform's Secret, as S3 clients read them from the environment. */
const ACCESS_KEY = 'AWS_ACCESS_KEY_ID';
const SECRET_KEY = 'AWS_SECRET_ACCESS_KEY';

/**
 * Where the objects of a team's runs lie; workflows name them by key alone (key-only-artifacts.md). What has no key are the logs of
 * their steps.
 */
export function emitArtifactRepository(team: TeamPlan): KubernetesObject[] {
  const { artifacts } = team.platform;
  const used = team.batch.find((plan): plan is BatchPlan & Required<Pick<BatchPlan, 'artifacts'>> => !!plan.artifacts);
  if (!artifacts || !used) return [];
  const part: Part = { name: team.application, component: 'team' };
  const url = new URL(artifacts.url);
  const endpoint = artifacts.endpoint === undefined ? undefined : new URL(artifacts.endpoint);
  const { secret } = artifacts;
  const secretKey = (key: string): Draft<ISecretKeySelector> | undefined =>
    secret === undefined ? undefined : { name: secret, key };
  const repository: Draft<IArtifactRepository> = {
    s3: {
      bucket: url.hostname,
      endpoint: endpoint?.host ?? 's3.amazonaws.com',
      insecure: endpoint?.protocol === 'http:' ? true : undefined,
      useSDKCreds: secret === undefined ? true : undefined,
      accessKeySecret: secretKey(ACCESS_KEY),
      secretKeySecret: secretKey(SECRET_KEY),
      keyFormat: `${url.pathname.replace(/^\/|\/$/g, '')}/logs/{{workflow.name}}/{{pod.name}}`.replace(/^\//, ''),
    },
  };
  return [
    object<IConfigMap>({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadataOf(team, part, used.artifacts.configMap, used.origin),
      data: { [used.artifacts.key]: toYaml(repository) },
    }),
  ];
}
