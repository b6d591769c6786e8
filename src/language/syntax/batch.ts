import type { Argument, Expression, Name, Node, Setting, TypeReference, UnknownClause } from './expressions.ts';

/** What is said of each step. */
export interface StepHeader {
  readonly name: Name;
  readonly loops: readonly Loop[];
  readonly after: readonly Edge[];
  /** `when check.rows > 0`: without it the step is skipped. */
  readonly condition?: Expression;
}
/** `load` or `load.failed` of `after load, check.ended`: a step that is waited for, and the state in which it has to end. */
export interface Edge extends Node {
  readonly kind: 'edge';
  readonly name: Name;
  readonly state?: Name;
}

/** `n in [50, 100]` of `for n in [50, 100], depth in depths` */
export interface Loop extends Node {
  readonly kind: 'loop';
  readonly name: Name;
  readonly over: Expression;
}

/** `executor modeling for n in trees after load-data when load-data.rows > 0 { … }` */
export interface Executor extends Node, StepHeader {
  readonly kind: 'executor';
  readonly clauses: readonly ExecutorClause[];
}

/** `run detector(data: load-data.digits) as check after load-data`: another batch workflow as a step. */
export interface NestedRun extends Node, StepHeader {
  readonly kind: 'run';
  readonly workflow: Name;
  readonly arguments: readonly Argument[];
}

/** `finally tidy on failure { … }`: an executor for the end of a run; `on` is `success` or `failure`. */
export interface Finally extends Node {
  readonly kind: 'finally';
  readonly name: Name;
  readonly on?: Name;
  readonly clauses: readonly ExecutorClause[];
}

/** `notify secret ml-alerts.url on failure` */
export interface Notify extends Node {
  readonly kind: 'notify';
  readonly to: Expression;
  readonly on?: Name;
}
/** Settings of an executor: `image`, `command`, `args`, `env`, `resources`, `timeout`, `nodes`. */
export type ExecutorClause = Setting | Like | Script | Retry | Input | Output | Metric | UnknownClause;

/** `like modeling-cnn1` */
export interface Like extends Node {
  readonly kind: 'like';
  readonly of: Name;
}

/** `script python '''…'''` */
export interface Script extends Node {
  readonly kind: 'script';
  readonly language: Name;
  readonly source: Expression;
}

/** `retry 2 backoff 30s`, `retry 2 backoff 30s..5m` */
export interface Retry extends Node {
  readonly kind: 'retry';
  readonly limit: Expression;
  readonly backoff?: Expression;
  readonly maximum?: Expression;
}

/** `input images : Dataset at "/data/images" key "raw/images"`: an object of the artifact store, put there before the start. */
export interface Input extends Node {
  readonly kind: 'input';
  readonly name: Name;
  readonly type: TypeReference;
  readonly at: Expression;
  readonly key: Expression;
  /** `{ unpack: false }` */
  readonly options?: Expression;
}

/** `output digits : Dataset at "/workflow/…"`, maybe with a `key`; or `output rows : Int from "/tmp/rows" default 0`. */
export interface Output extends Node {
  readonly kind: 'output';
  readonly name: Name;
  readonly type: TypeReference;
  /** The place of a file or folder. */
  readonly at?: Expression;
  /** The name under which it goes to the artifact store. */
  readonly key?: Expression;
  /** `{ pack: true }` */
  readonly options?: Expression;
  /** The file whose content is the value. */
  readonly from?: Expression;
  readonly default?: Expression;
}

/** `metric n_predictions : Count in experiment "predictor"` */
export interface Metric extends Node {
  readonly kind: 'metric';
  readonly name: Name;
  readonly type: TypeReference;
  readonly experiment?: Expression;
}

/** `schedule cron "0 3 * * *" in "Europe/Madrid"` */
export interface Schedule extends Node {
  readonly kind: 'schedule';
  readonly pattern: Expression;
  readonly zone?: Expression;
}

/** `exclusive`: one run at a time */
export interface Exclusive extends Node {
  readonly kind: 'exclusive';
}

/** `queue volcano "research"` */
export interface Queue extends Node {
  readonly kind: 'queue';
  readonly scheduler: Name;
  readonly queue: Expression;
}

/** `register mnist-cnn from best of [a, b] by accuracy`, `register mnist-detector from checker` (then `by` is absent) */
/** The metric by which models are compared: `accuracy`, `lower rmse`. */
export interface ComparedBy extends Node {
  readonly kind: 'compared-by';
  readonly metric: Name;
  /** Less of it is better. */
  readonly lower: boolean;
}

export interface Register extends Node {
  readonly kind: 'register';
  readonly model: Name;
  readonly from: readonly Name[];
  readonly by?: ComparedBy;
}
