import type { CronTimes } from '../../base/values/cron.ts';
import type { Outcome } from '../engine/event.ts';
import type { Answers } from './answers.ts';

/** A scripted world: what happens by itself, and how workflows end. Instants are milliseconds since 1970 UTC. */
export interface World {
  readonly start: number;
  readonly end: number;
  readonly models: readonly WorldModel[];
  readonly observations: readonly WorldObservation[];
  readonly workflows: ReadonlyMap<string, WorldWorkflow>;
  /** Workflows that the cluster starts by itself. They are no part of the script: the sources say when. */
  readonly schedules?: readonly WorldSchedule[];
  /** Answers of the metrics server, for sensors and for metrics in their queries (`scripted-metrics.ts`). */
  readonly metrics: readonly WorldMetric[];
  /** Online workflows, by the name of the object that holds them. */
  readonly online?: ReadonlyMap<string, WorldOnline>;
  /** Answers of custom sensors, by the name of the sensor. */
  readonly sensors: ReadonlyMap<string, Answers>;
  /** How the n-th try of an action ends, by the names of custom actions and of primitives; the last holds on. */
  readonly actions: ReadonlyMap<string, readonly Outcome[]>;
  /** The n-th answer of those who are asked, by whom `approval by` names; the last holds on. Who is not named agrees. */
  readonly approvals?: ReadonlyMap<string, readonly WorldApproval[]>;
  /** What has to come of it. */
  readonly expectations?: readonly WorldExpectation[];
}

export interface WorldSchedule {
  readonly namespace: string;
  readonly template: string;
  readonly times: CronTimes;
  /** A run that would overlap another one of the workflow is left out. */
  readonly exclusive: boolean;
}

/** How often a strategy fires, or at which instants: it acts, and all actions behind THEN are done. */
export interface WorldExpectation {
  /** `agent.strategy` */
  readonly strategy: string;
  readonly fires: number | readonly number[];
}

export interface WorldMetric {
  /** A sensor, as `request-rate(inference)`, or the name of a metric. */
  readonly name: string;
  /** In the unit of the sensor that is named, or in that of the query. */
  readonly answers: Answers;
}

/** Replicas; one that is absent is unknown. */
export interface WorldOnline {
  /** It is there from the start, though an agent brings it up. */
  readonly isDeployed?: boolean;
  readonly ready: Answers;
  readonly desired: Answers;
}

export interface WorldApproval {
  readonly answer: 'agrees' | 'refuses' | 'never';
  /** Milliseconds from the question to the answer. */
  readonly after: number;
}

export interface WorldModel {
  /** Name in the registry. */
  readonly name: string;
  /** The metric by which versions are compared. */
  readonly metric: string;
  /** Scores of the versions 1, 2, … */
  readonly scores: readonly number[];
  readonly aliases: Readonly<Record<string, string>>;
}

/** What is logged, and the data that is left behind with it. */
export interface WorldLog {
  readonly experiment: string;
  readonly metric: string;
  readonly value: number;
  readonly artifact?: string;
}

/** A log at a fixed instant. */
export interface WorldObservation extends WorldLog {
  readonly at: number;
}

export interface WorldWorkflow {
  /** Milliseconds. */
  readonly takes: number;
  readonly logs: readonly WorldLog[];
  /** The n-th run registers a version with the n-th score; after the last, none. */
  readonly registers?: { readonly model: string; readonly scores: readonly number[] };
  /** Why the n-th run fails, or null where it does not; after the last, none does. A text alone is for every run. */
  readonly fails?: string | readonly (string | null)[];
  /** When somebody starts a run by hand. Milliseconds since 1970 UTC. */
  readonly starts?: readonly number[];
  /** What happens to the executors in each run. */
  readonly executors?: readonly WorldExecutorChange[];
}

export interface WorldExecutorChange {
  readonly executor: string;
  readonly state: ExecutorState;
  /** Milliseconds since the start of the run. */
  readonly after: number;
  /** Which runs, from 1; absent: all of them. */
  readonly runs?: readonly number[];
}

export const executorStates = ['started', 'succeeded', 'failed', 'out-of-memory'] as const;
export type ExecutorState = (typeof executorStates)[number];
