import type { EnvironmentPlan, Origin, ResourcesPlan } from './parts.ts';

export interface OnlinePlan {
  readonly name: string;
  readonly origin: Origin;
  readonly names: OnlineNames;
  readonly transport: 'rest' | 'grpc';
  /** The root of the graph: a request goes through it and then to its children. */
  readonly graph: ServiceNode;
  readonly services: readonly ServicePlan[];
  /** Equal where the number is fixed. */
  readonly replicas: { readonly minimum: number; readonly maximum: number };
  readonly scaling?: ScalingPlan;
  /** Hosts by which callers outside reach it, through `gateway`; it is always reachable inside the mesh. */
  readonly exposure?: { readonly host: string; readonly gateway: string; readonly origin: Origin };
  /** The online workflow that stands by; its route is there with weight 0. */
  readonly backup?: { readonly service: string; readonly origin: Origin };
}

/** Every Kubernetes name that belongs to an online workflow. */
export interface OnlineNames {
  readonly seldonDeployment: string;
  readonly predictor: string;
  /** `metadata.name` of the component spec. */
  readonly component: string;
  /** Derived by Seldon. */
  readonly deployment: string;
  /** Given to Seldon by annotation. */
  readonly service: string;
  readonly scaledObject: string;
  readonly virtualService: string;
  readonly disruptionBudget: string;
}

export interface ServiceNode {
  readonly service: string;
  readonly children: readonly ServiceNode[];
}

export interface ServicePlan {
  readonly name: string;
  readonly origin: Origin;
  readonly role: 'model' | 'transformer' | 'output' | 'router' | 'combiner';
  /** Absent for a prepackaged server. */
  readonly image?: string;
  /** `tensorflow`, `sklearn`, …: a server of the serving system. */
  readonly server?: string;
  /** Where the model lies, pinned to a version. */
  readonly modelUrl?: string;
  readonly modelSecret?: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly environment: readonly EnvironmentPlan[];
  readonly resources?: ResourcesPlan;
}

export interface ScalingPlan {
  readonly origin: Origin;
  /** Name of the trigger: the sensor's. */
  readonly trigger: string;
  readonly metricsUrl: string;
  /** PromQL with one sample as its result, in the unit of `threshold`. */
  readonly query: string;
  readonly threshold: number;
  /** Whether the threshold is for each replica or for all. */
  readonly perReplica: boolean;
}
