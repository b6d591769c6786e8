import type { BuildPlan } from '../plan/parts.ts';
import type { Build } from '../../language/model/model.ts';
import { completeImage, type Context } from './context.ts';
import { programsOf } from './endpoints.ts';

/** The images of an application that are made from its sources, each once, by name. */
export function lowerBuilds(context: Context): BuildPlan[] {
  const { application } = context;
  const { platform, batch, online } = application;
  const programs: readonly { readonly image?: string; readonly build?: Build }[] = [
    ...batch.flatMap(({ executors, exits }) => [...executors, ...exits.map(({ executor }) => executor)]),
    ...online.flatMap(({ services, variants, detectors, explainer }) => [
      ...services,
      ...variants.flatMap((variant) => variant.services),
      ...detectors,
      ...(explainer ? [explainer] : []),
    ]),
    ...programsOf(context),
  ];
  const builds = new Map<string, BuildPlan>();
  for (const { image, build } of programs) {
    if (!build || image === undefined || image === '') continue;
    const { span, ...how } = build;
    const plan: BuildPlan = { image: completeImage(platform.registry, image), origin: context.origin(span), ...how };
    const known = builds.get(plan.image);
    if (!known) builds.set(plan.image, plan);
    else if (JSON.stringify({ ...known, origin: 0 }) !== JSON.stringify({ ...plan, origin: 0 })) {
      const labels = [{ span: known.origin.span, text: 'the other is here' }];
      context.reporter.report('image-made-twice', span, { image }, { labels });
    }
  }
  return [...builds.values()].sort((a, b) => (a.image < b.image ? -1 : 1));
}
