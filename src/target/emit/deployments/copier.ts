import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { ModelPlan, ServicePlan } from '../../plan/deployment-plan.ts';
import { containerSecurity, environmentFrom, kubeletText, ourResources, resourcesOf } from '../containers.ts';
import { type Draft } from '../object.ts';
import { servers } from './servers.ts';

/** What copies models from the store; the Secret's keys `RCLONE_CONFIG_S3_…` say how it is reached. */
const IMAGE = 'docker.io/rclone/rclone:1.71.0';
const RESOURCES = ourResources(0.1, 256 * 2 ** 20);

/** Of the volume that models are copied to. */
export const MODELS = 'models';
/** Where servers find their models. */
export const FOLDER = '/models';
/** Where the claim that holds a model is mounted. */
const CLAIM_FOLDER = '/claim';

/** The words before `://` of which it copies: remotes of rclone, a claim, a file by its address. */
export const copiedSchemes: readonly string[] = ['gs', 'https', 'pvc', 's3'];

export const copierName = (service: string): string => `${service}-model`;

/** `pvc://claim/folder` */
const claimIn = ({ url }: ModelPlan): { readonly claim: string; readonly folder: string } | undefined => {
  const [, claim, folder = ''] = /^pvc:\/\/([^/]+)(\/.*)?$/.exec(url) ?? [];
  return claim === undefined ? undefined : { claim, folder };
};

/** The volumes of the models of some services. */
export const modelVolumes = (stored: readonly ServicePlan[]): readonly Draft<IVolume>[] => [
  ...(stored.length > 0 ? [{ name: MODELS, emptyDir: {} }] : []),
  ...stored.flatMap(({ name, model }): Draft<IVolume>[] => {
    const found = model && claimIn(model);
    return found ? [{ name: copierName(name), persistentVolumeClaim: { claimName: found.claim, readOnly: true } }] : [];
  }),
];

/** Copies the model of a service to where its server looks for it. */
export function copierOf({ name, server = '' }: ServicePlan, model: ModelPlan): Draft<IContainer> {
  const to = `${FOLDER}/${name}${servers[server]?.folder ?? ''}`;
  const from = claimIn(model);
  return {
    name: copierName(name),
    image: IMAGE,
    args: [...copyFrom(model), to].map(kubeletText),
    env: [{ name: 'RCLONE_CONFIG', value: '/tmp/rclone.conf' }, ...publicStore(model)],
    envFrom: environmentFrom({ environmentSecrets: model.secret === undefined ? [] : [model.secret] }),
    resources: resourcesOf(RESOURCES),
    securityContext: containerSecurity,
    volumeMounts: [
      { name: MODELS, mountPath: FOLDER },
      ...(from ? [{ name: copierName(name), mountPath: CLAIM_FOLDER, readOnly: true }] : []),
    ],
  };
}

function copyFrom(model: ModelPlan): readonly string[] {
  const from = claimIn(model);
  if (from) return ['copy', `${CLAIM_FOLDER}${from.folder}`];
  if (model.url.startsWith('https:')) return ['copyurl', '--auto-filename', model.url];
  return ['copy', model.url.replace('://', ':')];
}

/** A bucket of Google that everybody may read wants to be asked for by nobody. */
const publicStore = ({ url, secret }: ModelPlan): readonly Draft<IEnvVar>[] =>
  url.startsWith('gs:') && secret === undefined
    ? [
        { name: 'RCLONE_CONFIG_GS_ANONYMOUS', value: 'true' },
        { name: 'RCLONE_CONFIG_GS_TYPE', value: 'google cloud storage' },
      ]
    : [];
