import type { OnlinePlan, TeamPlan, VersionPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';

/** Istio serves `v1` since 1.22, and the older form still; before it there is nothing else. */
const apiVersion = ({ major, minor }: VersionPlan): string =>
  `networking.istio.io/${major > 1 || minor >= 22 ? 'v1' : 'v1beta1'}`;

/**
 * A route of our own over the predictors' Services. Seldon's own is only kept up while all its pods are ready, which is
 * just when fail-over is not needed. Weights total 100: releases up to 1.14 refuse anything else.
 */
export function emitVirtualService(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  const { names, exposure, backup } = plan;
  const host = (service: string): string => `${service}.${team.namespace}.svc.cluster.local`;
  const destination = (service: string, port: number): object => ({ host: host(service), port: { number: port } });
  const canaries = plan.variants.filter(({ role }) => role === 'canary');
  const shadow = plan.variants.find(({ role }) => role === 'shadow');
  const stable = 100 - canaries.reduce((sum, { percent }) => sum + percent, 0);
  const route = [
    { destination: destination(names.service, names.ports[plan.transport]), weight: stable },
    ...canaries.map((canary) => ({
      destination: destination(canary.names.service, canary.names.ports[plan.transport]),
      weight: canary.percent,
    })),
    ...(backup ? [{ destination: destination(backup.service, backup.port), weight: 0 }] : []),
  ];
  const mirror = shadow && {
    mirror: destination(shadow.names.service, shadow.names.ports[plan.transport]),
    mirrorPercentage: { value: shadow.percent },
  };
  const spec = {
    hosts: [...(exposure ? [exposure.host] : []), host(names.service)],
    gateways: [...(exposure ? [exposure.gateway] : []), 'mesh'],
    http: [{ name: 'predictions', ...mirror, route }],
  };
  const origin = exposure?.origin ?? plan.origin;
  return [
    {
      apiVersion: apiVersion(team.platform.versions.istio),
      kind: 'VirtualService',
      metadata: metadataOf(team, part, names.virtualService, origin),
      spec,
    } as KubernetesObject,
  ];
}
