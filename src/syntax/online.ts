import type { Expression, Name, Node, Setting, UnknownClause } from './expressions.ts';

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
