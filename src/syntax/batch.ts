import type { Expression, Name, Node, Setting, TypeReference, UnknownClause } from './expressions.ts';

/** `executor modeling-cnn1 after load-data { … }` */
export interface Executor extends Node {
  readonly kind: 'executor';
  readonly name: Name;
  readonly after: readonly Name[];
  readonly clauses: readonly ExecutorClause[];
}
/** Settings of an executor: `image`, `command`, `args`, `env`, `resources`, `timeout`, `nodes`. */
export type ExecutorClause = Setting | Like | Retry | Output | Metric | UnknownClause;

/** `like modeling-cnn1` */
export interface Like extends Node {
  readonly kind: 'like';
  readonly of: Name;
}

/** `retry 2 backoff 30s`, `retry 2 backoff 30s..5m` */
export interface Retry extends Node {
  readonly kind: 'retry';
  readonly limit: Expression;
  readonly backoff?: Expression;
  readonly maximum?: Expression;
}

/** `output digits : Dataset at "/workflow/…"` */
export interface Output extends Node {
  readonly kind: 'output';
  readonly name: Name;
  readonly type: TypeReference;
  readonly at: Expression;
}

/** `metric n_predictions : Count in experiment "predictor"` */
export interface Metric extends Node {
  readonly kind: 'metric';
  readonly name: Name;
  readonly type: TypeReference;
  readonly experiment?: Expression;
}

/** `register mnist-cnn from best of [a, b] by accuracy`, `register mnist-detector from checker` (then `by` is absent) */
export interface Register extends Node {
  readonly kind: 'register';
  readonly model: Name;
  readonly from: readonly Name[];
  readonly by?: Name;
}
