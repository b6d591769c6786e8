import { formatBytes } from '../../base/values/quantity.ts';
import type { EnvironmentPlan, ResourcesPlan, SecurityPlan, Text, VolumePlan } from '../plan/deployment-plan.ts';

/** Cores as Kubernetes writes them: `4`, `50m`. */
export const cpuQuantity = (cores: number): string =>
  Number.isInteger(cores) ? String(cores) : `${String(Math.max(1, Math.round(cores * 1000)))}m`;

/** Bytes as Kubernetes writes them: `8Gi`. */
export const memoryQuantity = formatBytes;

/**
 * Memory is limited to what was asked for, since a node that runs out of it ends containers at random; the processor is
 * not limited, since time that nobody else wants would be lost.
 */
export function resourcesOf(plan: ResourcesPlan | undefined): object | undefined {
  if (!plan) return undefined;
  const gpu = plan.gpu === undefined ? {} : { 'nvidia.com/gpu': String(plan.gpu) };
  const memory = plan.memory === undefined ? {} : { memory: memoryQuantity(plan.memory) };
  const cpu = plan.cpu === undefined ? {} : { cpu: cpuQuantity(plan.cpu) };
  const limits = { ...memory, ...gpu };
  return { requests: { ...cpu, ...memory, ...gpu }, ...(Object.keys(limits).length > 0 ? { limits } : {}) };
}

/** A text of the user's where the kubelet would put variables in the place of `$(NAME)` and reads `$$` as one sign. */
export const kubeletText = (text: string): string => text.replaceAll(/\$(?=[$(])/g, '$$$$');

/** The user and group of our pods. One for all steps of a run, so that each can read what another wrote. */
const USER = 1000;

/** What the Pod Security level "restricted" asks of a pod, and of each container. */
export const podSecurity = {
  fsGroup: USER,
  runAsGroup: USER,
  runAsNonRoot: true,
  runAsUser: USER,
  seccompProfile: { type: 'RuntimeDefault' },
};

export const containerSecurity = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** The same with what the source asks for beyond it. Root keeps what the container runtime gives it. */
export function securityOf(plan: SecurityPlan | undefined): object {
  if (!plan) return containerSecurity;
  const { root, privileged, user, capabilities } = plan;
  if (privileged) return { privileged: true, runAsGroup: 0, runAsNonRoot: false, runAsUser: 0 };
  const added = capabilities.length > 0 ? { add: capabilities } : {};
  if (!root) {
    return {
      ...containerSecurity,
      capabilities: { ...containerSecurity.capabilities, ...added },
      ...(user === undefined ? {} : { runAsUser: user }),
    };
  }
  return {
    allowPrivilegeEscalation: false,
    ...(capabilities.length > 0 ? { capabilities: added } : {}),
    runAsGroup: 0,
    runAsNonRoot: false,
    runAsUser: 0,
  };
}

/** The variables that a container takes from whole objects. Of a name that several have the last counts, ours. */
export function environmentFrom(step: {
  readonly environmentSecrets: readonly string[];
  readonly environmentConfig?: string;
}): object {
  const { environmentSecrets, environmentConfig } = step;
  const envFrom = [
    ...environmentSecrets.map((name) => ({ secretRef: { name } })),
    ...(environmentConfig === undefined ? [] : [{ configMapRef: { name: environmentConfig } }]),
  ];
  return envFrom.length > 0 ? { envFrom } : {};
}

/** A variable of a container; how a text with holes is written is the target's. */
export const variableOf = (plan: EnvironmentPlan, written: (text: Text) => string): object =>
  plan.from
    ? {
        name: plan.name,
        valueFrom: {
          [plan.from.kind === 'secret' ? 'secretKeyRef' : 'configMapKeyRef']: {
            key: plan.from.key,
            name: plan.from.name,
          },
        },
      }
    : { name: plan.name, value: written(plan.value) };

const volumeName = (index: number): string => `volume-${String(index)}`;

export function volumesOf(volumes: readonly VolumePlan[]): object[] {
  return volumes.map(({ source }, index) => {
    const name = volumeName(index);
    switch (source.kind) {
      case 'claim':
        return { name, persistentVolumeClaim: { claimName: source.name } };
      case 'config':
        return { name, configMap: { name: source.name } };
      case 'secret':
        return { name, secret: { secretName: source.name } };
      case 'empty':
        return { name, emptyDir: { sizeLimit: memoryQuantity(source.bytes) } };
    }
  });
}

/** Settings and secrets are read-only in any case; saying so keeps programs from trying. */
export const mountsOf = (volumes: readonly VolumePlan[]): object[] =>
  volumes.map(({ path, source }, index) => ({
    name: volumeName(index),
    mountPath: path,
    ...(source.kind === 'config' || source.kind === 'secret' ? { readOnly: true } : {}),
  }));
