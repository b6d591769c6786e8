import type { BatchPlan } from './batch-plan.ts';
import type { AgentAddress, EndpointUsePlan, InterfacePlan, ServiceEndpointPlan } from './endpoint-plan.ts';
import type { OnlinePlan } from './online-plan.ts';
import type { BuildPlan, ObjectKey, Origin, ResourcesPlan } from './parts.ts';
import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';

export type * from './batch-plan.ts';
export type * from './endpoint-plan.ts';
export type * from './online-plan.ts';
export type * from './parts.ts';

/**
 * The deployment plan: what has to exist in the cluster, in terms of the house and with every name made. Emitters see
 * this and nothing else. Quantities are in base units: seconds, bytes, cores.
 */
export interface DeploymentPlan {
  readonly teams: readonly TeamPlan[];
  /** What the endpoints of custom sensors and actions have to understand. */
  readonly interfaces: readonly InterfacePlan[];
}

/** One application of one team: one namespace. */
export interface TeamPlan {
  readonly application: string;
  readonly team: string;
  readonly namespace: string;
  readonly origin: Origin;
  readonly platform: PlatformPlan;
  /** The system that serves its online workflows. */
  readonly serving: string;
  /** Images of its steps and services that are made from here. */
  readonly builds: readonly BuildPlan[];
  /** Its own tracker, at the address that the platform then has. */
  readonly tracker?: TrackerPlan;
  /** What clients of all of its steps read. */
  readonly clients?: ClientsPlan;
  readonly batch: readonly BatchPlan[];
  readonly online: readonly OnlinePlan[];
  readonly agents: readonly AgentPlan[];
  /** Endpoints of custom sensors and actions that run on their own. */
  readonly endpoints: readonly ServiceEndpointPlan[];
}

export interface TrackerPlan {
  /** Of all of its objects, its Service among them. */
  readonly objectName: string;
  readonly origin: Origin;
  readonly image: string;
  readonly port: number;
  /** Where the address of its database is. */
  readonly database: ObjectKey;
  readonly resources: ResourcesPlan;
}

/** A ConfigMap whose keys become environment variables. */
export interface ClientsPlan {
  readonly objectName: string;
  readonly settings: Readonly<Record<string, string>>;
}

export interface PlatformPlan {
  /** Image of the agents' runtime, complete. */
  readonly runtimeImage: string;
  readonly tracker?: { readonly url: string };
  readonly artifacts?: {
    /** `s3://bucket/prefix` */
    readonly url: string;
    readonly endpoint?: string;
    readonly secret?: string;
  };
  readonly metrics?: { readonly url: string };
  /** `namespace/name` of the Istio gateway. */
  readonly gateway?: string;
  readonly storage?: { readonly className: string; readonly bytes: number };
  readonly versions: VersionsPlan;
  /** Of the objects that the Prometheus operator selects by labels. */
  readonly monitoringLabels: Readonly<Record<string, string>>;
  /** Queues of Volcano. */
  readonly queues: readonly QueuePlan[];
}

/** The releases of the target systems that the manifests are for. */
export interface VersionsPlan {
  readonly argo: VersionPlan;
  readonly istio: VersionPlan;
  readonly seldon: VersionPlan;
}

export interface VersionPlan {
  readonly major: number;
  readonly minor: number;
  /** Where the platform says it; absent for the default. */
  readonly origin?: Origin;
}

export interface QueuePlan {
  readonly name: string;
  readonly origin: Origin;
  readonly weight?: number;
  /** Cores and bytes that all of its pods together may have. */
  readonly cpu?: number;
  readonly memory?: number;
}

export interface AgentPlan {
  readonly name: string;
  readonly origin: Origin;
  readonly graph: StrategyGraph;
  readonly replicas: number;
  /** Of its HTTP interface; all agents have the same. */
  readonly port: number;
  /** Of the volume with its journal, where it has one of its own. */
  readonly journalClaim: string;
  readonly resources: ResourcesPlan;
  /** What the agent may do; a namespace other than the team's own gets its own Role and RoleBinding. */
  readonly permissions: readonly PermissionPlan[];
  /** Agents that call this one. */
  readonly callers: readonly AgentAddress[];
  /** Agents that this one calls. */
  readonly callees: readonly AgentAddress[];
  /** Endpoints of custom sensors and actions that it uses. */
  readonly endpoints: readonly EndpointUsePlan[];
  /** Keys of Secrets that its actions name, each once. */
  readonly secrets: readonly ObjectKey[];
  /** Other systems that it talks to. */
  readonly egress: readonly EgressPlan[];
  /** Secrets whose keys become environment variables. */
  readonly environmentSecrets: readonly string[];
}

export interface PermissionPlan {
  readonly namespace: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
  /** Absent: all objects of the resource. */
  readonly names?: readonly string[];
}

export interface EgressPlan {
  /** Absent: outside the cluster. */
  readonly namespace?: string;
  readonly port: number;
}
