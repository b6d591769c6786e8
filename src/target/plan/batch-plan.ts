import type {
  EnvironmentPlan,
  Formula,
  Origin,
  PlacementPlan,
  ResourcesPlan,
  SecurityPlan,
  Text,
  VolumePlan,
} from './parts.ts';

export interface BatchPlan {
  /** As in the source. */
  readonly name: string;
  /** Name of the WorkflowTemplate. */
  readonly objectName: string;
  readonly origin: Origin;
  readonly parameters: readonly ParameterPlan[];
  readonly executors: readonly ExecutorPlan[];
  readonly registers: readonly RegisterPlan[];
  /** Steps for the end of a run. */
  readonly exits: readonly ExitPlan[];
  readonly notifications: readonly NotificationPlan[];
  /** Where Argo reads how the artifact store is reached, where a step uses it. */
  readonly artifacts?: { readonly configMap: string; readonly key: string };
  readonly serviceAccount: string;
  readonly runs: RunsPlan;
  /**
   * The shared volume, where the platform has storage: a run sees a folder of its own below it, at `mountPath`. With `scratch`
   * it is a volume of the run's own.
   */
  readonly volume?: { readonly claim: string; readonly mountPath: string; readonly scratch?: ScratchPlan };
}

export interface ScratchPlan {
  readonly bytes: number;
  readonly className: string;
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

export interface ExecutorPlan {
  readonly name: string;
  readonly origin: Origin;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly Text[];
  readonly environment: readonly EnvironmentPlan[];
  /** Secrets whose keys become environment variables. */
  readonly environmentSecrets: readonly string[];
  /** A ConfigMap whose keys do, too. */
  readonly environmentConfig?: string;
  readonly resources?: ResourcesPlan;
  readonly placement?: PlacementPlan;
  readonly volumes: readonly VolumePlan[];
  readonly security?: SecurityPlan;
  readonly gang?: GangPlan;
  readonly retry?: { readonly limit: number; readonly backoffSeconds?: number; readonly maximumSeconds?: number };
  readonly timeoutSeconds?: number;
  /** Steps that have to succeed before, or be left out. */
  readonly after: readonly string[];
  /** The lists over which it is repeated; of several, each combination. */
  readonly fanOut: readonly FanOutPlan[];
  readonly condition?: Formula;
  /** What it is given at its start beside the params of the workflow. */
  readonly inputs: readonly InputPlan[];
  readonly values: readonly ValuePlan[];
  readonly storedInputs: readonly StoredInputPlan[];
  readonly storedOutputs: readonly StoredOutputPlan[];
}

/** Pods that start together or not at all: replicas, or a master and workers of MPI. */
export type GangPlan =
  | { readonly kind: 'replicas'; readonly count: number; readonly queue?: string }
  | { readonly kind: 'mpi'; readonly workers: number; readonly queue?: string };

/** When and how runs go. */
export interface RunsPlan {
  readonly schedule?: {
    readonly name: string;
    readonly pattern: string;
    readonly zone?: string;
    readonly origin: Origin;
  };
  /** The lock by which there is one run at a time. */
  readonly mutex?: string;
  readonly timeoutSeconds?: number;
  /** Executors at a time. */
  readonly parallel?: number;
  readonly succeededSeconds: number;
  readonly failedSeconds: number;
  /** A queue of Volcano, which then schedules all pods. */
  readonly queue?: { readonly name: string; readonly origin: Origin };
}

export interface FanOutPlan {
  /** The item's name. */
  readonly name: string;
  /** The items as texts; or where a list of them stands as JSON. */
  readonly items: readonly string[] | ListSource;
}
export type ListSource = { readonly parameter: string } | StepValue;

/** A value of another step; of a fan-out those of all items, as a JSON list. */
export interface StepValue {
  readonly step: string;
  readonly output: string;
  readonly isFanOut: boolean;
}

export interface InputPlan {
  readonly name: string;
  readonly from: { readonly item: string } | StepValue;
}

/** A value that is the content of a file. */
export interface ValuePlan {
  readonly name: string;
  readonly path: Text;
  /** For a step that was left out, or wrote no file. */
  readonly default?: string;
}

/** An object of the artifact store that is put into the container: by its key, or as another step left it. */
export interface StoredInputPlan {
  readonly name: string;
  readonly path: Text;
  readonly from: { readonly key: Text } | { readonly step: string; readonly output: string };
}

export interface StoredOutputPlan {
  readonly name: string;
  readonly path: Text;
  readonly key: Text;
}

export interface ExitPlan {
  readonly executor: ExecutorPlan;
  readonly on?: 'success' | 'failure';
}

/** The outcome of a run as a message to a webhook, whose address is in a key of a Secret. */
export interface NotificationPlan {
  readonly name: string;
  readonly origin: Origin;
  readonly secret: string;
  readonly key: string;
  readonly on?: 'success' | 'failure';
}

/** A step that puts the best candidate's model into the registry. */
export interface RegisterPlan {
  readonly name: string;
  readonly origin: Origin;
  /** Name in the registry. */
  readonly model: string;
  /** Executors whose runs are candidates; one of a fan-out has a run for each item. */
  readonly candidates: readonly { readonly step: string; readonly isFanOut: boolean }[];
  /** What they are compared by; absent where there is one candidate. */
  readonly by?: { readonly metric: string; readonly lower: boolean };
  readonly environment: readonly EnvironmentPlan[];
  readonly environmentSecrets: readonly string[];
  /** A ConfigMap whose keys do, too. */
  readonly environmentConfig?: string;
}
