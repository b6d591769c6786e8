import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { KubernetesObject } from '../manifest.ts';

/** A Job of Volcano 1.15 with the fields that are written (apis/pkg/apis/batch/v1alpha1/job.go). */
export interface Job {
  readonly apiVersion: 'batch.volcano.sh/v1alpha1';
  readonly kind: 'Job';
  readonly metadata: {
    readonly generateName: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly minAvailable: number;
    readonly plugins?: Readonly<Record<string, readonly string[]>>;
    readonly policies?: readonly LifecyclePolicy[];
    readonly queue?: string;
    readonly schedulerName: string;
    readonly tasks: readonly Task[];
    readonly ttlSecondsAfterFinished?: number;
  };
}

export interface Task {
  readonly name: string;
  readonly dependsOn?: { readonly name: readonly string[] };
  readonly minAvailable?: number;
  readonly policies?: readonly LifecyclePolicy[];
  readonly replicas: number;
  readonly template: IPodTemplateSpec;
}

export interface LifecyclePolicy {
  readonly action: 'AbortJob' | 'CompleteJob' | 'RestartJob' | 'TerminateJob';
  readonly event: 'PodEvicted' | 'PodFailed' | 'TaskCompleted';
}

/** A Queue of the same release (apis/pkg/apis/scheduling/v1beta1/types.go). */
export interface Queue extends KubernetesObject {
  readonly apiVersion: 'scheduling.volcano.sh/v1beta1';
  readonly kind: 'Queue';
  readonly spec: {
    readonly capability?: Readonly<Record<string, string>>;
    readonly reclaimable?: boolean;
    readonly weight?: number;
  };
}
