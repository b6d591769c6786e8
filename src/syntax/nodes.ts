import type { Span } from '../source/source.ts';

/**
 * The syntax tree: what the user wrote, with the place of every part, and nothing that was derived.
 *
 * A list that a mistake made unreadable is shorter, and a required part that is missing is a `missing` expression or a
 * name with an empty text; the parser has then already reported it, and later stages say nothing more about it.
 */
interface Node {
  readonly span: Span;
}

export interface Name extends Node {
  readonly kind: 'name';
  readonly text: string;
}

export type TokenKind = 'word' | 'keyword' | 'number' | 'string' | 'symbol' | 'comment' | 'unknown';

/** Every token of the text in order, comments too. What lies between two of them is white space. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

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
  Platform | Application | Param | Model | Workflow | Sensor | Agent | Template | Strategy | Primitive;

// ---------------------------------------------------------------------------------------------------- expressions

export type Expression =
  | Missing
  | NumberLiteral
  | StringLiteral
  | BoolLiteral
  | NoneLiteral
  | Reference
  | Member
  | VersionOf
  | Call
  | ListLiteral
  | RecordLiteral
  | Unary
  | Binary
  | Windowed
  | SecretReference;

/** Stands where an expression was expected and the parser found none. */
export interface Missing extends Node {
  readonly kind: 'missing';
}

/** A number with its unit as written: `20/s`, `1h30m`, `4Gi`, `90%`, `0.5`. */
export interface NumberLiteral extends Node {
  readonly kind: 'number';
  readonly text: string;
}

/** `"… ${x} …"` or `"""…"""`; escapes are resolved, and lines of the long form have lost their common indentation. */
export interface StringLiteral extends Node {
  readonly kind: 'string';
  readonly parts: readonly StringPart[];
}
export type StringPart = StringText | StringHole;
export interface StringText extends Node {
  readonly kind: 'text';
  readonly value: string;
}
export interface StringHole extends Node {
  readonly kind: 'hole';
  readonly value: Expression;
}

export interface BoolLiteral extends Node {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface NoneLiteral extends Node {
  readonly kind: 'none';
}

/** A bare name: `detector`, `predictions`, `hosts`. */
export interface Reference extends Node {
  readonly kind: 'reference';
  readonly name: Name;
}

/** `load-data.digits` */
export interface Member extends Node {
  readonly kind: 'member';
  readonly of: Expression;
  readonly name: Name;
}

/** `mnist-cnn@production`, `mnist-cnn@3` */
export interface VersionOf extends Node {
  readonly kind: 'version';
  readonly of: Expression;
  readonly version: Name;
}

export interface Call extends Node {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}
export interface Argument extends Node {
  readonly kind: 'argument';
  readonly name?: Name;
  readonly value: Expression;
}

export interface ListLiteral extends Node {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}

/** `{ a: 1, "b c": 2 }`; a key written as a string is a name with the string's text. */
export interface RecordLiteral extends Node {
  readonly kind: 'record';
  readonly fields: readonly Field[];
}
export interface Field extends Node {
  readonly kind: 'field';
  readonly name: Name;
  readonly value: Expression;
}

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | 'not';
  readonly operand: Expression;
}

export type BinaryOperator = 'or' | 'and' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/';
export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `x over 6h` (then `over` is set) or `x since last fired`. */
export interface Windowed extends Node {
  readonly kind: 'windowed';
  readonly of: Expression;
  readonly over?: Expression;
}

/** `secret scanflow-secret` */
export interface SecretReference extends Node {
  readonly kind: 'secret';
  readonly name: Name;
}

/** `List<Int>`, `Dataset?` */
export interface TypeReference extends Node {
  readonly kind: 'type';
  readonly name: Name;
  readonly arguments: readonly TypeReference[];
  readonly optional: boolean;
}

/** `name: Type = default`, in a signature */
export interface Parameter extends Node {
  readonly kind: 'parameter';
  readonly name: Name;
  readonly type: TypeReference;
  readonly default?: Expression;
}

// ---------------------------------------------------------------------------------------------------- declarations

/** A word that no clause of this declaration begins with, with the expression behind it if there is one. */
export interface UnknownClause extends Node {
  readonly kind: 'unknown-clause';
  readonly name: Name;
}

/** `param retrain : Bool = false`, of a file or of a batch workflow */
export interface Param extends Node {
  readonly kind: 'param';
  readonly name: Name;
  readonly type: TypeReference;
  readonly default?: Expression;
}

/** `registry "…"`: a clause that is a word and a value, maybe with a word between (`tracker mlflow "…"`) and a record behind. */
export interface Setting extends Node {
  readonly kind: 'setting';
  /** The word that begins the clause: `registry`, `tracker`, `image`, `args`, … */
  readonly name: Name;
  /** `mlflow` of `tracker mlflow "…"`. */
  readonly variant?: Name;
  readonly value: Expression;
  /** The record behind the value: `artifacts s3 "…" { endpoint: … }`. */
  readonly options?: RecordLiteral;
}

export interface Platform extends Node {
  readonly kind: 'platform';
  readonly name: Name;
  readonly settings: readonly (Setting | UnknownClause)[];
}

/** `application mnist { team datascience  on cluster  namespace "…" }` */
export interface Application extends Node {
  readonly kind: 'application';
  readonly name: Name;
  readonly team?: Name;
  readonly platform?: Name;
  readonly namespace?: StringLiteral;
  readonly unknown: readonly UnknownClause[];
}

/** `model mnist-cnn { registered "mnist_cnn"  better accuracy }` */
export interface Model extends Node {
  readonly kind: 'model';
  readonly name: Name;
  readonly registered?: StringLiteral;
  /** The metric by which versions are compared. */
  readonly better?: Name;
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
  Param | Executor | Register | Service | GraphClause | Replicas | Expose | Backup | UnknownClause;

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

/** `service predictor : model { server tensorflow grpc  model m@production  inputs { input_1 }  outputs { dense_1 } }` */
export interface Service extends Node {
  readonly kind: 'service';
  readonly name: Name;
  /** `model`, `transformer`, `output`, `router`, `combiner`. */
  readonly role: Name;
  readonly clauses: readonly ServiceClause[];
}
/** Settings of a service: `image`, `args`, `env`, `resources`, `model`. */
export type ServiceClause = Setting | Server | Tensors | UnknownClause;

/** `server tensorflow grpc` */
export interface Server extends Node {
  readonly kind: 'server';
  readonly name: Name;
  readonly transport?: Name;
}

/** `inputs { input_1 }`, `outputs { "predictions/Softmax:0" }`; `direction` is the word as written. */
export interface Tensors extends Node {
  readonly kind: 'tensors';
  readonly direction: 'inputs' | 'outputs';
  readonly names: readonly Name[];
}

/** `graph a -> b -> c` */
export interface GraphClause extends Node {
  readonly kind: 'graph';
  readonly nodes: readonly Name[];
}

/** `replicas 1..5 scale on request-rate(inference) per replica to 20/s`; a single number has no `maximum`. */
export interface Replicas extends Node {
  readonly kind: 'replicas';
  readonly minimum: Expression;
  readonly maximum?: Expression;
  readonly scale?: Scale;
}
export interface Scale extends Node {
  readonly kind: 'scale';
  readonly on: Expression;
  readonly perReplica: boolean;
  readonly to: Expression;
}

/** `expose "mnist.example.org"` */
export interface Expose extends Node {
  readonly kind: 'expose';
  readonly host: Expression;
}

/** `backup inference-backup` */
export interface Backup extends Node {
  readonly kind: 'backup';
  readonly workflow: Name;
}

/** `sensor predictions = logged-sum(…)` has `value`; `sensor score(of: ModelVersion) : Number from mlflow { … }` has the others. */
export interface Sensor extends Node {
  readonly kind: 'sensor';
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly value?: Expression;
  readonly type?: TypeReference;
  readonly windowed: boolean;
  readonly source?: Name;
  readonly fields?: RecordLiteral;
}

export interface Agent extends Node {
  readonly kind: 'agent';
  readonly name: Name;
  /** The template that it extends: `agent tracker-agent : tracker`. */
  readonly template?: Name;
  readonly members: readonly AgentMember[];
}
/** `template tracker { … }`: what agents extend; it is never deployed itself. */
export interface Template extends Node {
  readonly kind: 'template';
  readonly name: Name;
  readonly members: readonly AgentMember[];
}
/** Settings of an agent: `role`, `resources`. */
export type AgentMember = Setting | Replicas | Strategy | UnknownClause;

/** `strategy name { WHEN … IF … THEN … }` */
export interface Strategy extends Node {
  readonly kind: 'strategy';
  readonly name: Name;
  readonly trigger: Trigger;
  readonly constraint?: Expression;
  readonly actions: readonly Action[];
  readonly unknown: readonly UnknownClause[];
}

export type Trigger = Every | At | Cron | Called | AnyOf | MissingTrigger;
export interface MissingTrigger extends Node {
  readonly kind: 'missing-trigger';
}
export interface Every extends Node {
  readonly kind: 'every';
  readonly interval: Expression;
}
export interface At extends Node {
  readonly kind: 'at';
  readonly time: Expression;
}
/** `cron "0 3 * * *" in "Europe/Madrid"` */
export interface Cron extends Node {
  readonly kind: 'cron';
  readonly pattern: Expression;
  readonly zone?: Expression;
}
/** `called check-predictions(data: Dataset)` */
export interface Called extends Node {
  readonly kind: 'called';
  readonly name: Name;
  readonly parameters: readonly Parameter[];
}
/** `A or B` */
export interface AnyOf extends Node {
  readonly kind: 'any';
  readonly triggers: readonly Trigger[];
}

/** `call checker-agent.check-predictions(data: new-data)` (then `calls` is true) or `runWorkflow(detector, data: data)` */
export interface Action extends Node {
  readonly kind: 'action';
  readonly calls: boolean;
  readonly value: Expression;
}

/**
 * `primitive runWorkflow(workflow: Batch, ...) layer application { permit … }`, in the standard library.
 * `rest` says that the workflow's own params are taken too.
 */
export interface Primitive extends Node {
  readonly kind: 'primitive';
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly rest: boolean;
  readonly layer?: Name;
  readonly permits: readonly Permit[];
}
/** `permit [get, patch] on "argoproj.io/workflowtemplates" named` (then `named`: only the object of the target workflow) */
export interface Permit extends Node {
  readonly kind: 'permit';
  readonly verbs: readonly Name[];
  readonly resource: StringLiteral;
  readonly named: boolean;
}
