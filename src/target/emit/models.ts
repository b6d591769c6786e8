import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { DeploymentPlan, OnlinePlan, ServicePlan } from '../plan/deployment-plan.ts';
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

/** A system reads models from some kinds of stores alone; from others a pod never starts. */
export function checkModels({ teams }: DeploymentPlan, reporter: Reporter): void {
  for (const { online, serving } of teams) {
    const { title, schemes } = servingOf(serving);
    for (const plan of online) {
      for (const { model } of servicesOf(plan)) {
        const scheme = schemeOf(model?.url ?? '');
        if (!model || schemes.includes(scheme)) continue;
        const others = servings.filter((other) => other.schemes.includes(scheme)).map(({ name }) => name);
        const what = `models at ${scheme}:, where ${model.text} lies`;
        const labels = plan.servedBy ? [{ span: plan.servedBy.span, text: 'it is to be served by this' }] : [];
        const help = others.length === 0 ? { help: REGISTRY_HELP } : {};
        reporter.report('serving-cannot', model.origin.span, { system: title, what, others }, { labels, ...help });
      }
    }
  }
}
