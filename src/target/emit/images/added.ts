import { isRecord } from '../../../base/values/plain.ts';
import type { BatchPlan, DeploymentPlan, OnlinePlan } from '../../plan/deployment-plan.ts';
import type { ManifestFile } from '../manifest.ts';
import { emitOnline } from '../online-objects.ts';

/**
 * The images that the cluster has to be able to pull beside those that the sources name for steps, services and endpoints, in the
 * order of their names. What operators add to pods is theirs.
 */
export function addedImages(plan: DeploymentPlan, files: readonly ManifestFile[]): readonly string[] {
  const agents = plan.teams.flatMap((team) => team.agents);
  const named = new Set([
    ...plan.teams.flatMap(({ batch, endpoints }) => [
      ...batch.flatMap(stepImages),
      ...endpoints.map(({ image }) => image),
    ]),
    ...[
      ...plan.teams.flatMap(({ online }) => online),
      ...agents.flatMap(({ bodies }) => bodies.map(({ online }) => online)),
    ].flatMap(serviceImages),
    ...agents.flatMap(({ endpoints }) =>
      endpoints.flatMap((use) => (use.placement === 'sidecar' ? [use.program.image] : [])),
    ),
  ]);
  const found = new Set<string>();
  for (const { objects } of files) collect(objects, found);
  // What an agent brings up lies in its ConfigMap, as a text.
  for (const { team, online } of agents.flatMap(({ bodies }) => bodies))
    if (team.serving === 'deployments') collect(emitOnline(team, online).all, found);
  return [...found].filter((image) => !named.has(image)).sort();
}

const stepImages = ({ executors, exits }: BatchPlan): string[] =>
  [...executors, ...exits.map(({ executor }) => executor)].map(({ image }) => image);

const serviceImages = ({ services, variants, explainer, detector }: OnlinePlan): (string | undefined)[] =>
  [
    ...services,
    ...variants.flatMap((variant) => variant.services),
    ...(explainer ? [explainer] : []),
    ...(detector ? [detector.service] : []),
  ].map(({ image }) => image);

/** The images of containers, wherever an object has them. */
function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (isRecord(value)) {
    for (const key in value) {
      const part = value[key];
      if (key === 'image' && typeof part === 'string') found.add(part);
      else if (typeof part === 'object') collect(part, found);
    }
  }
}
