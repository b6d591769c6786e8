import type { CountedKind } from '../../contract/primitives/budget-kinds.ts';
import type { CronTimes } from '../../base/values/cron.ts';
import type { Span } from '../../base/source/source.ts';

/** What an application consists of, as plain data, in the words of its source: for lists, pictures and other tools. */
export interface ApplicationOutline {
  readonly name: string;
  readonly team: string;
  readonly namespace: string;
  readonly span: Span;
  /** Whether it is deployed, or only referred to by those that are. */
  readonly deployed: boolean;
  readonly batch: readonly BatchOutline[];
  readonly online: readonly OnlineOutline[];
  readonly agents: readonly AgentOutline[];
}

export interface BatchOutline {
  readonly name: string;
  readonly span: Span;
  /** Without one it is run by agents and people. */
  readonly schedule?: ScheduleOutline;
  /** In no order of their own: `after` says it. Each has another name. */
  readonly steps: readonly StepOutline[];
}

export interface ScheduleOutline {
  /** As written, of five fields. */
  readonly cron: string;
  readonly zone?: string;
  readonly times: CronTimes;
  /** A run that would overlap another one of the workflow is left out. */
  readonly exclusive: boolean;
}

export type StepOutline = ExecutorOutline | NestedOutline | RegisterOutline | NotifyOutline;

interface StepParts {
  readonly name: string;
  readonly span: Span;
  /** Steps of the same workflow that come before it, and how they have to have ended. */
  readonly after: readonly { readonly step: string; readonly state: 'succeeded' | 'failed' | 'ended' }[];
}

export interface ExecutorOutline extends StepParts {
  readonly kind: 'executor';
  readonly image: string;
  /** The lists over which it is repeated, as written; of several, each combination. */
  readonly loops: readonly { readonly name: string; readonly items: string }[];
  /** As written; the step is left out where it does not hold. */
  readonly condition?: string;
  /** Pods that start together. */
  readonly pods?: number;
  /** Of a step for the end of a run: at which outcome it runs. */
  readonly end?: RunEnd;
}

export type RunEnd = 'success' | 'failure' | 'always';

/** Another workflow of the same application as a step. */
export interface NestedOutline extends StepParts {
  readonly kind: 'workflow';
  readonly workflow: string;
  readonly condition?: string;
}

/** Puts the best of the steps before it into the model registry. */
export interface RegisterOutline extends StepParts {
  readonly kind: 'register';
  readonly model: ModelOutline;
  /** By which the best is told; absent where there is one candidate. */
  readonly metric?: string;
  /** Less of the metric is better. */
  readonly lower?: true;
}

/** Tells the outcome of a run to a webhook. */
export interface NotifyOutline extends StepParts {
  readonly kind: 'notify';
  readonly end: RunEnd;
}

export interface ModelOutline {
  /** As declared. */
  readonly name: string;
  /** As the registry knows it; its own name if no registry does. */
  readonly registered: string;
  /** Where it lies then, with `${version}` where that stands. */
  readonly address?: string;
}

export interface OnlineOutline {
  readonly name: string;
  readonly span: Span;
  readonly services: readonly ServiceOutline[];
  /** From service to service, in the order of a request. */
  readonly edges: readonly (readonly [from: string, to: string])[];
  readonly replicas: { readonly minimum: number; readonly maximum: number };
  /** What the number of replicas follows, as `cpu` or `request-rate(inference) per replica`. */
  readonly scale?: string;
  /** The host by which callers outside reach it. */
  readonly host?: string;
  readonly variants: readonly VariantOutline[];
  /** The online workflow of the same application that stands by. */
  readonly backup?: string;
}

export interface ServiceOutline {
  readonly name: string;
  readonly span: Span;
  readonly role: 'model' | 'transformer' | 'output' | 'router' | 'combiner' | 'explainer' | 'detector';
  readonly image?: string;
  /** A server of the serving system, as `tensorflow`. */
  readonly server?: string;
  /** `version` is an alias or a number; empty where the model has one version. */
  readonly model?: ModelOutline & { readonly version: string };
}

/** The same graph with some other services: a canary gets a share of the requests, a shadow gets copies of them. */
export interface VariantOutline {
  readonly name: string;
  readonly span: Span;
  readonly role: 'canary' | 'shadow';
  /** 1 to 100. */
  readonly percent: number;
  /** Those that differ. */
  readonly services: readonly ServiceOutline[];
}

export interface AgentOutline {
  readonly name: string;
  readonly span: Span;
  /** Name of its template, as `tracker`. */
  readonly template?: string;
  /** What it is for, as `monitor`; empty where nobody says. */
  readonly role: string;
  readonly strategies: readonly string[];
  /** The most that it does within any day of what a budget counts, if the clock is not set back; what it never does is left out. */
  readonly daily: readonly DailyOutline[];
}

export interface DailyOutline {
  readonly of: CountedKind;
  /** Absent: there is no bound. */
  readonly most?: number;
  /** The strategies that have none by themselves: the budget bounds them, or nothing. */
  readonly unbounded: readonly string[];
}
