import type { IContainer } from 'kubernetes-models/v1/Container';
import type { ProgramPlan, Text, VolumePlan } from '../plan/deployment-plan.ts';
import { containerSecurity, kubeletText, mountsOf, resourcesOf, variablesOf } from './containers.ts';
import { type Draft, unlessEmpty } from './object.ts';

const text = (parts: Text): string => kubeletText(parts.filter((part) => typeof part === 'string').join(''));

/** Of a sidecar: an agent's own container has a name, too. */
export const containerName = (endpoint: string): string => `endpoint-${endpoint}`;

/**
 * The container of an endpoint. It finds in HOST and PORT where to listen, unless the source says otherwise. `volumes` are
 * those of all containers of the pod, by whose places in the list they are named; `open` is for one that others reach.
 */
export function programContainer(
  program: ProgramPlan,
  name: string,
  given: Readonly<Record<string, string>>,
  volumes: readonly VolumePlan[],
  open: Pick<Draft<IContainer>, 'ports' | 'readinessProbe'> = {},
): Draft<IContainer> {
  const mounts = mountsOf(volumes).filter((_, index) => program.volumes.some((volume) => volume === volumes[index]));
  return {
    name,
    image: program.image,
    command: program.command,
    args: unlessEmpty(program.args.map(text)),
    env: variablesOf({ ...given, PORT: String(program.port) }, program.environment, text),
    ports: open.ports,
    readinessProbe: open.readinessProbe,
    resources: resourcesOf(program.resources),
    securityContext: containerSecurity,
    volumeMounts: unlessEmpty(mounts),
  };
}
