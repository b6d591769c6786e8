import type { Value } from '../../base/values/value.ts';
import type { Layer } from '../primitives/layer.ts';
import type { AccessNode } from './access-node.ts';
import type { BatchTarget } from './batch-target.ts';
import type { ExpressionNode } from './expression-node.ts';
import type { OnlineTarget, VariantTarget } from './online-target.ts';
import type { Identifier, Name, OriginText, Seconds, SourceText, TypeName, Url } from './scalars.ts';
import type { TriggerNode } from './trigger-node.ts';

export type { OriginText } from './scalars.ts';
export type * from './access-node.ts';
export type * from './batch-target.ts';
export type * from './expression-node.ts';
export type * from './online-target.ts';
export type * from './trigger-node.ts';

/**
 * The strategy graph: everything that an agent has to know, as JSON. The compiler writes it, the engine runs it, and
 * nothing in it is left to look up or to parse: times are seconds (spans) or milliseconds since 1970 UTC (instants),
 * quantities are in base units (seconds, bytes, cores, 1/s, ratios as fractions), queries are complete.
 * The published schema, `strategy-graph.schema.json` beside this file, is made of these types, their comments and the bounds
 * in their tags, by `npm run schema`.
 */
export const STRATEGY_GRAPH_VERSION = 'sflow.dev/strategy-graph/v1';

/**
 * Everything that an agent of sflow has to know. Nothing in it is left to look up or to parse.
 * @title Strategy graph of an agent
 */
export interface StrategyGraph {
  readonly version: typeof STRATEGY_GRAPH_VERSION;
  readonly agent: AgentIdentity;
  /** How those servers are reached that want to know who asks. Absent: none does. @minItems 1 */
  readonly access?: readonly AccessNode[];
  /** What the strategies read, each once; `id` is unique in the graph. */
  readonly sensors: readonly SensorNode[];
  /** What the agent remembers between firings, by name. Absent: nothing. @minItems 1 */
  readonly state?: readonly StateNode[];
  /** What all strategies may do together. Absent: nothing bounds it. */
  readonly budget?: BudgetNode;
  /** @minItems 1 */
  readonly strategies: readonly StrategyNode[];
}

export interface StateNode {
  readonly name: Identifier;
  readonly type: TypeName;
  readonly initial: Value;
  readonly origin: OriginText;
}

/** What is absent has no bound. Which primitive counts as what is a fact of the primitives. */
export interface BudgetNode {
  readonly runs?: Allowance;
  readonly promotions?: Allowance;
  readonly 'replica-changes'?: Allowance;
  /** The largest share of the requests that one action may move. @exclusiveMinimum 0 @maximum 1 */
  readonly traffic?: number;
}

/** At most `count` within any `seconds`. */
export interface Allowance {
  /** @minimum 1 @asType integer */
  readonly count: number;
  readonly seconds: Seconds;
}

export interface AgentIdentity {
  readonly application: Name;
  readonly team: Name;
  readonly namespace: Name;
  readonly name: Name;
  /** Of its kind, as `tracker`. */
  readonly template?: Name;
  /** What it is for, as `monitor`; empty where nobody says. */
  readonly role: string;
  /** Who may call it, each once, by receiver, namespace and account. Absent: nobody. @minItems 1 @uniqueItems */
  readonly callers?: readonly CallerNode[];
}

/** An agent that calls another one shows a token of its account. */
export interface CallerNode {
  readonly receiver: Identifier;
  readonly namespace: Name;
  readonly account: Name;
}

export interface SensorNode {
  readonly id: Identifier;
  readonly label: SourceText;
  /**
   * What it is read as in the sources, each once. Left out are those with an argument that depends on the event.
   * @minItems 1 @uniqueItems
   */
  readonly readAs?: readonly SensorCall[];
  readonly type: TypeName;
  readonly source: SourceCall;
  /** Absent: the sensor tells the present. */
  readonly window?: WindowNode;
  readonly origin: OriginText;
}

/** A sensor with what each of its parameters has, in their order. What an argument names is a text, as `inference` or `m@3`. */
export interface SensorCall {
  readonly sensor: Identifier;
  readonly arguments: readonly SensorArgument[];
}

export interface SensorArgument {
  readonly name: Identifier;
  readonly value: Value;
  /** It is what the parameter has if nothing is given. */
  readonly default?: true;
}

/**
 * A request to a kind of source (`mlflow`, `prometheus`, `kubernetes`, `http`). `fixed` are fields known to the compiler,
 * `computed` those that depend on the event; both together are what the source's driver gets.
 */
export interface SourceCall {
  /** @minLength 1 */
  readonly kind: string;
  readonly fixed: Readonly<Record<string, Value>>;
  readonly computed?: Readonly<Record<string, ExpressionNode>>;
}

/**
 * The observations that count: from (inclusive) the last firing of the strategy, or from `seconds` ago, to (exclusive)
 * the instant of the event. A strategy has *fired* once an action behind THEN that is more than a message or a `set` was done, or
 * has no answer; one that never fired looks back to the agent's first start.
 * @discriminator kind
 */
export type WindowNode = SinceLastFired | Over;

export interface SinceLastFired {
  readonly kind: 'since-last-fired';
}

export interface Over {
  readonly kind: 'over';
  /** @minimum 0 */
  readonly seconds: number;
}

/** WHEN the trigger fires, IF the constraint holds, THEN the actions run. */
export interface StrategyNode {
  readonly name: Identifier;
  readonly trigger: TriggerNode;
  /** Absent: the actions run at each event. */
  readonly constraint?: ExpressionNode;
  /** The constraint has to have held at every evaluation for that long. */
  readonly heldSeconds?: Seconds;
  /** After a try at t, of which something was done, THEN is not done before t + that. */
  readonly cooldownSeconds?: Seconds;
  /** The argument of the call for each value of which the cooldown is kept; what brings none has one of its own. */
  readonly cooldownPer?: Identifier;
  readonly limit?: FiringLimit;
  /** Of several that are due at one instant the one with the larger number is first; 0 where there is none. @asType integer */
  readonly priority?: number;
  /**
   * Strategies of this agent that write the same fields and go before: where one of them acts at an instant, this does not.
   * @minItems 1 @uniqueItems
   */
  readonly yieldsTo?: readonly Identifier[];
  /** From the step that takes an event to the end of its actions: waiting, reading and approval included. Absent: a day. */
  readonly timeoutSeconds?: Seconds;
  /** Who has to agree before the actions run. @minLength 1 */
  readonly approval?: string;
  /** Everything is decided and nothing is done. */
  readonly dryRun?: true;
  /** Run in this order; the first failure ends them. @minItems 1 */
  readonly actions: readonly ActionNode[];
  /** Where the constraint is false. @minItems 1 */
  readonly otherwise?: readonly ActionNode[];
  /** Where the constraint is unknown. @minItems 1 */
  readonly whenUnknown?: readonly ActionNode[];
  /** Where an action failed, or took too long. @minItems 1 */
  readonly onFailure?: readonly ActionNode[];
  readonly origin: OriginText;
}

/** At most `count` tries, of which something was done, within any `seconds`. */
export interface FiringLimit {
  /** @minimum 1 @asType integer */
  readonly count: number;
  readonly seconds: Seconds;
  /** The argument of the call for each value of which it is kept; what brings none has one of its own. */
  readonly per?: Identifier;
}

/** What a strategy does. @discriminator kind */
export type ActionNode = CallNode | PrimitiveNode | HttpActionNode | SetNode | ParallelNode;

/** What can be done side by side. @discriminator kind */
export type SimpleAction = CallNode | PrimitiveNode | HttpActionNode | SetNode;

/** How often an action that failed is tried again, and after how long: doubled each time, up to the maximum. */
export interface RetryNode {
  /** @minimum 1 @asType integer */
  readonly limit: number;
  /** @minimum 0 */
  readonly seconds: number;
  /** @minimum 0 */
  readonly maximumSeconds?: number;
}

/** Changes what the agent remembers. The value is computed when it is done, from what the agent remembers then. */
export interface SetNode {
  readonly kind: 'set';
  readonly name: Identifier;
  readonly value: ExpressionNode;
  readonly text: SourceText;
  readonly origin: OriginText;
}

/** Side by side; it is done when all are, and has failed when one has. */
export interface ParallelNode {
  readonly kind: 'parallel';
  /** @minItems 1 */
  readonly actions: readonly SimpleAction[];
  readonly text: SourceText;
  readonly origin: OriginText;
}

export interface AgentAddress {
  readonly namespace: Name;
  readonly name: Name;
  readonly url: Url;
}

/** A call of another agent. */
export interface CallNode {
  readonly kind: 'call';
  readonly agent: AgentAddress;
  readonly receiver: Identifier;
  readonly arguments: Readonly<Record<string, ExpressionNode>>;
  readonly retry?: RetryNode;
  readonly text: SourceText;
  readonly origin: OriginText;
}

/** One of the primitives of the standard library, as `runWorkflow` or `promote`. */
export interface PrimitiveNode {
  readonly kind: 'primitive';
  readonly name: Identifier;
  /** Whether it acts on what runs, or on what that runs on. Absent: on neither, as a message to people. */
  readonly layer?: Layer;
  /** The workflow that it acts on; absent for primitives such as `promote`. */
  readonly target?: TargetNode;
  /** As the user gave them, without the workflow. */
  readonly arguments: Readonly<Record<string, ExpressionNode>>;
  readonly retry?: RetryNode;
  readonly text: SourceText;
  readonly origin: OriginText;
}

/** An action of the user's own, which an endpoint does. */
export interface HttpActionNode {
  readonly kind: 'http';
  readonly name: Identifier;
  readonly endpoint: EndpointAddress;
  readonly arguments: Readonly<Record<string, ExpressionNode>>;
  /** Name of the type of what comes back; absent: nothing does. */
  readonly result?: TypeName;
  readonly retry?: RetryNode;
  readonly text: SourceText;
  readonly origin: OriginText;
}

/**
 * Where a custom sensor or action is, by POST. Sensors have it as the fixed field `endpoint` of their source `http`, beside
 * `name`; their arguments are the computed field `arguments`.
 */
export type EndpointAddress = {
  /** Of the endpoint, by which the runtime finds its token. */
  readonly name: Identifier;
  readonly url: Url;
  /** Whether a bearer token proves who asks. */
  readonly token: boolean;
  readonly timeoutSeconds: Seconds;
};

/** What a primitive acts on. @discriminator kind */
export type TargetNode = BatchTarget | OnlineTarget | VariantTarget | ModelTarget;

/** The model registry. */
export interface ModelTarget {
  readonly kind: 'registry';
  /** @minLength 1 */
  readonly tracker: string;
}
