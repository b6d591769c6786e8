import type { Outcome } from '../engine/event.ts';
import type { Observation } from '../values/value.ts';

/** A scripted world: what happens by itself, and how workflows end. Instants are milliseconds since 1970 UTC. */
export interface World {
  readonly start: number;
  readonly end: number;
  readonly models: readonly WorldModel[];
  readonly observations: readonly WorldObservation[];
  readonly workflows: ReadonlyMap<string, WorldWorkflow>;
  /** Answers of the metrics server: the first whose key occurs in the query. */
  readonly metrics: readonly { readonly query: string; readonly value: number }[];
  /** Answers of custom sensors, by the name of the sensor and in order of time; each holds from `at` on. */
  readonly sensors: ReadonlyMap<string, readonly { readonly at: number; readonly reading: Observation }[]>;
  /** How custom actions end, by their names. */
  readonly actions: ReadonlyMap<string, Outcome>;
  /** Whether those who are asked agree, by whom `approval by` names; who is not named agrees. */
  readonly approvals?: ReadonlyMap<string, boolean>;
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
  /** Every run fails, for this reason. */
  readonly fails?: string;
}
