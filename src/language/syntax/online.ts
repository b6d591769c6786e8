import type { Expression, Name, Node, RecordLiteral, Setting, UnknownClause } from './expressions.ts';

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
  /** `{ ratio: 30% }` of a server that routes. */
  readonly options?: RecordLiteral;
}

/** `inputs { input_1 }`, `outputs { "predictions/Softmax:0" }`; `direction` is the word as written. */
export interface Tensors extends Node {
  readonly kind: 'tensors';
  readonly direction: 'inputs' | 'outputs';
  readonly names: readonly Name[];
}

/** `graph a -> [b, c -> d] -> e` */
export interface GraphClause extends Node {
  readonly kind: 'graph';
  readonly path: readonly GraphItem[];
}
export type GraphItem = Name | Branches;
export interface Branches extends Node {
  readonly kind: 'branches';
  readonly paths: readonly (readonly GraphItem[])[];
}

/** `canary next at 10% { predictor { model m@candidate } }`, `shadow trial { … }` */
export interface Variant extends Node {
  readonly kind: 'variant';
  readonly role: 'canary' | 'shadow';
  readonly name: Name;
  readonly share?: Expression;
  readonly changes: readonly ServiceChange[];
}
export interface ServiceChange extends Node {
  readonly kind: 'change';
  readonly service: Name;
  readonly clauses: readonly ServiceClause[];
}

/** `explainer { server anchor-tabular  model m-explainer@1 }` */
export interface Explainer extends Node {
  readonly kind: 'explainer';
  readonly clauses: readonly ServiceClause[];
}

/** `detector drift { image "drift:1" }` */
export interface Detector extends Node {
  readonly kind: 'detector';
  readonly name: Name;
  readonly clauses: readonly ServiceClause[];
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

/** `deployed by planner-agent` */
export interface Deployed extends Node {
  readonly kind: 'deployed';
  readonly agent: Name;
}
