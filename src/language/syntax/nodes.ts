import type {
  ComparedBy,
  Exclusive,
  Executor,
  Finally,
  NestedRun,
  Notify,
  Queue,
  Register,
  Schedule,
} from './batch.ts';
import type { CustomAction, Endpoint } from './endpoints.ts';
import type {
  Argument,
  Expression,
  Name,
  Node,
  Parameter,
  RecordLiteral,
  Setting,
  StringLiteral,
  TypeReference,
  UnknownClause,
} from './expressions.ts';
import type {
  Backup,
  Deployed,
  Detector,
  Explainer,
  Expose,
  GraphClause,
  Replicas,
  Service,
  Variant,
} from './online.ts';
import type { Budget, StateField, Strategy, StrategyUse } from './strategies.ts';

export type * from './batch.ts';
export type * from './endpoints.ts';
export type * from './expressions.ts';
export type * from './online.ts';
export type * from './strategies.ts';

export type TokenKind = 'word' | 'keyword' | 'number' | 'string' | 'symbol' | 'comment' | 'unknown';

/** Every token of the text in order, comments too. What lies between two of them is white space. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/**
 * The syntax tree: what the user wrote, with the place of every part, and nothing that was derived.
 *
 * A list that a mistake made unreadable is shorter, and a required part that is missing is a `missing` expression or a
 * name with an empty text; the parser has then already reported it, and later stages say nothing more about it.
 */
export interface File extends Node {
  readonly kind: 'file';
  readonly path: string;
  readonly imports: readonly Import[];
  readonly declarations: readonly Declaration[];
  readonly tokens: readonly Token[];
}

/** `import { a, b } from "./x"` */
export interface Import extends Node {
  readonly kind: 'import';
  readonly names: readonly Name[];
  readonly from: StringLiteral;
}

export type Declaration =
  | Platform
  | Application
  | Param
  | Model
  | Workflow
  | Sensor
  | Agent
  | Template
  | Strategy
  | Endpoint
  | CustomAction
  | Primitive;

/** `param retrain : Bool = false`, of a file or of a batch workflow */
export interface Param extends Node {
  readonly kind: 'param';
  readonly name: Name;
  readonly type: TypeReference;
  readonly default?: Expression;
}

export interface Platform extends Node {
  readonly kind: 'platform';
  readonly name: Name;
  readonly settings: readonly (Setting | UnknownClause)[];
}

/** `application mnist { team datascience  on cluster  namespace "…" { existing: true } }` */
export interface Application extends Node {
  readonly kind: 'application';
  readonly name: Name;
  readonly team?: Name;
  readonly platform?: Name;
  /** The system that serves online workflows. */
  readonly serving?: Name;
  readonly namespace?: Setting;
  /** `tracker mlflow { … }`: the team has one of its own. */
  readonly tracker?: Setting;
  /** `resources`. */
  readonly settings: readonly Setting[];
  readonly unknown: readonly UnknownClause[];
}

/** `model mnist-cnn { registered "mnist_cnn"  better accuracy }`, `model llama { at "hf://…"  credentials secret hub }` */
export interface Model extends Node {
  readonly kind: 'model';
  readonly name: Name;
  readonly registered?: Expression;
  readonly better?: ComparedBy;
  /** `at`, `credentials`. */
  readonly settings: readonly Setting[];
  readonly unknown: readonly UnknownClause[];
}

export interface Workflow extends Node {
  readonly kind: 'workflow';
  readonly name: Name;
  /** `batch` or `online`; another word is kept for the checker to refuse. */
  readonly workflowKind: Name;
  readonly members: readonly WorkflowMember[];
}
export type WorkflowMember =
  | Param
  | Setting
  | Executor
  | NestedRun
  | Register
  | Finally
  | Notify
  | Schedule
  | Exclusive
  | Queue
  | Service
  | GraphClause
  | Replicas
  | Expose
  | Backup
  | Deployed
  | Variant
  | Explainer
  | Detector
  | UnknownClause;

/**
 * `sensor predictions = logged-sum(…)` has `value`; `sensor score(of: ModelVersion) : Number is [score] from mlflow { … }` has
 * the others.
 */
export interface Sensor extends Node {
  readonly kind: 'sensor';
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly value?: Expression;
  readonly type?: TypeReference;
  readonly windowed: boolean;
  /** What is said of its readings behind `is`. */
  readonly traits: readonly Name[];
  readonly source?: Name;
  readonly fields?: RecordLiteral;
}

export interface Agent extends Node {
  readonly kind: 'agent';
  readonly name: Name;
  /** The template that it extends: `agent tracker-agent : tracker`, `agent scaler : keeper(inference)`. */
  readonly template?: Name;
  /** What the template is given. */
  readonly arguments: readonly Argument[];
  readonly members: readonly AgentMember[];
}
/** `template tracker { … }`, `template keeper(of: Online) { … }`: what agents extend; it is never deployed itself. */
export interface Template extends Node {
  readonly kind: 'template';
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly members: readonly AgentMember[];
}
/** Settings of an agent: `role`, `resources`. */
export type AgentMember = Setting | Replicas | Budget | StateField | Strategy | StrategyUse | UnknownClause;

/**
 * `primitive runWorkflow(workflow: Batch, ...) layer application { synonyms …  permit … }`, in the standard library.
 * `rest` says that the workflow's own params are taken too.
 */
export interface Primitive extends Node {
  readonly kind: 'primitive';
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly rest: boolean;
  readonly layer?: Name;
  readonly permits: readonly Permit[];
  readonly synonyms: readonly Synonyms[];
}
/** `permit [get, patch] on "argoproj.io/workflowtemplates" named` (then `named`: only the object of the target workflow) */
export interface Permit extends Node {
  readonly kind: 'permit';
  readonly verbs: readonly Name[];
  readonly resource: StringLiteral;
  readonly named: boolean;
}
/** `synonyms [scale, autoscale]`: words that people have for it. */
export interface Synonyms extends Node {
  readonly kind: 'synonyms';
  readonly words: readonly Name[];
}
