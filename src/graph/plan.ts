import type { Span } from '../source/source.ts';
import type { StrategyGraph } from './strategy-graph.ts';

/**
 * The deployment plan: what has to exist in the cluster, in terms of the house and with every name made. Emitters see
 * this and nothing else. Quantities are in base units: seconds, bytes, cores.
 */
export interface DeploymentPlan {
  readonly teams: readonly TeamPlan[];
}

/** Where a thing was declared: the user's own line, for the annotation and for what a target has to refuse. */
export interface Origin {
  readonly span: Span;
  /** `dataengineer.sflow:12`; the path is relative to the folder that was compiled. */
  readonly text: string;
}

/** One application of one team: one namespace. */
export interface TeamPlan {
  readonly application: string;
  readonly team: string;
  readonly namespace: string;
  readonly origin: Origin;
  readonly platform: PlatformPlan;
  readonly batch: readonly BatchPlan[];
  readonly online: readonly OnlinePlan[];
  readonly agents: readonly AgentPlan[];
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
}

/** A string with holes that only the target can fill. */
export type Text = readonly TextPart[];
export type TextPart =
  | string
  /** The value of a parameter of the workflow. */
  | { readonly parameter: string }
  /** The name of the run. */
  | { readonly run: true };

export interface BatchPlan {
  /** As in the source. */
  readonly name: string;
  /** Name of the WorkflowTemplate. */
  readonly objectName: string;
  readonly origin: Origin;
  readonly parameters: readonly ParameterPlan[];
  readonly executors: readonly ExecutorPlan[];
  readonly registers: readonly RegisterPlan[];
  readonly serviceAccount: string;
  /** The shared volume, where the platform has storage. A run sees a folder of its own below it, at `mountPath`. */
  readonly volume?: { readonly claim: string; readonly mountPath: string };
}

export interface ParameterPlan {
  /** Argo name: a param of a record type becomes one for each field and one for the whole. */
  readonly name: string;
  /** As `Bool` or `ModelVersion`; `ModelVersion.name` for a field. */
  readonly type: string;
  /** Absent: a run has to give it. */
  readonly default?: string;
  readonly choices?: readonly string[];
}

export interface ResourcesPlan {
  /** Cores. */
  readonly cpu?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly gpu?: number;
}

export interface EnvironmentPlan {
  readonly name: string;
  readonly value: Text;
}

export interface ExecutorPlan {
  readonly name: string;
  readonly origin: Origin;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly Text[];
  readonly environment: readonly EnvironmentPlan[];
  /** Secrets whose keys become environment variables. */
  readonly environmentSecrets: readonly string[];
  readonly resources?: ResourcesPlan;
  /** Label and value that a node has to have. */
  readonly nodes?: Readonly<Record<string, string>>;
  readonly retry?: { readonly limit: number; readonly backoffSeconds?: number; readonly maximumSeconds?: number };
  readonly timeoutSeconds?: number;
  /** Executors that have to succeed before. */
  readonly after: readonly string[];
}

/** A step that puts the best candidate's model into the registry. */
export interface RegisterPlan {
  readonly name: string;
  readonly origin: Origin;
  /** Name in the registry. */
  readonly model: string;
  /** Executors whose runs are candidates. */
  readonly candidates: readonly string[];
  /** Absent where there is one candidate. */
  readonly metric?: string;
  readonly environment: readonly EnvironmentPlan[];
  readonly environmentSecrets: readonly string[];
}

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

export interface AgentPlan {
  readonly name: string;
  readonly origin: Origin;
  readonly graph: StrategyGraph;
  readonly replicas: number;
  /** Of its HTTP interface; all agents have the same. */
  readonly port: number;
  readonly resources: ResourcesPlan;
  /** What the agent may do; a namespace other than the team's own gets its own Role and RoleBinding. */
  readonly permissions: readonly PermissionPlan[];
  /** Agents that call this one. */
  readonly callers: readonly AgentAddress[];
  /** Agents that this one calls. */
  readonly callees: readonly AgentAddress[];
  /** Other systems that it talks to. */
  readonly egress: readonly EgressPlan[];
  /** Secrets whose keys become environment variables. */
  readonly environmentSecrets: readonly string[];
}

export interface AgentAddress {
  readonly application: string;
  readonly namespace: string;
  readonly name: string;
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
