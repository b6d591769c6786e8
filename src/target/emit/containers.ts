import { formatBytes } from '../../base/values/quantity.ts';
import type { IEnvFromSource } from 'kubernetes-models/v1/EnvFromSource';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodSecurityContext } from 'kubernetes-models/v1/PodSecurityContext';
import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeProjection } from 'kubernetes-models/v1/VolumeProjection';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type {
  EnvironmentPlan,
  ObjectKey,
  ResourceName,
  ResourcesPlan,
  SecurityPlan,
  Text,
  VolumePlan,
} from '../plan/deployment-plan.ts';
import { unlessEmpty, type Draft } from './object.ts';

/** Cores as Kubernetes writes them: `4`, `50m`. */
export const cpuQuantity = (cores: number): string =>
  Number.isInteger(cores) ? String(cores) : `${String(Math.max(1, Math.round(cores * 1000)))}m`;

/** Bytes as Kubernetes writes them: `8Gi`. */
export const memoryQuantity = formatBytes;

type Quantities = Readonly<Partial<Record<ResourceName, number | undefined>>>;

/** The names that Kubernetes gives them. */
export const resourceNames = { cpu: 'cpu', memory: 'memory', gpu: 'nvidia.com/gpu' } as const;

export const quantitiesOf = ({ cpu, memory, gpu }: Quantities): Readonly<Record<string, string>> => ({
  ...(cpu === undefined ? {} : { [resourceNames.cpu]: cpuQuantity(cpu) }),
  ...(memory === undefined ? {} : { [resourceNames.memory]: memoryQuantity(memory) }),
  ...(gpu === undefined ? {} : { [resourceNames.gpu]: String(gpu) }),
});

export function resourcesOf(plan: ResourcesPlan | undefined): Draft<IResourceRequirements> | undefined {
  if (!plan) return undefined;
  const { cpu, memory, gpu } = plan;
  return {
    requests: quantitiesOf({ cpu: cpu?.asked, memory: memory?.asked, gpu: gpu?.asked }),
    limits: unlessEmpty(quantitiesOf({ cpu: cpu?.limit, memory: memory?.limit, gpu: gpu?.limit })),
  };
}

/** What a program of ours needs. */
export const ourResources = (cpu: number, memory: number): ResourcesPlan => ({
  cpu: { asked: cpu },
  memory: { asked: memory, limit: memory },
});

/** A text of the user's where the kubelet would put variables in the place of `$(NAME)` and reads `$$` as one sign. */
export const kubeletText = (text: string): string => text.replaceAll(/\$(?=[$(])/g, '$$$$');

/** The user and group of our pods. One for all steps of a run, so that each can read what another wrote. */
const USER = 1000;

/** What the Pod Security level "restricted" asks of a pod, and of each container. */
export const podSecurity: Draft<IPodSecurityContext> = {
  fsGroup: USER,
  runAsGroup: USER,
  runAsNonRoot: true,
  runAsUser: USER,
  seccompProfile: { type: 'RuntimeDefault' },
};

export const containerSecurity: Draft<ISecurityContext> = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};

/** Of our own programs, which write nothing beside their volumes. */
export const readOnlySecurity: Draft<ISecurityContext> = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

/** The same with what the source asks for beyond it. Root keeps what the container runtime gives it. */
export function securityOf(plan: SecurityPlan | undefined): Draft<ISecurityContext> {
  if (!plan) return containerSecurity;
  const { root, privileged, user, capabilities } = plan;
  if (privileged) return { privileged: true, runAsGroup: 0, runAsNonRoot: false, runAsUser: 0 };
  const add = capabilities.length > 0 ? capabilities : undefined;
  if (!root) return { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add }, runAsUser: user };
  return {
    allowPrivilegeEscalation: false,
    capabilities: unlessEmpty({ add }),
    runAsGroup: 0,
    runAsNonRoot: false,
    runAsUser: 0,
  };
}

/** The variables that a container takes from whole objects. Of a name that several have the last counts, ours. */
export function environmentFrom(step: {
  readonly environmentSecrets: readonly string[];
  readonly environmentConfig?: string;
}): readonly Draft<IEnvFromSource>[] | undefined {
  const { environmentSecrets, environmentConfig } = step;
  return unlessEmpty([
    ...environmentSecrets.map((name): Draft<IEnvFromSource> => ({ secretRef: { name } })),
    ...(environmentConfig === undefined ? [] : [{ configMapRef: { name: environmentConfig } }]),
  ]);
}

/** A variable of a container; how a text with holes is written is the target's. */
export function variableOf(plan: EnvironmentPlan, written: (text: Text) => string): Draft<IEnvVar> {
  if (!plan.from) return { name: plan.name, value: written(plan.value) };
  const { kind, ...key } = plan.from;
  return { name: plan.name, valueFrom: kind === 'secret' ? { secretKeyRef: key } : { configMapKeyRef: key } };
}

/** The variables of a container: those that it is given, unless the source says otherwise, and the source's own. */
export const variablesOf = (
  given: Readonly<Record<string, string>>,
  own: readonly EnvironmentPlan[],
  written: (text: Text) => string,
): readonly Draft<IEnvVar>[] => [
  ...Object.entries(given)
    .filter(([name]) => !own.some((variable) => variable.name === name))
    .map(([name, value]) => ({ name, value })),
  ...own.map((variable) => variableOf(variable, written)),
];

const volumeName = (index: number): string => `volume-${String(index)}`;

export const volumesOf = (volumes: readonly VolumePlan[]): readonly Draft<IVolume>[] =>
  volumes.map(({ source }, index): Draft<IVolume> => {
    const name = volumeName(index);
    switch (source.kind) {
      case 'claim':
        return { name, persistentVolumeClaim: { claimName: source.name } };
      case 'config':
        return { name, configMap: { name: source.name } };
      case 'secret':
        return { name, secret: { secretName: source.name } };
      case 'key':
        return { name, projected: { sources: [keyAsFile(source.of, source.file)] } };
      case 'empty':
        return { name, emptyDir: { sizeLimit: memoryQuantity(source.bytes) } };
    }
  });

/** One key of an object, and no other one of it. */
export const keyAsFile = ({ kind, name, key, optional }: ObjectKey, path: string): Draft<IVolumeProjection> => ({
  [kind === 'secret' ? 'secret' : 'configMap']: { name, optional, items: [{ key, path }] },
});

/** Settings and secrets are read-only in any case; saying so keeps programs from trying. */
export const mountsOf = (volumes: readonly VolumePlan[]): readonly Draft<IVolumeMount>[] =>
  volumes.map(({ path, source }, index): Draft<IVolumeMount> => ({
    name: volumeName(index),
    mountPath: path,
    readOnly: source.kind === 'config' || source.kind === 'secret' || source.kind === 'key' ? true : undefined,
  }));
