import type { ObjectNode } from '../../contract/strategy-graph/strategy-graph.ts';

/** What has to be known of a system that serves online workflows, wherever a workflow is referred to. */
export interface ServingFacts {
  /** As in `serving kserve`. */
  readonly name: string;
  /** The subresource by which agents change its number of replicas, of an instance or of a Deployment. */
  readonly scale: string;
  /** The names that the system derives, of the stable version or of a variant. */
  readonly names: (workflow: string, services: readonly ServiceName[], variant?: string) => ServingNames;
  /** Where it stands what a service of an instance serves and takes. */
  readonly unit: (names: ServingNames, service: string) => ServingUnit;
  /** Whether it hands a model to a program that is none of its servers. */
  readonly handsModels: boolean;
  /**
   * Labels by which the system's own metrics name an instance, for PromQL; absent where it has no metrics of its own. `podsOf`
   * matches the names of a Deployment's pods.
   */
  readonly selector?: (names: ServingNames, podsOf: (deployment: string) => string) => string;
}

/** A service that runs somewhere. */
export interface ServiceName {
  readonly name: string;
  /** Of a transformer: the one model that a request comes to next. */
  readonly before?: string;
}

export interface ServingUnit {
  /** As `group/resource`. */
  readonly resource: string;
  readonly object: string;
  readonly deployment: string;
  /** The container that copies a model, where the system has no field for its address. */
  readonly copier?: string;
}

export interface ServingNames {
  /** Name of the object that holds the workflow. */
  readonly instance: string;
  /** Further objects of the same system that belong to it. */
  readonly parts?: readonly string[];
  /** Services that are in the object of another one, by their names. */
  readonly within?: ReadonlyMap<string, string>;
  readonly predictor: string;
  /** Deployments whose replicas follow demand; requests come to the first. */
  readonly deployments: readonly [string, ...string[]];
  /** The Service that requests go to. */
  readonly service: string;
  readonly ports: { readonly rest: number; readonly grpc: number };
}

/** The objects of an online workflow, in the order of applying. */
export interface WorkflowObjects {
  /** Those of the serving system alone, which come first. */
  readonly instance: readonly ObjectNode[];
  readonly all: readonly ObjectNode[];
}
