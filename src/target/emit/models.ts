import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { DeploymentPlan, OnlinePlan, ServicePlan } from '../plan/deployment-plan.ts';
import type { ServingTarget } from './serving.ts';
import { servingOf, servings } from './servings.ts';

/** All services of a workflow that may have a model. */
export const servicesOf = (plan: OnlinePlan): readonly ServicePlan[] => [
  ...[plan, ...plan.variants].flatMap(({ services }) => services),
  ...(plan.explainer ? [plan.explainer] : []),
];

/** The word before the first colon of an address. */
export const schemeOf = (address: string): string => address.slice(0, Math.max(0, address.indexOf(':')));

const REGISTRY_HELP =
  'a tracker names the store itself if it does not hand files on: mlflow server --no-serve-artifacts --default-artifact-root s3://…';

const ARCHIVE = /\.(?:zip|tar|tgz|tar\.gz)$/;

/** A system reads models from some kinds of stores alone, and not all open archives; else a pod never starts. */
export function checkModels({ teams }: DeploymentPlan, reporter: Reporter): void {
  for (const { online, serving } of teams) {
    const system = servingOf(serving);
    for (const plan of online) {
      for (const model of servicesOf(plan).flatMap((service) => service.model ?? [])) {
        const scheme = schemeOf(model.url);
        const reads = (other: ServingTarget): boolean => other.schemes.includes(scheme);
        const opens = (other: ServingTarget): boolean => reads(other) && (other.unpacks || !ARCHIVE.test(model.url));
        if (opens(system)) continue;
        const others = servings.filter(opens).map(({ name }) => name);
        const what = reads(system)
          ? `${model.text}, which is an archive`
          : `models at ${scheme}:, where ${model.text} lies`;
        const labels = plan.servedBy ? [{ span: plan.servedBy.span, text: 'it is to be served by this' }] : [];
        const help = others.length === 0 ? { help: REGISTRY_HELP } : {};
        reporter.report(
          'serving-cannot',
          model.origin.span,
          { system: system.title, what, others },
          { labels, ...help },
        );
      }
    }
  }
}
