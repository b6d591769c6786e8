import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { AgentPlan, ProgramPlan } from '../../plan/deployment-plan.ts';
import { volumesOf } from '../containers.ts';
import type { Draft } from '../object.ts';
import { containerName, programContainer } from '../program.ts';

/** The programs that answer an agent beside it in its pod, and their volumes. */
export function sidecarsOf({ endpoints }: AgentPlan): {
  readonly containers: readonly Draft<IContainer>[];
  readonly volumes: readonly Draft<IVolume>[];
} {
  const programs = endpoints.flatMap((use): ProgramPlan[] => (use.placement === 'sidecar' ? [use.program] : []));
  const own = programs.flatMap(({ volumes }) => volumes);
  return {
    // It listens for its agent alone, so that no other pod reaches it, whatever policies the cluster enforces.
    containers: programs.map((program) =>
      programContainer(program, containerName(program.name), { HOST: '127.0.0.1' }, own),
    ),
    volumes: volumesOf(own),
  };
}
