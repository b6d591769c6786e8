import type { CronFields } from '../../base/values/cron.ts';
import type { Span } from '../../base/source/source.ts';
import type { Criterion, Id, ModelReference, WorkflowReference } from '../types/reference.ts';
import type { TypedParameter } from '../types/parameter.ts';
import type { Term } from '../types/term.ts';
import type { Type } from '../types/type.ts';
import type { Build, Placement, ProgramArgument, Resources, Retry, Security, Volume } from './program.ts';

export interface BatchWorkflow {
  readonly id: Id;
  readonly name: string;
  readonly span: Span;
  readonly parameters: readonly TypedParameter[];
  readonly executors: readonly Executor[];
  readonly runs: readonly NestedRun[];
  readonly registers: readonly Register[];
  readonly exits: readonly ExitHandler[];
  readonly notifications: readonly Notification[];
  readonly options: Runs;
  /** For all executors. */
  readonly placement: Placement;
}

/** When and how runs go. */
export interface Runs {
  readonly schedule?: Schedule;
  /** One run at a time. */
  readonly exclusive: boolean;
  readonly timeoutSeconds?: number;
  /** Executors at a time. */
  readonly parallel?: number;
  /** A volume of the run's own. */
  readonly scratchBytes?: number;
  readonly keep?: Keep;
  /** A queue of Volcano. */
  readonly queue?: { readonly name: string; readonly span: Span };
}

export interface Schedule {
  readonly span: Span;
  /** Five fields. */
  readonly pattern: string;
  readonly fields: CronFields;
  readonly zone?: string;
}

/** How long finished runs are kept, or how many of those that a schedule makes. */
export interface Keep {
  readonly succeededSeconds?: number;
  readonly failedSeconds?: number;
  readonly succeededRuns?: number;
  readonly failedRuns?: number;
}

/** Replicas of one program, or the workers of an MPI job, whose command runs in a pod of its own. */
export type Gang =
  | { readonly kind: 'replicas'; readonly count: number; readonly span: Span }
  | { readonly kind: 'mpi'; readonly workers: number; readonly span: Span };

/** Over what a step is repeated: `over` is a list, `type` that of its items. */
export interface Loop {
  readonly name: string;
  readonly over: Term;
  readonly type: Type;
}

/** A file or folder in the artifact store, and where it is in the container. */
export interface StoredFile {
  readonly name: string;
  readonly type: Type;
  readonly path: Term;
  readonly key: Term;
  /** Whether it is an archive in the store alone; where nothing is said, an input is unpacked by what its place is called. */
  readonly isPacked?: boolean;
  readonly span: Span;
}

/** A value that is the content of a file. */
export interface ValueOutput {
  readonly name: string;
  readonly type: Type;
  readonly path: Term;
  readonly default?: Term;
  readonly span: Span;
}

/**
 * What a step waits for: one step, and how that has to have ended. `ended` is each way, having been left out too. Where a nested
 * workflow was put in the place of its step there may be several: one of them has to have `failed`, or none, which is `unfailed`.
 */
export interface Edge {
  readonly steps: readonly string[];
  readonly state: EdgeState | 'unfailed';
}
export type EdgeState = 'succeeded' | 'failed' | 'ended';

/** Another batch workflow as a step. */
export interface NestedRun {
  readonly name: string;
  readonly span: Span;
  readonly workflow: WorkflowReference;
  readonly after: readonly Edge[];
  readonly condition?: Term;
  /** Values for all params of the workflow, its defaults included. */
  readonly arguments: ReadonlyMap<string, Term>;
}

export type Outcome = 'success' | 'failure';

/** A step for the end of a run; without `on` whatever the outcome. */
export interface ExitHandler {
  readonly executor: Executor;
  readonly on?: Outcome;
}

/** A message to the webhook that a key of a Secret holds. */
export interface Notification {
  readonly span: Span;
  readonly secret: string;
  readonly key: string;
  readonly on?: Outcome;
}

export interface Executor {
  readonly name: string;
  readonly span: Span;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args: readonly ProgramArgument[];
  readonly environment: readonly { readonly name: string; readonly value: Term }[];
  readonly resources?: Resources;
  readonly placement: Placement;
  readonly volumes: readonly Volume[];
  readonly security?: Security;
  readonly build?: Build;
  /** Several pods that start together or not at all. */
  readonly gang?: Gang;
  readonly retry?: Retry;
  readonly timeoutSeconds?: number;
  readonly after: readonly Edge[];
  readonly loops: readonly Loop[];
  /** Without it the executor is left out. */
  readonly condition?: Term;
  /** What others refer to, by name. */
  readonly outputs: ReadonlyMap<string, Term>;
  readonly values: readonly ValueOutput[];
  readonly stored: readonly StoredFile[];
  readonly inputs: readonly StoredFile[];
  readonly metrics: readonly { readonly name: string; readonly type: Type; readonly experiment?: string }[];
}

export interface Register {
  readonly model: ModelReference;
  readonly span: Span;
  readonly candidates: readonly string[];
  readonly by?: Criterion;
}
