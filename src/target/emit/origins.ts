import type { DeploymentPlan, Origin, TeamPlan } from '../plan/deployment-plan.ts';
import type { KubernetesObject } from './manifest.ts';

/** Finds the place of the source that asked for an object; undefined for a plan of no team. */
export function originFinder(plan: DeploymentPlan): (object: KubernetesObject) => Origin | undefined {
  const origins = new Map(originsOf(plan).map((origin) => [origin.text, origin]));
  return ({ metadata }) => origins.get(metadata.annotations?.['sflow.dev/source'] ?? '') ?? plan.teams[0]?.origin;
}

const originsOf = (plan: DeploymentPlan): Origin[] =>
  plan.teams
    .flatMap((team) => [
      team,
      ...(team.tracker ? [team.tracker] : []),
      ...team.batch,
      ...team.online.flatMap(withParts),
      ...team.endpoints,
      ...team.agents,
    ])
    .map(({ origin }) => origin);

const withParts = (online: TeamPlan['online'][number]): { readonly origin: Origin }[] =>
  [online, online.scaling, online.exposure].filter((part) => part !== undefined);
