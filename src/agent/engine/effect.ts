import type {
  CallNode,
  EndpointAddress,
  ModelTarget,
  OnlineTarget,
  PartNode,
  VariantTarget,
} from '../../contract/strategy-graph/strategy-graph.ts';
import type { Value } from '../../base/values/value.ts';

/**
 * What the engine wants done. Ids are derived from what caused them and never from the time of the step, so that doing an
 * effect again under its id changes nothing twice.
 */
export type Effect = ObserveEffect | AskEffect | ActEffect | WakeEffect | ReplyEffect;

/**
 * Read these sensors, and answer with one `observed` event: those with a window within it, the others as of the instant `at`, which
 * is the present also where the event is made up.
 */
export interface ObserveEffect {
  readonly kind: 'observe';
  readonly id: string;
  readonly occurrence: string;
  readonly at: number;
  readonly requests: readonly SensorRequest[];
}

export interface SensorRequest {
  readonly sensor: string;
  /** Kind of the source, as `mlflow`. */
  readonly kind: string;
  readonly fields: Readonly<Record<string, Value>>;
  /** The observations that count. Absent: the sensor tells the present. */
  readonly window?: Window;
  /** What the source gave with its reading of the window before this one, to know what it counted already. */
  readonly mark?: string;
}

/** Milliseconds since 1970 UTC; `from` is within, `to` is not. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Ask whether these actions may be done, and answer with one `answered` event. */
export interface AskEffect {
  readonly kind: 'ask';
  readonly id: string;
  readonly occurrence: string;
  /** Who has to agree. */
  readonly by: string;
  /** As the user wrote them. */
  readonly actions: readonly string[];
}

/**
 * Do this, and answer with one `completed` event. `key` stays the same when an action that failed is tried again under
 * another id: what was done under it already is not done twice.
 */
export interface ActEffect {
  readonly kind: 'act';
  readonly id: string;
  readonly key: string;
  readonly occurrence: string;
  readonly action: ConcreteAction;
}

/** An action with the values that it has now. */
export type ConcreteAction = ConcreteCall | ConcretePrimitive | ConcreteHttp;

export interface ConcreteCall {
  readonly kind: 'call';
  readonly agent: CallNode['agent'];
  readonly receiver: string;
  readonly arguments: Readonly<Record<string, Value>>;
}

export interface ConcretePrimitive {
  readonly kind: 'primitive';
  readonly name: string;
  readonly target?: ConcreteTarget;
  readonly arguments: Readonly<Record<string, Value>>;
  /** Of what is so now it may change that share at most; what asks for more has failed, with that as its reason. */
  readonly largestStep?: number;
}

/** An action of the user's own. */
export interface ConcreteHttp {
  readonly kind: 'http';
  readonly name: string;
  readonly endpoint: EndpointAddress;
  readonly arguments: Readonly<Record<string, Value>>;
  /** Name of the type of what comes back; absent: nothing does. */
  readonly result?: string;
}

export type ConcreteTarget = ConcreteBatchTarget | OnlineTarget | VariantTarget | ModelTarget;

export interface ConcreteBatchTarget {
  readonly kind: 'batch';
  readonly namespace: string;
  readonly template: string;
  /** By name of the workflow's parameter. None are left out. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** What the next runs have by default from now on, by key of the ConfigMap. None are left out. */
  readonly overrides?: { readonly configMap: string; readonly entries: Readonly<Record<string, Value>> };
  readonly part?: PartNode;
}

/** Send a clock event at this instant, in place of any wished before. Every step ends with one while a schedule has a future. */
export interface WakeEffect {
  readonly kind: 'wake';
  readonly at: number;
}

/** The answer to the call with this id. */
export type ReplyEffect = { readonly kind: 'reply'; readonly call: string } & Reply;
export type Reply = { readonly accepted: true } | { readonly accepted: false; readonly reason: string };
