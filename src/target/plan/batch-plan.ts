import type {
  EnvironmentPlan,
  Formula,
  Origin,
  PlacementPlan,
  ResourceName,
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
  /** What runs by itself where a run has failed. */
  readonly parts: readonly PartPlan[];
  /** The ConfigMap in which agents keep what the next runs have by default, where some change that. */
  readonly overrides?: string;
  /** The parameter that says whose folder a run has, where one may go on in that of another. By default it is the run's own. */
  readonly folder?: string;
  readonly notifications: readonly NotificationPlan[];
  /** Where Argo reads how the artifact store is reached, where the platform has one. */
  readonly artifacts?: { readonly configMap: string; readonly key: string };
  readonly serviceAccount: string;
  readonly runs: RunsPlan;
  /**
   * The shared volume, where the platform has storage: a run sees a folder below it, at `mountPath`. With `scratch` it is a
   * volume of the run's own.
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
  /** Agents change the default. */
  readonly overridden?: true;
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
  /** What agents change of its pods. */
  readonly holes: readonly HolePlan[];
  readonly volumes: readonly VolumePlan[];
  readonly security?: SecurityPlan;
  readonly gang?: GangPlan;
  readonly retry?: { readonly limit: number; readonly backoffSeconds?: number; readonly maximumSeconds?: number };
  readonly timeoutSeconds?: number;
  /** Agents end its pods: what they ended is not tried again, and of several one is enough. */
  readonly stopped?: true;
  /** Where several are to succeed, all do; what waits for one that was left out is left out as well. */
  readonly after: readonly EdgePlan[];
  /** The lists over which it is repeated; of several, each combination. */
  readonly fanOut: readonly FanOutPlan[];
  readonly condition?: Formula;
  /** What it is given at its start beside the params of the workflow. */
  readonly inputs: readonly InputPlan[];
  readonly values: readonly ValuePlan[];
  readonly storedInputs: readonly StoredInputPlan[];
  readonly storedOutputs: readonly StoredOutputPlan[];
}

/** How steps have to have ended for what comes after them: one of them `failed`, or each in another way. */
export interface EdgePlan {
  readonly steps: readonly string[];
  /** `ended` is each way, and `unfailed` each but a failure: having been left out is both. */
  readonly state: 'succeeded' | 'failed' | 'ended' | 'unfailed';
}

/** The parameter of a run by which agents change something of the pods of a step. */
export type HolePlan =
  | { readonly kind: 'affinity' | ResourceName; readonly parameter: string }
  | {
      readonly kind: 'image';
      readonly parameter: string;
      /** Those that strategies name, and the one of the source. */
      readonly images: readonly string[];
      /** Where events bring others: any tag of the one of the source will do, with its registry before it or without. */
      readonly tagsOf?: { readonly registry: string; readonly name: string };
    };
export type HoleName = HolePlan['kind'];

/**
 * An executor with all that comes after it, as a run of its own. What stands outside of it is done: its steps wait for none of that,
 * and have of it what the run is given.
 */
export interface PartPlan {
  /** The template with which such a run starts. */
  readonly name: string;
  readonly executors: readonly ExecutorPlan[];
  readonly registers: readonly RegisterPlan[];
  readonly inputs: readonly { readonly name: string; readonly from: StepValue }[];
  /** The steps outside that are waited for otherwise. */
  readonly after: readonly string[];
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
    readonly zone: string;
    /** So many finished runs are to be found at least, where the source says how long they are kept. */
    readonly kept: { readonly succeeded?: number; readonly failed?: number };
    /** Of these outcomes so many are kept however old they are. */
    readonly counted: { readonly succeeded?: true; readonly failed?: true };
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
export type ListSource = { readonly parameter: string } | StepValue | GivenValue;

/** A value of another step; of a fan-out those of all items, as a JSON list. */
export interface StepValue {
  readonly step: string;
  readonly output: string;
  readonly isFanOut: boolean;
  /** What each value is in that list; a text where nothing is said. Numbers and lists stand there as the program wrote them. */
  readonly items?: 'bool' | 'json';
  /** What counts where the step has failed, for a reader that also runs then. */
  readonly otherwise?: string;
}

/** What a part of a workflow is given as an input of its own. */
export interface GivenValue {
  readonly given: string;
}

export interface InputPlan {
  readonly name: string;
  readonly from: { readonly item: string } | StepValue | GivenValue;
}

/** A value that is the content of a file. */
export interface ValuePlan {
  readonly name: string;
  readonly path: Text;
  /** For a step that was left out, or wrote no file. */
  readonly default?: string;
}

/** An object of the artifact store that is put into the container: by its key, or as another step left it, if only in another run. */
export interface StoredInputPlan {
  readonly name: string;
  readonly path: Text;
  readonly from:
    | { readonly key: Text; readonly isPacked?: boolean }
    | { readonly step: string; readonly output: string }
    | { readonly left: Text; readonly isPacked?: boolean };
}

export interface StoredOutputPlan {
  readonly name: string;
  readonly path: Text;
  readonly key: Text;
  /** As an archive. */
  readonly isPacked?: boolean;
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
  /** The name under which the candidates' runs are in the tracker. */
  readonly run: Text;
  /** Executors whose runs are candidates; one of a fan-out has a run for each item. */
  readonly candidates: readonly { readonly step: string; readonly isFanOut: boolean }[];
  /** What they are compared by; absent where there is one candidate. */
  readonly by?: { readonly metric: string; readonly lower: boolean };
  readonly environment: readonly EnvironmentPlan[];
  readonly environmentSecrets: readonly string[];
  /** A ConfigMap whose keys do, too. */
  readonly environmentConfig?: string;
  readonly volumes: readonly VolumePlan[];
}
