import type { Name } from './scalars.ts';

/** An online workflow. */
export interface OnlineTarget {
  readonly kind: 'online';
  readonly namespace: Name;
  /** The system that serves it. */
  readonly serving: Name;
  /** The system's object that holds it. */
  readonly instance: Name;
  readonly predictor: Name;
  /** The service that is changed, of an action that changes one. */
  readonly unit?: UnitNode;
  readonly deployment: Name;
  /** The autoscaler that follows a sensor, or the one that follows the use of what the pods ask for. */
  readonly scaledObject?: Name;
  readonly horizontalPodAutoscaler?: Name;
  readonly virtualService?: Name;
  /** Of an action that shares its requests out. */
  readonly shares?: SharesNode;
}

/** A canary or a shadow of an online workflow. */
export interface VariantTarget {
  readonly kind: 'variant';
  readonly namespace: Name;
  /** The workflow, and the name of the variant behind its dot. */
  readonly workflow: Name;
  readonly variant: Name;
  /** The system that serves it, and the system's object that holds it. */
  readonly serving: Name;
  readonly instance: Name;
  readonly predictor: Name;
  /** The service that is changed, of an action that changes one. */
  readonly unit?: UnitNode;
  readonly deployment: Name;
  readonly virtualService: Name;
  /** Of an action that shares the workflow's requests out. */
  readonly shares?: SharesNode;
}

/**
 * How the requests of a workflow are shared: by the weights of the one route of its VirtualService, in whole percents. Destinations
 * are told apart by their Services, `SERVICE.NAMESPACE.svc.cluster.local`.
 */
export interface SharesNode {
  /** What is given a share, and what has all that others leave: the workflow's own. */
  readonly of: Name;
  readonly rest: Name;
  /** Whether it is the backup, before which the others yield: what they have is cut to what it leaves. */
  readonly isBackup: boolean;
  /** What the sources say of each but the rest, as a fraction. */
  readonly declared: Readonly<Record<Name, number>>;
}

/** A service of an online workflow, and the object in which it stands what it serves and takes. */
export interface UnitNode {
  readonly name: Name;
  /** Of the object, as `serving.kserve.io/inferenceservices`. @pattern ^[a-z.]+/[a-z]+$ */
  readonly resource: string;
  readonly object: Name;
  /** Rolled by a change. */
  readonly deployment: Name;
  /** Present where another version of its model is to be served. */
  readonly serves?: ServedModel;
}

export interface ServedModel {
  /** Name in the registry: a version of another one is refused. @minLength 1 */
  readonly model: string;
  /** Asked for the address of the version's files at the decision, as `sflow lock` does. @minLength 1 */
  readonly tracker: string;
  /** The container of the object that copies these files, where the serving system has no field for their address. */
  readonly copier?: Name;
}
