import type { IVirtualService } from '@kubernetes-models/istio/networking.istio.io/v1/VirtualService';
import type { IVirtualService as IOldVirtualService } from '@kubernetes-models/istio/networking.istio.io/v1beta1/VirtualService';
import type { OnlinePlan, TeamPlan, VersionPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object, type Draft } from '../object.ts';

/** Istio serves `v1` since 1.22, and the older form still; before it there is nothing else. */
const apiVersion = ({ major, minor }: VersionPlan): VirtualService['apiVersion'] =>
  major > 1 || minor >= 22 ? 'networking.istio.io/v1' : 'networking.istio.io/v1beta1';

/** The same in both. */
interface VirtualService extends Omit<IVirtualService, 'apiVersion'> {
  readonly apiVersion: IVirtualService['apiVersion'] | IOldVirtualService['apiVersion'];
}
type HttpRoute = NonNullable<NonNullable<VirtualService['spec']>['http']>[number];
type Destination = NonNullable<HttpRoute['mirror']>;
type Share = NonNullable<HttpRoute['route']>[number];

/**
 * A route of our own over the predictors' Services. Seldon's own is only kept up while all its pods are ready, which is
 * just when fail-over is not needed. Weights total 100: releases up to 1.14 refuse anything else.
 */
export function emitVirtualService(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  const { names, exposure, backup } = plan;
  if (team.platform.gateway === undefined) return [];
  const host = (service: string): string => `${service}.${team.namespace}.svc.cluster.local`;
  const destination = (service: string, port: number): Draft<Destination> => ({
    host: host(service),
    port: { number: port },
  });
  const canaries = plan.variants.filter(({ role }) => role === 'canary');
  const shadow = plan.variants.find(({ role }) => role === 'shadow');
  const stable = 100 - canaries.reduce((sum, { percent }) => sum + percent, 0);
  return [
    object<VirtualService>({
      apiVersion: apiVersion(team.platform.versions.istio),
      kind: 'VirtualService',
      metadata: metadataOf(team, part, names.virtualService, exposure?.origin ?? plan.origin),
      spec: {
        hosts: [...(exposure ? [exposure.host] : []), host(names.service)],
        gateways: [...(exposure ? [exposure.gateway] : []), 'mesh'],
        http: [
          {
            name: 'predictions',
            mirror: shadow && destination(shadow.names.service, shadow.names.ports[plan.transport]),
            mirrorPercentage: shadow && { value: shadow.percent },
            route: [
              { destination: destination(names.service, names.ports[plan.transport]), weight: stable },
              ...canaries.map((canary): Draft<Share> => ({
                destination: destination(canary.names.service, canary.names.ports[plan.transport]),
                weight: canary.percent,
              })),
              ...(backup ? [{ destination: destination(backup.service, backup.port), weight: 0 }] : []),
            ],
          },
        ],
      },
    }),
  ];
}
