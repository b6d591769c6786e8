import type { AccessPlan } from './access-plan.ts';
import type { BatchPlan } from './batch-plan.ts';
import type { AgentAddress, EndpointUsePlan, InterfacePlan, ServiceEndpointPlan } from './endpoint-plan.ts';
import type { OnlinePlan } from './online-plan.ts';
import type { BuildPlan, ObjectKey, Origin, ResourcesPlan } from './parts.ts';
import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';

export type * from './access-plan.ts';
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
  /** The namespace is another's: it is neither made nor changed. */
  readonly existing: boolean;
  readonly origin: Origin;
  readonly platform: PlatformPlan;
  /** The system that serves its online workflows. */
  readonly serving: string;
  /** Images of its steps and services that are made from here. */
  readonly builds: readonly BuildPlan[];
  /** Its own tracker, at the address that the platform then has. */
  readonly tracker?: TrackerPlan;
  /** Where nothing passes that no policy allows. */
  readonly network?: NetworkPlan;
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

/** What pods of workflows may reach, and be reached by, beside each other. */
export interface NetworkPlan {
  readonly steps: NetworkPartPlan;
  readonly services: NetworkPartPlan;
  readonly detectors: NetworkPartPlan;
  /** The team's tracker, and endpoints that run on their own: who reaches them their own policies say. */
  readonly programs: NetworkPartPlan;
  /** Namespaces whose pods reach services. */
  readonly callers: readonly string[];
}

export interface NetworkPartPlan {
  readonly objectName: string;
  readonly egress: readonly EgressPlan[];
}

/** A ConfigMap whose keys become environment variables. */
export interface ClientsPlan {
  readonly objectName: string;
  readonly settings: Readonly<Record<string, string>>;
}

export interface PlatformPlan {
  /** Image of the agents' runtime, complete. */
  readonly runtimeImage: string;
  readonly tracker?: { readonly url: string; readonly access?: AccessPlan };
  readonly artifacts?: {
    /** `s3://bucket/prefix` */
    readonly url: string;
    readonly endpoint?: string;
    readonly secret?: string;
  };
  /** `authentication`: of the object in which KEDA reads what it shows. */
  readonly metrics?: { readonly url: string; readonly access?: AccessPlan; readonly authentication: string };
  /** `namespace/name` of the Istio gateway; absent where there is no mesh. */
  readonly gateway?: string;
  readonly storage?: { readonly className: string; readonly bytes: number };
  readonly journal: JournalPlan;
  readonly versions: VersionsPlan;
  /** Of the objects that the Prometheus operator selects by labels. */
  readonly monitoringLabels: Readonly<Record<string, string>>;
  /** Queues of Volcano. */
  readonly queues: readonly QueuePlan[];
}

/** Where agents keep what they remember. Without a storage class their volumes are of the cluster's default one. */
export type JournalPlan =
  | { readonly kind: 'volume'; readonly className?: string; readonly bytes: number }
  /** The port is that of the database's pods, which its address does not tell: that is in a Secret. */
  | { readonly kind: 'postgres'; readonly url: ObjectKey; readonly port: number };

/** The releases of the target systems that the manifests are for. */
export interface VersionsPlan {
  readonly argo: VersionPlan;
  readonly istio: VersionPlan;
  readonly keda: VersionPlan;
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
  /** The online workflows that it brings up. */
  readonly bodies: readonly BodyPlan[];
  /** Of its HTTP interface; all agents have the same. */
  readonly port: number;
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

/** An online workflow as an agent finds it. */
export interface BodyPlan {
  readonly file: string;
  /** Whose it is, without its agents. */
  readonly team: TeamPlan;
  readonly online: OnlinePlan;
  /** With all that belongs to it, and not the instance alone. */
  readonly isWhole: boolean;
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
