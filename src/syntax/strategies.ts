import type { Expression, Name, Node, Parameter, UnknownClause } from './expressions.ts';

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
