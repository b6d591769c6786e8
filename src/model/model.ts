import type { Symbol } from '../names/scope.ts';
import type { Span } from '../source/source.ts';
import type * as syntax from '../syntax/nodes.ts';
import type { TypedParameter } from '../types/environment.ts';
import type { Term } from '../types/term.ts';
import type { Type } from '../types/type.ts';
import type { Value } from '../values/value.ts';

/** The typed application: checked, complete, read-only. Everything that has a place in the source keeps it. */
export interface Model {
  readonly applications: readonly Application[];
  /** By declaration. */
  readonly endpoints: ReadonlyMap<syntax.Declaration, Endpoint>;
  /** The application of each workflow, agent and endpoint, by its declaration. */
  readonly owners: ReadonlyMap<syntax.Declaration, Application>;
}

export interface Application {
  readonly name: string;
  readonly team: string;
  readonly namespace: string;
  readonly span: Span;
  readonly platform: Platform;
  /** The system that serves its online workflows, if it names one. */
  readonly serving?: { readonly name: string; readonly span: Span };
  /** One of the team's own, instead of the platform's. */
  readonly tracker?: Tracker;
  readonly batch: readonly BatchWorkflow[];
  readonly online: readonly OnlineWorkflow[];
  readonly agents: readonly Agent[];
}

/** An MLflow that is deployed for a team. */
export interface Tracker {
  readonly span: Span;
  /** The key of a Secret that holds the address of its database. */
  readonly database: { readonly name: string; readonly key: string };
  readonly image?: string;
  /** Cores and bytes. */
  readonly cpu?: number;
  readonly memory?: number;
}

export interface Platform {
  readonly name: string;
  readonly span: Span;
  readonly registry?: string;
  readonly runtime?: string;
  readonly tracker?: string;
  readonly artifacts?: { readonly url: string; readonly endpoint?: string; readonly secret?: string };
  readonly metrics?: string;
  readonly gateway?: string;
  readonly storage?: { readonly className: string; readonly bytes: number };
  readonly queues?: readonly QueueDeclaration[];
  /** Releases of the target systems, where it says which. */
  readonly versions: Readonly<Partial<Record<SystemName, SystemVersion>>>;
  /** Of the objects that the Prometheus operator selects by labels. */
  readonly labels: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
}

export type SystemName = 'argo' | 'istio' | 'seldon';

/** A release of a target system. */
export interface SystemVersion {
  readonly major: number;
  readonly minor: number;
  readonly span: Span;
}

/** A queue of Volcano. */
export interface QueueDeclaration {
  readonly name: string;
  readonly span: Span;
  readonly weight?: number;
  /** Cores and bytes that all of its pods together may have. */
  readonly cpu?: number;
  readonly memory?: number;
}

export interface BatchWorkflow {
  readonly name: string;
  readonly span: Span;
  readonly declaration: syntax.Workflow;
  readonly parameters: readonly TypedParameter[];
  readonly executors: readonly Executor[];
  readonly runs: readonly NestedRun[];
  readonly registers: readonly Register[];
  readonly exits: readonly ExitHandler[];
  readonly notifications: readonly Notification[];
  readonly options: Runs;
  /** For all executors. */
  readonly placement: Placement;
}

/** When and how runs go. */
export interface Runs {
  readonly schedule?: Schedule;
  /** One run at a time. */
  readonly exclusive: boolean;
  readonly timeoutSeconds?: number;
  /** Executors at a time. */
  readonly parallel?: number;
  /** A volume of the run's own. */
  readonly scratchBytes?: number;
  readonly keep?: Keep;
  /** A queue of Volcano. */
  readonly queue?: { readonly name: string; readonly span: Span };
}

export interface Schedule {
  readonly span: Span;
  /** Five fields. */
  readonly pattern: string;
  readonly zone?: string;
}

/** How long finished runs are kept. */
export interface Keep {
  readonly succeededSeconds?: number;
  readonly failedSeconds?: number;
}

/** Where pods may go. */
export interface Placement {
  readonly affinity?: Affinity;
  /** Labels that a node has to have. */
  readonly nodes?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
  /** A PriorityClass. */
  readonly priority?: string;
}

export interface Affinity {
  readonly span: Span;
  readonly awayFrom?: Symbol<syntax.Workflow>;
  readonly near?: Symbol<syntax.Workflow>;
  /** Away from each other. */
  readonly spread: boolean;
  readonly across: 'hosts' | 'zones';
  /** Otherwise it is a wish. */
  readonly required: boolean;
}

export interface Toleration {
  readonly key?: string;
  readonly value?: string;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface Volume {
  readonly path: string;
  readonly span: Span;
  readonly source:
    | { readonly kind: 'claim' | 'config' | 'secret'; readonly name: string }
    | { readonly kind: 'empty'; readonly bytes: number };
}

/** How an image is made. */
export interface Build {
  readonly span: Span;
  /** The image that it starts from. */
  readonly base: string;
  /** Python packages with their versions. */
  readonly packages: readonly string[];
  /** The folder that is copied into it, below the sources. */
  readonly context?: string;
}

/** What a container needs beyond the level "restricted" of Pod Security. */
export interface Security {
  readonly root: boolean;
  readonly privileged: boolean;
  readonly user?: number;
  readonly capabilities: readonly string[];
}

/** Replicas of one program, or the workers of an MPI job, whose command runs in a pod of its own. */
export type Gang =
  | { readonly kind: 'replicas'; readonly count: number; readonly span: Span }
  | { readonly kind: 'mpi'; readonly workers: number; readonly span: Span };

/** Over what a step is repeated: `over` is a list, `type` that of its items. */
export interface Loop {
  readonly name: string;
  readonly over: Term;
  readonly type: Type;
}

/** A file or folder in the artifact store, and where it is in the container. */
export interface StoredFile {
  readonly name: string;
  readonly type: Type;
  readonly path: Term;
  readonly key: Term;
  readonly span: Span;
}

/** A value that is the content of a file. */
export interface ValueOutput {
  readonly name: string;
  readonly type: Type;
  readonly path: Term;
  readonly default?: Term;
  readonly span: Span;
}

/** Another batch workflow as a step. */
export interface NestedRun {
  readonly name: string;
  readonly span: Span;
  readonly workflow: Symbol<syntax.Workflow>;
  readonly after: readonly string[];
  readonly condition?: Term;
  /** Values for all params of the workflow, its defaults included. */
  readonly arguments: ReadonlyMap<string, Term>;
}

export type Outcome = 'success' | 'failure';

/** A step for the end of a run; without `on` whatever the outcome. */
export interface ExitHandler {
  readonly executor: Executor;
  readonly on?: Outcome;
}

/** A message to the webhook that a key of a Secret holds. */
export interface Notification {
  readonly span: Span;
  readonly secret: string;
  readonly key: string;
  readonly on?: Outcome;
}

export interface Executor {
  readonly name: string;
  readonly span: Span;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args: readonly ProgramArgument[];
  readonly environment: readonly { readonly name: string; readonly value: Term }[];
  readonly resources?: Resources;
  readonly placement: Placement;
  readonly volumes: readonly Volume[];
  readonly security?: Security;
  readonly build?: Build;
  /** Several pods that start together or not at all. */
  readonly gang?: Gang;
  readonly retry?: Retry;
  readonly timeoutSeconds?: number;
  readonly after: readonly string[];
  readonly loops: readonly Loop[];
  /** Without it the executor is left out. */
  readonly condition?: Term;
  /** What others refer to, by name. */
  readonly outputs: ReadonlyMap<string, Term>;
  readonly values: readonly ValueOutput[];
  readonly stored: readonly StoredFile[];
  readonly inputs: readonly StoredFile[];
  readonly metrics: readonly { readonly name: string; readonly type: Type; readonly experiment?: string }[];
}

/** `--name=value`, or the value alone. */
export interface ProgramArgument {
  readonly name?: string;
  readonly value: Term;
}

export interface Resources {
  /** Cores. */
  readonly cpu?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly gpu?: number;
}

export interface Retry {
  readonly limit: number;
  readonly backoffSeconds?: number;
  readonly maximumSeconds?: number;
}

export interface Register {
  readonly model: Symbol<syntax.Model>;
  readonly span: Span;
  readonly candidates: readonly string[];
  readonly by?: Comparison;
}

/** What candidates are compared by. */
export interface Comparison {
  readonly metric: string;
  /** Less of it is better. */
  readonly lower: boolean;
}

export type ServiceRole = 'model' | 'transformer' | 'output' | 'router' | 'combiner';

export interface OnlineWorkflow {
  readonly name: string;
  readonly span: Span;
  readonly declaration: syntax.Workflow;
  readonly services: readonly Service[];
  /** The services in the order of a request. */
  readonly graph: readonly GraphElement[];
  readonly variants: readonly Variant[];
  readonly explainer?: Service;
  readonly detectors: readonly Service[];
  /** What all services speak, if it is said. */
  readonly protocol?: { readonly name: Protocol; readonly span: Span };
  /** Replicas that stay while nodes are emptied. */
  readonly available?: number;
  readonly placement: Placement;
  readonly transport: 'rest' | 'grpc';
  readonly replicas: { readonly minimum: number; readonly maximum: number };
  readonly scale?: Scale;
  readonly expose?: { readonly host: string; readonly span: Span };
  readonly backup?: { readonly symbol: Symbol<syntax.Workflow>; readonly span: Span };
}

export type Protocol = 'seldon' | 'tensorflow' | 'v2';

/** A service, or branches that a request takes one of, or all. */
export type GraphElement = string | { readonly span: Span; readonly paths: readonly (readonly GraphElement[])[] };

/** The same graph with other services, for a share of the requests or for copies of them. */
export interface Variant {
  readonly role: 'canary' | 'shadow';
  readonly name: string;
  readonly span: Span;
  /** 1 to 100. */
  readonly percent: number;
  readonly services: readonly Service[];
}

export interface Service {
  readonly name: string;
  readonly span: Span;
  readonly role: ServiceRole;
  readonly image?: string;
  readonly server?: string;
  /** The share of the first branch, of a server that picks one at random. */
  readonly ratio?: number;
  readonly args: readonly ProgramArgument[];
  readonly volumes: readonly Volume[];
  readonly security?: Security;
  readonly build?: Build;
  readonly model?: { readonly symbol: Symbol<syntax.Model>; readonly version: string };
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly environment: readonly { readonly name: string; readonly value: Term }[];
  readonly resources?: Resources;
}

export type Scale =
  | {
      readonly kind: 'sensor';
      readonly span: Span;
      readonly on: Term;
      readonly perReplica: boolean;
      readonly threshold: number;
    }
  /** The use of what the containers ask for, in percent. */
  | { readonly kind: 'use'; readonly span: Span; readonly of: 'cpu' | 'memory'; readonly percent: number };

export interface Agent {
  readonly name: string;
  readonly span: Span;
  readonly declaration: syntax.Agent;
  /** The template's name; empty without one. */
  readonly role: string;
  readonly replicas: number;
  readonly resources: Resources;
  readonly state: readonly StateField[];
  readonly strategies: readonly Strategy[];
}

/** What an agent remembers between firings. */
export interface StateField {
  readonly name: string;
  readonly span: Span;
  readonly type: Type;
  readonly initial: Value;
}

export interface Strategy {
  readonly name: string;
  readonly span: Span;
  /** Right before WHEN, where the text is the agent's own and not that of a template. */
  readonly beforeWhen?: Span;
  readonly modifiers: Modifiers;
  readonly trigger: Trigger;
  readonly constraint?: Term;
  /** `IF … for 5m` */
  readonly heldSeconds?: number;
  readonly actions: readonly Action[];
  /** ELSE */
  readonly otherwise: readonly Action[];
  readonly whenUnknown: readonly Action[];
  readonly onFailure: readonly Action[];
}

export interface Modifiers {
  readonly cooldownSeconds?: number;
  readonly limit?: { readonly count: number; readonly seconds: number };
  readonly priority?: number;
  readonly timeoutSeconds?: number;
  /** Who approves. */
  readonly approval?: string;
  readonly dryRun: boolean;
}

export type Trigger = { readonly span: Span; readonly text: string } & (
  | {
      readonly kind: 'every';
      readonly seconds: number;
      /** Milliseconds since 1970 UTC. */
      readonly from?: number;
      readonly until?: number;
      readonly jitterSeconds?: number;
    }
  | { readonly kind: 'at'; readonly instant: number }
  | { readonly kind: 'cron'; readonly fields: CronFields; readonly zone: string }
  | { readonly kind: 'called'; readonly receiver: string; readonly parameters: readonly TypedParameter[] }
  | { readonly kind: 'on'; readonly subject: Subject; readonly state: string }
  | { readonly kind: 'any'; readonly triggers: readonly Trigger[] }
  | { readonly kind: 'all'; readonly triggers: readonly Trigger[]; readonly withinSeconds?: number }
);

/** What has states: a workflow, an executor of a batch workflow, or a model in the registry. */
export type Subject =
  | { readonly kind: 'batch' | 'online'; readonly symbol: Symbol<syntax.Workflow> }
  | { readonly kind: 'executor'; readonly symbol: Symbol<syntax.Workflow>; readonly executor: string }
  | { readonly kind: 'model'; readonly symbol: Symbol<syntax.Model> };

export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** Both kinds of days are restricted: one of them is enough. */
  readonly eitherDay: boolean;
}

export type Action = CallAction | PrimitiveAction | CustomAction | SetAction | ParallelAction;

/** Changes what the agent remembers. */
export interface SetAction {
  readonly kind: 'set';
  readonly span: Span;
  readonly text: string;
  readonly name: string;
  readonly value: Term;
}

/** Side by side. */
export interface ParallelAction {
  readonly kind: 'parallel';
  readonly span: Span;
  readonly text: string;
  readonly actions: readonly Exclude<Action, ParallelAction>[];
}

export interface CallAction {
  readonly kind: 'call';
  readonly span: Span;
  readonly text: string;
  readonly agent: Symbol<syntax.Agent>;
  readonly receiver: string;
  readonly arguments: ReadonlyMap<string, Term>;
  readonly retry?: Retry;
}

export interface PrimitiveAction {
  readonly kind: 'primitive';
  readonly span: Span;
  readonly text: string;
  readonly primitive: syntax.Primitive;
  readonly target?: Symbol<syntax.Workflow>;
  /** Without the workflow and without its params. */
  readonly arguments: ReadonlyMap<string, Term>;
  /** Values for the params of the workflow. */
  readonly parameters: ReadonlyMap<string, Term>;
  readonly retry?: Retry;
}

/** One of the user's own, which an endpoint does. */
export interface CustomAction {
  readonly kind: 'custom';
  readonly span: Span;
  readonly text: string;
  readonly name: string;
  readonly endpoint: Symbol<syntax.Endpoint>;
  readonly timeoutSeconds?: number;
  readonly arguments: ReadonlyMap<string, Term>;
  /** `none` where nothing comes back. */
  readonly result: Type;
  readonly retry?: Retry;
}

export type EndpointPlacement = 'sidecar' | 'service' | 'external';

/** What answers custom sensors and does custom actions, over HTTP. */
export type Endpoint = {
  readonly name: string;
  readonly span: Span;
  readonly declaration: syntax.Endpoint;
  /** In the order of their names, sensors first. */
  readonly operations: readonly Operation[];
} & (
  | { readonly placement: 'sidecar' | 'service'; readonly program: EndpointProgram }
  | {
      readonly placement: 'external';
      readonly url: string;
      /** The key of a Secret that holds a bearer token. */
      readonly credentials?: { readonly name: string; readonly key: string };
    }
);

export interface EndpointProgram {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args: readonly ProgramArgument[];
  readonly environment: readonly { readonly name: string; readonly value: Term }[];
  readonly volumes: readonly Volume[];
  readonly build?: Build;
  readonly resources?: Resources;
  readonly port: number;
  readonly replicas: number;
}

/** A sensor or an action as its endpoint sees it. */
export interface Operation {
  readonly kind: 'sensor' | 'action';
  readonly name: string;
  readonly span: Span;
  readonly parameters: readonly TypedParameter[];
  readonly result: Type;
  readonly windowed: boolean;
  /** Absent: what all have. */
  readonly timeoutSeconds?: number;
}

/** THEN, ELSE, `when unknown` and `on failure`. */
export type BranchName = 'then' | 'else' | 'unknown' | 'failure';

/** What a strategy does in each case, those in which it does nothing left out. */
export function branchesOf(
  strategy: Strategy,
): readonly { readonly name: BranchName; readonly actions: readonly Action[] }[] {
  const { actions, otherwise, whenUnknown, onFailure } = strategy;
  return [
    { name: 'then' as const, actions },
    { name: 'else' as const, actions: otherwise },
    { name: 'unknown' as const, actions: whenUnknown },
    { name: 'failure' as const, actions: onFailure },
  ].filter((branch) => branch.actions.length > 0);
}

/** Those side by side one by one. */
export const simpleActions = (actions: readonly Action[]): readonly Exclude<Action, ParallelAction>[] =>
  actions.flatMap((action) => (action.kind === 'parallel' ? action.actions : [action]));

/** Every action that a strategy may take, whichever way it ends. */
export const actionsOf = (strategy: Strategy): readonly Exclude<Action, ParallelAction>[] =>
  branchesOf(strategy).flatMap(({ actions }) => simpleActions(actions));

/** All parts of a trigger that are no connectives. */
export const simpleTriggers = (trigger: Trigger): readonly Exclude<Trigger, { kind: 'any' | 'all' }>[] =>
  trigger.kind === 'any' || trigger.kind === 'all' ? trigger.triggers.flatMap(simpleTriggers) : [trigger];
