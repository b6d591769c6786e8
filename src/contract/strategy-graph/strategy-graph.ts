import type { CronTimes } from '../../base/values/cron.ts';
import type { Value } from '../../base/values/value.ts';

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
  /** What the agent remembers between firings, by name. Absent: nothing. */
  readonly state?: readonly StateNode[];
  readonly strategies: readonly StrategyNode[];
}

export interface StateNode {
  readonly name: string;
  readonly type: string;
  readonly initial: Value;
  readonly origin: OriginText;
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
  /** What it is read as in the sources, each once. Left out are those with an argument that depends on the event. */
  readonly readAs?: readonly SensorCall[];
  /** Name of the type, as `Count` or `Dataset`; `display` says how to print a reading. */
  readonly type: string;
  readonly source: SourceCall;
  /** Absent: the sensor tells the present. */
  readonly window?: WindowNode;
  readonly origin: OriginText;
}

/** A sensor with what each of its parameters has, in their order. What an argument names is a text, as `inference` or `m@3`. */
export interface SensorCall {
  readonly sensor: string;
  readonly arguments: readonly SensorArgument[];
}

export interface SensorArgument {
  readonly name: string;
  readonly value: Value;
  /** It is what the parameter has if nothing is given. */
  readonly default?: true;
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
 * the instant of the event. A strategy has *fired* once an action behind THEN that is more than a message or a `set` was done, or
 * has no answer; one that never fired looks back to the agent's first start.
 */
export type WindowNode = { readonly kind: 'since-last-fired' } | { readonly kind: 'over'; readonly seconds: number };

export interface StrategyNode {
  readonly name: string;
  readonly trigger: TriggerNode;
  /** Absent: the actions run at each event. */
  readonly constraint?: ExpressionNode;
  /** The constraint has to have held at every evaluation for that long. */
  readonly heldSeconds?: number;
  /** After a try at t, of which something was done, THEN is not done before t + that. */
  readonly cooldownSeconds?: number;
  /** At most `count` such tries within any `seconds`. */
  readonly limit?: { readonly count: number; readonly seconds: number };
  /** Of several that are due at one instant the one with the larger number is first; 0 where there is none. */
  readonly priority?: number;
  /** Strategies of this agent that write the same fields and go before: where one of them acts at an instant, this does not. */
  readonly yieldsTo?: readonly string[];
  /** From the step that takes an event to the end of its actions: waiting, reading and approval included. Absent: a day. */
  readonly timeoutSeconds?: number;
  /** Who has to agree before the actions run. */
  readonly approval?: string;
  /** Everything is decided and nothing is done. */
  readonly dryRun?: true;
  /** Run in this order; the first failure ends them. */
  readonly actions: readonly ActionNode[];
  /** Where the constraint is false. */
  readonly otherwise?: readonly ActionNode[];
  /** Where the constraint is unknown. */
  readonly whenUnknown?: readonly ActionNode[];
  /** Where an action failed, or took too long. */
  readonly onFailure?: readonly ActionNode[];
  readonly origin: OriginText;
}

export type TriggerNode = EveryNode | AtNode | CronNode | CalledNode | ChangedNode | AnyNode | AllNode;

/**
 * Fires at start + n × seconds, n ≥ 1, where start is the agent's first start; with `from` at from + n × seconds, n ≥ 0.
 * `until` is the last instant that counts. Each firing is later by a span below `jitterSeconds` that follows from the names
 * of agent and strategy and from n, so that agents do not all ask at once and a repeat comes out the same.
 */
export interface EveryNode {
  readonly kind: 'every';
  readonly seconds: number;
  /** Milliseconds since 1970 UTC. */
  readonly from?: number;
  readonly until?: number;
  /** Less than `seconds`. */
  readonly jitterSeconds?: number;
  readonly text: string;
}
export interface AtNode {
  readonly kind: 'at';
  /** Milliseconds since 1970 UTC. */
  readonly instant: number;
  readonly text: string;
}
export interface CronNode extends CronTimes {
  readonly kind: 'cron';
  readonly text: string;
}
export interface CalledNode {
  readonly kind: 'called';
  readonly receiver: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly optional: boolean }[];
  readonly text: string;
}
/** Something that runs has come into a state, as `succeeded`. */
export interface ChangedNode {
  readonly kind: 'on';
  readonly subject: SubjectNode;
  readonly state: string;
  readonly text: string;
}

/** What has states. `name` is the object's: of the WorkflowTemplate, of the serving system's object, of the registered model. */
export type SubjectNode =
  | { readonly kind: 'batch'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'executor'; readonly namespace: string; readonly name: string; readonly executor: string }
  | { readonly kind: 'online'; readonly namespace: string; readonly name: string; readonly deployment: string }
  | { readonly kind: 'model'; readonly name: string; readonly tracker: string };

export interface AnyNode {
  readonly kind: 'any';
  readonly triggers: readonly TriggerNode[];
  readonly text: string;
}

/**
 * Fires once all parts have fired within a span, the last of them now; what fired is then used up. Without a span the
 * parts are schedules, and it fires at the instants that all of them share.
 */
export interface AllNode {
  readonly kind: 'all';
  readonly triggers: readonly TriggerNode[];
  readonly withinSeconds?: number;
  readonly text: string;
}

/** Every node has its source text and the name of its type, so that a decision can be told in the user's words. */
export type ExpressionNode = { readonly text: string; readonly type: string } & (
  | { readonly op: 'constant'; readonly value: Value }
  | { readonly op: 'reading'; readonly sensor: string }
  | { readonly op: 'argument'; readonly name: string }
  /** What the agent remembers. */
  | { readonly op: 'state'; readonly name: string }
  /** `otherwise` where `of` is unknown. */
  | { readonly op: 'default'; readonly of: ExpressionNode; readonly otherwise: ExpressionNode }
  /**
   * Hysteresis. `rises`: becomes true where `of` > `on` and false where `of` < `off`; `falls`: true where `of` < `on`, false
   * where `of` > `off`. Between them it stays what it was, at first false. It belongs to the agent: `id` follows from `of` and the
   * limits, so that `rises above 20 falls below 15` and `falls below 15 rises above 20` are one, of which never both are true.
   */
  | {
      readonly op: 'latch';
      readonly id: string;
      readonly direction: 'rises' | 'falls';
      readonly of: ExpressionNode;
      readonly on: ExpressionNode;
      readonly off: ExpressionNode;
    }
  | { readonly op: 'field'; readonly of: ExpressionNode; readonly name: string }
  | { readonly op: 'list'; readonly items: readonly ExpressionNode[] }
  | { readonly op: 'record'; readonly fields: Readonly<Record<string, ExpressionNode>> }
  /** A text: for programs, with numbers in base units; or to tell people, with units and names. */
  | { readonly op: 'join' | 'tell'; readonly parts: readonly ExpressionNode[] }
  | { readonly op: 'not' | 'negate'; readonly operand: ExpressionNode }
  | {
      readonly op: 'add' | 'subtract' | 'multiply' | 'divide' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'and' | 'or';
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    }
);

export type ActionNode = CallNode | PrimitiveNode | HttpActionNode | SetNode | ParallelNode;

/** How often an action that failed is tried again, and after how long: doubled each time, up to the maximum. */
export interface RetryNode {
  readonly limit: number;
  readonly seconds: number;
  readonly maximumSeconds?: number;
}

/** Changes what the agent remembers. The value is computed when it is done, from what the agent remembers then. */
export interface SetNode {
  readonly kind: 'set';
  readonly name: string;
  readonly value: ExpressionNode;
  readonly text: string;
  readonly origin: OriginText;
}

/** Side by side; it is done when all are, and has failed when one has. */
export interface ParallelNode {
  readonly kind: 'parallel';
  readonly actions: readonly Exclude<ActionNode, ParallelNode>[];
  readonly text: string;
  readonly origin: OriginText;
}

/** A call of another agent. */
export interface CallNode {
  readonly kind: 'call';
  readonly agent: { readonly namespace: string; readonly name: string; readonly url: string };
  readonly receiver: string;
  readonly arguments: Readonly<Record<string, ExpressionNode>>;
  readonly retry?: RetryNode;
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
  readonly retry?: RetryNode;
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
  readonly retry?: RetryNode;
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
  /** The autoscaler that follows a sensor, or the one that follows the use of what the pods ask for. */
  readonly scaledObject?: string;
  readonly horizontalPodAutoscaler?: string;
  readonly virtualService?: string;
}

/** The model registry. */
export interface ModelTarget {
  readonly kind: 'registry';
  readonly tracker: string;
}
