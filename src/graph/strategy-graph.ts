import type { Value } from '../values/value.ts';

/**
 * The strategy graph: everything that an agent has to know, as JSON. The compiler writes it, the engine runs it, and
 * nothing in it is left to look up or to parse: times are seconds (spans) or milliseconds since 1970 UTC (instants),
 * quantities are in base units (seconds, bytes, cores, 1/s, ratios as fractions), queries are complete.
 * The published schema is `strategy-graph.schema.json` beside this file; a test holds the two together.
 */
export const STRATEGY_GRAPH_VERSION = 'sflow.dev/strategy-graph/v1';

export interface StrategyGraph {
  readonly version: typeof STRATEGY_GRAPH_VERSION;
  readonly agent: AgentIdentity;
  /** What the strategies read, each once; `id` is unique in the graph. */
  readonly sensors: readonly SensorNode[];
  readonly strategies: readonly StrategyNode[];
}

export interface AgentIdentity {
  readonly application: string;
  readonly team: string;
  readonly namespace: string;
  readonly name: string;
  /** The template's name, as `tracker`; empty without one. */
  readonly role: string;
}

/** `dataengineer.sflow:58` */
export type OriginText = string;

export interface SensorNode {
  readonly id: string;
  /** As the user wrote it, as `predictions since last fired`. */
  readonly label: string;
  /** Name of the type, as `Count` or `Dataset`; `display` says how to print a reading. */
  readonly type: string;
  readonly source: SourceCall;
  /** Absent: the sensor tells the present. */
  readonly window?: WindowNode;
  readonly origin: OriginText;
}

/**
 * A request to a kind of source (`mlflow`, `prometheus`, `kubernetes`, `http`). `fixed` are fields known to the compiler,
 * `computed` those that depend on the event; both together are what the source's driver gets.
 */
export interface SourceCall {
  readonly kind: string;
  readonly fixed: Readonly<Record<string, Value>>;
  readonly computed?: Readonly<Record<string, ExpressionNode>>;
}

/**
 * The observations that count: from (inclusive) the last firing of the strategy, or from `seconds` ago, to (exclusive)
 * the instant of the event. A strategy has *fired* when its constraint held and its actions did not fail; one that never
 * fired looks back to the agent's first start.
 */
export type WindowNode = { readonly kind: 'since-last-fired' } | { readonly kind: 'over'; readonly seconds: number };

export interface StrategyNode {
  readonly name: string;
  readonly trigger: TriggerNode;
  /** Absent: the actions run at each event. */
  readonly constraint?: ExpressionNode;
  /** Run in this order; the first failure ends them. */
  readonly actions: readonly ActionNode[];
  readonly origin: OriginText;
}

export type TriggerNode = EveryNode | AtNode | CronNode | CalledNode | AnyNode;

/** Fires at start + n × seconds, n ≥ 1, where start is the agent's first start. */
export interface EveryNode {
  readonly kind: 'every';
  readonly seconds: number;
  readonly text: string;
}
export interface AtNode {
  readonly kind: 'at';
  /** Milliseconds since 1970 UTC. */
  readonly instant: number;
  readonly text: string;
}
/**
 * The local times in `zone` (an IANA name) whose parts are all in the lists; `weekdays` has 0 for Sunday to 6. Where
 * `eitherDay` is true a day counts when it is in `days` or in `weekdays` (cron's rule when both are restricted), else it
 * has to be in both.
 */
export interface CronNode {
  readonly kind: 'cron';
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
  readonly eitherDay: boolean;
  readonly zone: string;
  readonly text: string;
}
export interface CalledNode {
  readonly kind: 'called';
  readonly receiver: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly optional: boolean }[];
  readonly text: string;
}
export interface AnyNode {
  readonly kind: 'any';
  readonly triggers: readonly TriggerNode[];
  readonly text: string;
}

/** Every node has its source text and the name of its type, so that a decision can be told in the user's words. */
export type ExpressionNode = { readonly text: string; readonly type: string } & (
  | { readonly op: 'constant'; readonly value: Value }
  | { readonly op: 'reading'; readonly sensor: string }
  | { readonly op: 'argument'; readonly name: string }
  | { readonly op: 'field'; readonly of: ExpressionNode; readonly name: string }
  | { readonly op: 'list'; readonly items: readonly ExpressionNode[] }
  | { readonly op: 'record'; readonly fields: Readonly<Record<string, ExpressionNode>> }
  | { readonly op: 'join'; readonly parts: readonly ExpressionNode[] }
  | { readonly op: 'not' | 'negate'; readonly operand: ExpressionNode }
  | {
      readonly op: 'add' | 'subtract' | 'multiply' | 'divide' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'and' | 'or';
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    }
);

export type ActionNode = CallNode | PrimitiveNode | HttpActionNode;

/** A call of another agent. */
export interface CallNode {
  readonly kind: 'call';
  readonly agent: { readonly namespace: string; readonly name: string; readonly url: string };
  readonly receiver: string;
  readonly arguments: Readonly<Record<string, ExpressionNode>>;
  readonly text: string;
  readonly origin: OriginText;
}

/** One of the primitives of the standard library, as `runWorkflow` or `promote`. */
export interface PrimitiveNode {
  readonly kind: 'primitive';
  readonly name: string;
  /** The workflow that it acts on; absent for primitives such as `promote`. */
  readonly target?: TargetNode;
  /** As the user gave them, without the workflow. */
  readonly arguments: Readonly<Record<string, ExpressionNode>>;
  readonly text: string;
  readonly origin: OriginText;
}

/** An action of the user's own, which an endpoint does. */
export interface HttpActionNode {
  readonly kind: 'http';
  readonly name: string;
  readonly endpoint: EndpointAddress;
  readonly arguments: Readonly<Record<string, ExpressionNode>>;
  /** Name of the type of what comes back; absent: nothing does. */
  readonly result?: string;
  readonly text: string;
  readonly origin: OriginText;
}

/**
 * Where a custom sensor or action is, by POST. Sensors have it as the fixed field `endpoint` of their source `http`, beside
 * `name`; their arguments are the computed field `arguments`.
 */
export type EndpointAddress = {
  /** Of the endpoint, by which the runtime finds its token. */
  readonly name: string;
  readonly url: string;
  /** Whether a bearer token proves who asks. */
  readonly token: boolean;
  readonly timeoutSeconds: number;
};

export type TargetNode = BatchTarget | OnlineTarget | ModelTarget;

export interface BatchTarget {
  readonly kind: 'batch';
  readonly namespace: string;
  /** Name of the WorkflowTemplate. */
  readonly template: string;
  /** The run's arguments by name of the Argo parameter. A value that is none is left out, so that the default stands. */
  readonly parameters: Readonly<Record<string, ExpressionNode>>;
}

export interface OnlineTarget {
  readonly kind: 'online';
  readonly namespace: string;
  /** The system that serves it. */
  readonly serving: string;
  /** The system's object that holds it. */
  readonly instance: string;
  readonly predictor: string;
  /** The graph unit that serves the model, where there is one. */
  readonly unit?: string;
  readonly deployment: string;
  readonly scaledObject?: string;
  readonly virtualService?: string;
}

/** The model registry. */
export interface ModelTarget {
  readonly kind: 'registry';
  readonly tracker: string;
}
