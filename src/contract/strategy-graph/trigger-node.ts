import type { CronTimes } from '../../base/values/cron.ts';
import type { Identifier, Instant, Name, Seconds, SourceText, TypeName } from './scalars.ts';

/** WHEN something is done. @discriminator kind */
export type TriggerNode = EveryNode | AtNode | CronNode | CalledNode | ChangedNode | AnyNode | AllNode;

/**
 * Fires at start + n × seconds, n ≥ 1, where start is the agent's first start; with `from` at from + n × seconds, n ≥ 0.
 * `until` is the last instant that counts. Each firing is later by a span below `jitterSeconds` that follows from the names
 * of agent and strategy and from n, so that agents do not all ask at once and a repeat comes out the same.
 */
export interface EveryNode {
  readonly kind: 'every';
  /** @minimum 1 */
  readonly seconds: number;
  readonly from?: Instant;
  readonly until?: Instant;
  /** Less than `seconds`. */
  readonly jitterSeconds?: Seconds;
  readonly text: SourceText;
}
export interface AtNode {
  readonly kind: 'at';
  readonly instant: Instant;
  readonly text: SourceText;
}
export interface CronNode extends CronTimes {
  readonly kind: 'cron';
  readonly text: SourceText;
}
export interface CalledNode {
  readonly kind: 'called';
  readonly receiver: Identifier;
  readonly parameters: readonly ReceiverParameter[];
  readonly text: SourceText;
}
export interface ReceiverParameter {
  readonly name: Identifier;
  readonly type: TypeName;
  readonly optional: boolean;
}
/** Something that runs has come into a state, as `succeeded`. */
export interface ChangedNode {
  readonly kind: 'on';
  readonly subject: SubjectNode;
  readonly state: Identifier;
  readonly text: SourceText;
}

/**
 * What has states. `name` is the object's: of the WorkflowTemplate, of the serving system's object, of the registered model.
 * @discriminator kind
 */
export type SubjectNode = BatchSubject | ExecutorSubject | OnlineSubject | ModelSubject;

export interface BatchSubject {
  readonly kind: 'batch';
  readonly namespace: Name;
  readonly name: Name;
}
export interface ExecutorSubject {
  readonly kind: 'executor';
  readonly namespace: Name;
  readonly name: Name;
  readonly executor: Name;
}
export interface OnlineSubject {
  readonly kind: 'online';
  readonly namespace: Name;
  readonly name: Name;
  readonly deployment: Name;
}
export interface ModelSubject {
  readonly kind: 'model';
  readonly name: Identifier;
  /** @minLength 1 */
  readonly tracker: string;
}

export interface AnyNode {
  readonly kind: 'any';
  /** @minItems 2 */
  readonly triggers: readonly TriggerNode[];
  readonly text: SourceText;
}

/**
 * Fires once all parts have fired within a span, the last of them now; what fired is then used up. Without a span the
 * parts are schedules, and it fires at the instants that all of them share.
 */
export interface AllNode {
  readonly kind: 'all';
  /** @minItems 2 */
  readonly triggers: readonly TriggerNode[];
  readonly withinSeconds?: Seconds;
  readonly text: SourceText;
}
