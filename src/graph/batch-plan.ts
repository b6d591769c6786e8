import type { EnvironmentPlan, Origin, ResourcesPlan, Text } from './parts.ts';

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
