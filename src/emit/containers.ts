import type { ResourcesPlan } from '../graph/plan.ts';

/** Cores as Kubernetes writes them: `4`, `50m`. */
export const cpuQuantity = (cores: number): string =>
  Number.isInteger(cores) ? String(cores) : `${String(Math.max(1, Math.round(cores * 1000)))}m`;

/** Bytes in the largest binary unit without a remainder: `8Gi`. */
export function memoryQuantity(bytes: number): string {
  const whole = Math.ceil(bytes);
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
  let power = 0;
  let value = whole;
  while (power < units.length - 1 && value !== 0 && value % 1024 === 0) {
    value /= 1024;
    power += 1;
  }
  return `${String(value)}${units[power] ?? ''}`;
}

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
