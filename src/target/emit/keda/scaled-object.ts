import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import type { DeploymentPlan, OnlinePlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object } from '../object.ts';
import { triggerAccess } from './authentication.ts';

/** How long demand has to stay low before a replica is taken away. */
const SCALE_DOWN_SECONDS = 120;

/** Failures of the metrics server in a row before the fallback holds the number of replicas. */
const FAILURES = 3;

/**
 * An autoscaler of our own: one in the SeldonDeployment would be part of what its pods are made from, and tuning it would
 * roll them all.
 */
export function emitScaledObject(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  const { names, scaling, replicas } = plan;
  if (!scaling) return [];
  const access = triggerAccess(team);
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name } };
  return names.autoscalers.map(({ name, deployment }) =>
    object<IScaledObject>({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: metadataOf(team, part, name, scaling.origin),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment },
        minReplicaCount: replicas.minimum,
        maxReplicaCount: replicas.maximum,
        advanced: {
          horizontalPodAutoscalerConfig: {
            name,
            behavior: { scaleDown: { stabilizationWindowSeconds: SCALE_DOWN_SECONDS } },
          },
        },
        fallback: { behavior: 'currentReplicasIfHigher', failureThreshold: FAILURES, replicas: replicas.minimum },
        triggers: [
          {
            type: 'prometheus',
            name: scaling.trigger,
            authenticationRef: access.authenticationRef,
            metricType: scaling.perReplica ? 'AverageValue' : 'Value',
            metadata: {
              serverAddress: scaling.metricsUrl,
              query: scaling.query,
              threshold: String(scaling.threshold),
              // An outage of the metrics must not look like no demand.
              ignoreNullValues: 'false',
              ...access.metadata,
            },
          },
        ],
      },
    }),
  );
}

/** From which release of KEDA 2 on a fallback is taken of a value that is not divided by replicas (`CheckFallbackValid`). */
const WHOLE_VALUES = 18;

/** Its webhook refuses what an earlier release has no fallback for. */
export function checkFallback({ teams }: DeploymentPlan, reporter: Reporter): void {
  for (const { online, platform } of teams) {
    const { major, minor, origin } = platform.versions.keda;
    if (!origin || minor >= WHOLE_VALUES) continue;
    for (const { scaling } of online) {
      if (!scaling || scaling.perReplica) continue;
      const version = `${String(major)}.${String(minor)}`;
      const needed = `${String(major)}.${String(WHOLE_VALUES)}`;
      const what = 'scaling by a value of all replicas together';
      reporter.report(
        'needs-release',
        scaling.origin.span,
        { what, system: 'KEDA', needed, version },
        {
          labels: [{ span: origin.span, text: 'this is what the platform has' }],
          help: `scale by what comes to each, as in: scale on ${scaling.label} per replica to …`,
        },
      );
    }
  }
}
