import type { ExpressionNode } from './expression-node.ts';
import type { Identifier, Name } from './scalars.ts';

/** A batch workflow. */
export interface BatchTarget {
  readonly kind: 'batch';
  readonly namespace: Name;
  /** Name of the WorkflowTemplate. */
  readonly template: Name;
  /** The run's arguments by name of the Argo parameter. A value that is none is left out, so that the default stands. */
  readonly parameters: Readonly<Record<string, ExpressionNode>>;
  /** Of an action that changes what the next runs have by default. */
  readonly overrides?: OverridesNode;
  /** Of an action that runs an executor. */
  readonly part?: PartNode;
}

/**
 * A ConfigMap from which the parameters of the WorkflowTemplate have their defaults, each from the key of its own name. An action
 * gives the keys that it names their values by a merge patch, and what other keys hold stays. A value is written as the text that
 * a run would be given: numbers in base units (cores, bytes), records as JSON. One that is none is left out.
 */
export interface OverridesNode {
  readonly configMap: Name;
  readonly entries: Readonly<Record<Identifier, ExpressionNode>>;
}

/**
 * A run of an executor and of all that comes after it, which goes on where a run has failed: the run of which the event tells, or
 * else the one of the template that failed last. Without such a run, or where it lacks what follows, the action fails. It is a
 * Workflow of its own with the arguments of that run, in whose place `parameters` stand; nothing of that run is changed.
 */
export interface PartNode {
  readonly entrypoint: Name;
  /** The parameter by which a run is told whose folder it has. It is given what that run has there, or else that run's name. */
  readonly folder: Identifier;
  /** Steps that are not run again: in that run each has succeeded, or was left out. @uniqueItems */
  readonly after: readonly Identifier[];
  /** Parameters that are given what these steps left in that run. */
  readonly inputs: Readonly<Record<Identifier, StepOutputNode>>;
}

/** An output parameter of a step; of a repeated step the values of its items that succeeded, as a JSON list in their order. */
export interface StepOutputNode {
  readonly step: Identifier;
  readonly output: Identifier;
  readonly repeated?: true;
}
