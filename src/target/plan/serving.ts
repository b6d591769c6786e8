/** What has to be known of a system that serves online workflows, wherever a workflow is referred to. */
export interface ServingFacts {
  /** As in `serving kserve`. */
  readonly name: string;
  /** The objects that hold a workflow, as `group/resource`, for permissions. */
  readonly instances: readonly string[];
  /** The subresource by which agents change its number of replicas, of an instance or of a Deployment. */
  readonly scale: string;
  /** The names that the system derives, of the stable version or of a variant. */
  readonly names: (workflow: string, services: readonly string[], variant?: string) => ServingNames;
  /** Where it stands what a service of an instance serves and takes. */
  readonly unit: (names: ServingNames, service: string) => ServingUnit;
  /** Whether it hands a model to a program that is none of its servers. */
  readonly handsModels: boolean;
  /** Labels by which the system's own metrics name an instance, for PromQL; absent where it has no metrics of its own. */
  readonly selector?: (names: ServingNames) => string;
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
  readonly predictor: string;
  /** Deployments whose replicas follow demand; requests come to the first. */
  readonly deployments: readonly [string, ...string[]];
  /** The Service that requests go to. */
  readonly service: string;
  readonly ports: { readonly rest: number; readonly grpc: number };
}
