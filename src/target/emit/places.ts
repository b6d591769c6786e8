import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { DeploymentPlan, GangPlan, TeamPlan, VolumePlan } from '../plan/deployment-plan.ts';
import { servingOf } from './servings.ts';

/** Where Argo mounts a volume of its own into every container (`VarRunArgoPath` in its common.go). */
const ARGO = '/var/run/argo';

/** A container has one volume at a place, and what runs it may have mounted one of its own there. */
export function checkPlaces(plan: DeploymentPlan, reporter: Reporter): void {
  for (const { name, volumes, taken } of plan.teams.flatMap(containersOf)) {
    for (const { path, origin } of volumes) {
      const other = taken.get(path);
      if (other !== undefined) reporter.report('same-place-twice', origin.span, { executor: name, path, other });
    }
  }
}

/** The pods of a job are not Argo's but Volcano's (`ConfigMapMountPath`, `SSHAbsolutePath`). */
const takenOf = (gang: GangPlan | undefined): ReadonlyMap<string, string> =>
  new Map(
    gang === undefined
      ? [[ARGO, 'what Argo Workflows has there']]
      : [
          ['/etc/volcano', 'what Volcano has there'],
          ...(gang.kind === 'mpi' ? ([['/root/.ssh', 'the keys that Volcano has there']] as const) : []),
        ],
  );

interface Container {
  readonly name: string;
  readonly volumes: readonly VolumePlan[];
  /** What is at a place already, in words. */
  readonly taken: ReadonlyMap<string, string>;
}

function containersOf({ batch, online, serving }: TeamPlan): Container[] {
  const { places } = servingOf(serving);
  const executors = batch.flatMap(({ executors: own, exits }) => [...own, ...exits.map(({ executor }) => executor)]);
  const services = online.flatMap((plan) => [plan, ...plan.variants]).flatMap((instance) => instance.services);
  return [
    ...executors.map(({ name, volumes, gang }) => ({ name, volumes, taken: takenOf(gang) })),
    ...services.map((service) => ({ ...service, taken: places(service) })),
  ];
}
