import type { OnlinePlan, TeamPlan } from '../../graph/plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';

/** Ports of Seldon's executor, which stands before the graph. */
const ports = { rest: 8000, grpc: 5001 } as const;

/**
 * A route of our own over the predictors' Services. Seldon's own is only kept up while all its pods are ready, which is
 * just when fail-over is not needed. Weights total 100: releases up to 1.14 refuse anything else.
 */
export function emitVirtualService(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  const { names, exposure, backup } = plan;
  const host = (service: string): string => `${service}.${team.namespace}.svc.cluster.local`;
  const destination = (service: string): object => ({ host: host(service), port: { number: ports[plan.transport] } });
  const route = [
    { destination: destination(names.service), weight: 100 },
    ...(backup ? [{ destination: destination(backup.service), weight: 0 }] : []),
  ];
  const spec = {
    hosts: [...(exposure ? [exposure.host] : []), host(names.service)],
    gateways: [...(exposure ? [exposure.gateway] : []), 'mesh'],
    http: [{ name: 'predictions', route }],
  };
  const origin = exposure?.origin ?? plan.origin;
  return [
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: metadataOf(team, part, names.virtualService, origin),
      spec,
    } as KubernetesObject,
  ];
}
