import type { Retry } from './batch.ts';
import type { Argument, Expression, Name, Node, Parameter, TypeReference, UnknownClause } from './expressions.ts';

/** `strategy name { WHEN … IF … THEN … }`; with parameters, `strategy name(of: Online) { … }`, it is a template. */
export interface Strategy extends Node {
  readonly kind: 'strategy';
  readonly name: Name;
  /** Absent: it is no template. */
  readonly parameters?: readonly Parameter[];
  /** What stands before WHEN, in the order written. */
  readonly modifiers: readonly Modifier[];
  /** The word; absent where it is missing. */
  readonly when?: Node;
  readonly trigger: Trigger;
  readonly constraint?: Expression;
  /** `IF … for 5m` */
  readonly heldFor?: Expression;
  readonly actions: readonly Action[];
  /** ELSE, `when unknown` and `on failure`. */
  readonly branches: readonly Branch[];
  readonly unknown: readonly UnknownClause[];
}

/** `strategy select-model = replace-if-better(forest, serving)` */
export interface StrategyUse extends Node {
  readonly kind: 'strategy-use';
  readonly name: Name;
  readonly template: Name;
  readonly arguments: readonly Argument[];
}

export type Modifier = Cooldown | Limit | Priority | Timeout | Approval | DryRun;
export interface Cooldown extends Node {
  readonly kind: 'cooldown';
  readonly duration: Expression;
  /** `cooldown 2s per host`: what the call brings, for each value of which it is kept. */
  readonly key?: Name;
}
/** `limit 3 per 1d`, `limit 3 per 1d per host` */
export interface Limit extends Node {
  readonly kind: 'limit';
  readonly count: Expression;
  readonly per: Expression;
  readonly key?: Name;
}
export interface Priority extends Node {
  readonly kind: 'priority';
  readonly value: Expression;
}
export interface Timeout extends Node {
  readonly kind: 'timeout';
  readonly duration: Expression;
}
/** `approval by "ml-leads"` */
export interface Approval extends Node {
  readonly kind: 'approval';
  readonly by: Expression;
}
export interface DryRun extends Node {
  readonly kind: 'dry-run';
}

/** Actions of another outcome than THEN's: the constraint is false, or unknown, or an action failed. */
export interface Branch extends Node {
  readonly kind: 'branch';
  readonly of: 'else' | 'unknown' | 'failure';
  readonly actions: readonly Action[];
}

export type Trigger = Every | At | Cron | Called | Changed | AnyOf | AllOf | MissingTrigger;
export interface MissingTrigger extends Node {
  readonly kind: 'missing-trigger';
}
/** `every 1h from "2026-12-01T09:00Z" until "2027-01-01T00:00Z" jitter 5m` */
export interface Every extends Node {
  readonly kind: 'every';
  readonly interval: Expression;
  readonly from?: Expression;
  readonly until?: Expression;
  readonly jitter?: Expression;
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
/** `on training.succeeded`, `on training.modeling.failed`: `path` has at least one name, the last is the state. */
export interface Changed extends Node {
  readonly kind: 'on';
  readonly path: readonly Name[];
}
/** `A or B` */
export interface AnyOf extends Node {
  readonly kind: 'any';
  readonly triggers: readonly Trigger[];
}
/** `A and B within 5m` */
export interface AllOf extends Node {
  readonly kind: 'all';
  readonly triggers: readonly Trigger[];
  readonly within?: Expression;
}

export type Action = Invocation | SetAction | Parallel;

/** `call checker-agent.check-predictions(data: new-data)` (then `calls` is true) or `runWorkflow(detector, data: data)` */
export interface Invocation extends Node {
  readonly kind: 'action';
  readonly calls: boolean;
  readonly value: Expression;
  readonly retry?: Retry;
}
/** `set failures = failures + 1` */
export interface SetAction extends Node {
  readonly kind: 'set';
  readonly name: Name;
  readonly value: Expression;
}
/** `parallel { … }`: side by side */
export interface Parallel extends Node {
  readonly kind: 'parallel';
  readonly actions: readonly Action[];
}

/** `budget runs 24 per 1d`, `budget traffic 10%`, in an agent */
export interface Budget extends Node {
  readonly kind: 'budget';
  readonly of: Name;
  readonly amount: Expression;
  readonly per?: Expression;
}

/** `state failures : Int = 0`, in an agent */
export interface StateField extends Node {
  readonly kind: 'state';
  readonly name: Name;
  readonly type: TypeReference;
  readonly initial?: Expression;
}
