import type { ServingNames } from './serving.ts';
import type { EnvironmentPlan, Origin, PlacementPlan, ResourcesPlan, SecurityPlan, Text, VolumePlan } from './parts.ts';

export interface OnlinePlan {
  readonly name: string;
  readonly origin: Origin;
  /** Where the application names the system that serves it; absent for the default. */
  readonly servedBy?: Origin;
  readonly names: OnlineNames;
  readonly transport: 'rest' | 'grpc';
  /** The root of the graph: a request goes through it and then to its children. */
  readonly graph: ServiceNode;
  readonly services: readonly ServicePlan[];
  /** Equal where the number is fixed. */
  readonly replicas: { readonly minimum: number; readonly maximum: number };
  readonly scaling?: ScalingPlan;
  /** An autoscaler by what the containers use. */
  readonly utilization?: UtilizationPlan;
  /** What all services speak; without it what they have in common. */
  readonly protocol?: 'seldon' | 'tensorflow' | 'v2';
  readonly variants: readonly VariantPlan[];
  readonly explainer?: ServicePlan;
  /** A program of its own that gets a copy of each request. */
  readonly detector?: DetectorPlan;
  /** Of containers of which nothing is said. */
  readonly resources?: ResourcesPlan;
  /** Replicas that stay while nodes are emptied. */
  readonly available?: number;
  readonly placement?: PlacementPlan;
  /** Hosts by which callers outside reach it, through `gateway`; it is always reachable inside the mesh. */
  readonly exposure?: { readonly host: string; readonly gateway: string; readonly origin: Origin };
  /** The agent that brings it up: what serves it is none of what is shipped. */
  readonly deployedBy?: string;
  /** The online workflow that stands by; its route is there with weight 0. */
  readonly backup?: { readonly service: string; readonly port: number; readonly origin: Origin };
}

/** Every Kubernetes name that belongs to an online workflow: what the serving system derives, and our own. */
export interface OnlineNames extends ServingNames {
  /** Of either kind, KEDA's or that of Kubernetes: one for each Deployment. */
  readonly autoscalers: readonly { readonly name: string; readonly deployment: string }[];
  readonly virtualService: string;
  readonly disruptionBudget: string;
}

/** The same graph with other services, for a share of the requests or for copies of them. */
export interface VariantPlan {
  readonly role: 'canary' | 'shadow';
  readonly name: string;
  readonly origin: Origin;
  /** 1 to 100. */
  readonly percent: number;
  readonly names: ServingNames;
  readonly services: readonly ServicePlan[];
}

export interface DetectorPlan {
  /** Name of its Deployment and Service. */
  readonly objectName: string;
  readonly port: number;
  readonly service: ServicePlan;
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
  readonly model?: ModelPlan;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** The share of the first branch, of a server that picks one at random. */
  readonly ratio?: number;
  readonly args: readonly Text[];
  readonly environment: readonly EnvironmentPlan[];
  readonly volumes: readonly VolumePlan[];
  readonly security?: SecurityPlan;
  readonly resources?: ResourcesPlan;
}

/** The version of a model that a service has first; what it has later is for agents to say. */
export interface ModelPlan {
  /** Where the source names it. */
  readonly origin: Origin;
  /** As it is written: `fraud@production`. */
  readonly text: string;
  /** Where its files lie, pinned to a version. */
  readonly url: string;
  /** The Secret by which they are read. */
  readonly secret?: string;
  /** Absent where no registry has it. */
  readonly registered?: RegisteredPlan;
}

/** A version as the registry has it. */
export interface RegisteredPlan {
  /** The address of the registry's tracker; absent where the platform has none. */
  readonly tracker?: string;
  /** The model's name in it. */
  readonly model: string;
  /** The alias or number by which the source names the version. */
  readonly alias: string;
  readonly version: string;
  /**
   * Who says which version it is and where its files lie: the lock; the source, by a number; or nobody, where there is no lock
   * (`guessed`) or the lock says that the registry had no such version (`absent`). Then it is version 1, at its usual place; what is
   * absent an agent has to bring.
   */
  readonly known: 'locked' | 'said' | 'guessed' | 'absent';
}

export interface UtilizationPlan {
  readonly of: 'cpu' | 'memory';
  readonly origin: Origin;
  /** A share of what they ask for, or an amount for each replica, in cores or bytes. */
  readonly target: { readonly percent: number } | { readonly amount: number };
}

export interface ScalingPlan {
  readonly origin: Origin;
  /** Name of the trigger: the sensor's. */
  readonly trigger: string;
  /** The sensor as it was written. */
  readonly label: string;
  readonly metricsUrl: string;
  /** PromQL with one sample as its result, in the unit of `threshold`. */
  readonly query: string;
  readonly threshold: number;
  /** What one of the query's is in the unit of the sensor. */
  readonly factor: number;
  /** Whether the threshold is for each replica or for all. */
  readonly perReplica: boolean;
}
