import type { Span } from '../../base/source/source.ts';
import type { CountedKind } from '../../contract/primitives/budget-kinds.ts';
import type { Layer } from '../../contract/primitives/layer.ts';
import type { PrimitiveKey } from '../../contract/primitives/primitives.ts';
import type { Id, Reference, Subject, WorkflowReference } from '../types/reference.ts';
import type { TypedParameter } from '../types/parameter.ts';
import { within, type Term } from '../types/term.ts';
import type { Type } from '../types/type.ts';
import type { CronFields } from '../../base/values/cron.ts';
import type { Value } from '../../base/values/value.ts';
import type { Resources, Retry } from './program.ts';

export type { Subject } from '../types/reference.ts';

export interface Agent {
  readonly id: Id;
  readonly name: string;
  readonly span: Span;
  /** All of its text. */
  readonly whole: Span;
  /** Name of its template, as `tracker`. */
  readonly template?: string;
  /** What it is for, as `monitor`: as it says itself, or its template; empty where neither does. */
  readonly role: string;
  readonly resources: Resources;
  readonly state: readonly StateField[];
  readonly budget: Budget;
  readonly strategies: readonly Strategy[];
}

/** What all strategies of an agent may do together; what is absent has no bound. */
export type Budget = { readonly [Kind in CountedKind]?: Allowance } & {
  /** The largest share of the requests that one action may move. */
  readonly traffic?: { readonly share: number; readonly span: Span };
};

/** At most `count` within any `seconds`. */
export interface Allowance {
  readonly count: number;
  readonly seconds: number;
  readonly span: Span;
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
  /** The argument of the call for each value of which it is kept. */
  readonly cooldownPer?: string;
  readonly limit?: { readonly count: number; readonly seconds: number; readonly per?: string };
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
  readonly agent: Reference;
  readonly receiver: string;
  readonly arguments: ReadonlyMap<string, Term>;
  readonly retry?: Retry;
}

/** What the runtime can do by itself, as the library declares it. */
export interface Primitive {
  readonly key: PrimitiveKey;
  readonly name: string;
  /** What it acts on: what runs, or what that runs on. Absent where it acts on neither. */
  readonly layer?: Layer;
  readonly parameters: readonly TypedParameter[];
  /** It takes the workflow's own params too. */
  readonly rest: boolean;
  readonly permits: readonly Permit[];
}

/** What an agent has to be allowed for it. */
export interface Permit {
  readonly verbs: readonly string[];
  /** As `argoproj.io/workflowtemplates`. */
  readonly resource: string;
  /** Only the objects of the workflow that it acts on. */
  readonly named: boolean;
}

export interface PrimitiveAction {
  readonly kind: 'primitive';
  readonly span: Span;
  readonly text: string;
  readonly primitive: Primitive;
  readonly target?: WorkflowReference;
  /** The canary or shadow of it that is acted on. */
  readonly variant?: string;
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
  readonly endpoint: Reference;
  readonly timeoutSeconds?: number;
  readonly arguments: ReadonlyMap<string, Term>;
  /** `none` where nothing comes back. */
  readonly result: Type;
  readonly retry?: Retry;
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
export function actionsOf(strategy: Strategy): readonly Exclude<Action, ParallelAction>[] {
  const known = actionsBy.get(strategy);
  if (known) return known;
  const actions = branchesOf(strategy).flatMap((branch) => simpleActions(branch.actions));
  actionsBy.set(strategy, actions);
  return actions;
}

/** Nearly every analysis asks for them. */
const actionsBy = new WeakMap<Strategy, readonly Exclude<Action, ParallelAction>[]>();

/** All parts of a trigger that are no connectives. */
export const simpleTriggers = (trigger: Trigger): readonly Exclude<Trigger, { kind: 'any' | 'all' }>[] =>
  trigger.kind === 'any' || trigger.kind === 'all' ? trigger.triggers.flatMap(simpleTriggers) : [trigger];

/** What an action is given; those side by side are looked at one by one. */
export function givenTo(action: Exclude<Action, ParallelAction>): readonly Term[] {
  switch (action.kind) {
    case 'set':
      return [action.value];
    case 'primitive':
      return [...action.arguments.values(), ...action.parameters.values()];
    case 'call':
    case 'custom':
      return [...action.arguments.values()];
  }
}

/** All that a strategy computes, with all parts of it, at their places. */
export const termsIn = (strategy: Strategy): readonly Term[] => [
  ...(strategy.constraint ? within(strategy.constraint) : []),
  ...actionsOf(strategy).flatMap(givenTo).flatMap(within),
];
