import type { BatchPlan, EgressPlan, NetworkPlan, OnlinePlan } from '../plan/deployment-plan.ts';
import { platformOf, type Context } from './context.ts';
import { POLICIES } from './names.ts';
import { eachOnce, egressTo } from './permissions.ts';

/** Outside of the cluster, at the port of https. */
const OUTSIDE: EgressPlan = { port: 443 };

/** Where each kind of pod goes, as far as the sources say it, and where the platform says beside that. */
export function lowerNetwork(
  { application }: Context,
  batch: readonly BatchPlan[],
  online: readonly OnlinePlan[],
): NetworkPlan | undefined {
  const { network, tracker, artifacts } = platformOf(application);
  if (!network) return undefined;
  const to = (...urls: readonly (string | undefined)[]): EgressPlan[] =>
    urls.flatMap((url) => (url === undefined ? [] : [egressTo(url, application.namespace)]));
  const said = to(...network.egress);
  // Without an endpoint the store is that of AWS.
  const store = artifacts ? (artifacts.endpoint === undefined ? [OUTSIDE] : to(artifacts.endpoint)) : [];
  // Where a webhook is stands in a Secret.
  const webhooks = batch.some(({ notifications }) => notifications.length > 0) ? [OUTSIDE] : [];
  const services = online.flatMap((plan) => [plan, ...plan.variants]).flatMap((instance) => instance.services);
  const models = services.some(({ model }) => model && !/^(?:s3|pvc):/.test(model.url)) ? [OUTSIDE] : [];
  return {
    steps: { objectName: POLICIES.steps, egress: eachOnce([...to(tracker), ...store, ...webhooks, ...said]) },
    services: { objectName: POLICIES.services, egress: eachOnce([...store, ...models, ...said]) },
    detectors: { objectName: POLICIES.detectors, egress: eachOnce(said) },
    programs: { objectName: POLICIES.programs, egress: eachOnce([...store, ...said]) },
    callers: network.ingress,
  };
}
