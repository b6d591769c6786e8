import type { Identifier, Name, TypeName } from './scalars.ts';

/** An online workflow. */
export interface OnlineTarget {
  readonly kind: 'online';
  readonly namespace: Name;
  /** The system that serves it. */
  readonly serving: Name;
  /** The system's object that holds it. */
  readonly instance: Name;
  readonly predictor: Name;
  /**
   * The workflow is left to this agent, of an action that brings it up: what is not there is deployed first, with the version that
   * the action gives.
   */
  readonly deploys?: true;
  /** The service that is changed, of an action that changes one. */
  readonly unit?: UnitNode;
  /** Of its pods; requests come to the first. @minItems 1 */
  readonly deployments: readonly Name[];
  /** The autoscalers of these that follow a sensor, or those that follow what the pods use. @minItems 1 */
  readonly scaledObjects?: readonly Name[];
  /** @minItems 1 */
  readonly horizontalPodAutoscalers?: readonly Name[];
  readonly virtualService?: Name;
  /** Of an action that shares its requests out. */
  readonly shares?: SharesNode;
  /**
   * What an action writes that is done to several objects: applied in this order, deleted from the last on. Of an upgrade they are
   * those that it brings up where they are not there.
   * @minItems 1
   */
  readonly objects?: readonly ObjectNode[];
  /** The file in which these are found as they are applied, of an action that brings them up. */
  readonly bodies?: Name;
  /** Of an action that moves the threshold of the rule that scales it. */
  readonly threshold?: ThresholdNode;
  /** Of an action that asks first whether requests come to it. */
  readonly routes?: RoutesNode;
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
  /** Of its pods; requests come to the first. @minItems 1 */
  readonly deployments: readonly Name[];
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

/** An object of the target's namespace, with what its path at the API server is made of. */
export interface ObjectNode {
  /** Empty for the core group. @pattern ^[a-z0-9.]*$ */
  readonly group: string;
  /** @pattern ^v[a-z0-9]+$ */
  readonly version: string;
  /** @pattern ^[A-Z][A-Za-z]+$ */
  readonly kind: string;
  /** As `seldondeployments`. @pattern ^[a-z]+$ */
  readonly resource: string;
  readonly name: Name;
}

/**
 * Where the threshold stands by which a workflow is scaled: in a trigger of each of its ScaledObjects, or in the metric of each of
 * its HorizontalPodAutoscalers. @discriminator kind
 */
export type ThresholdNode = TriggerThreshold | MetricThreshold;

export interface TriggerThreshold {
  readonly kind: 'trigger';
  readonly type: TypeName;
  readonly trigger: Identifier;
  /** What is given is divided by it. @exclusiveMinimum 0 */
  readonly factor: number;
}

export interface MetricThreshold {
  readonly kind: 'metric';
  readonly type: TypeName;
  readonly metric: 'cpu' | 'memory';
  /** In whole percents of what is asked for, or an amount for each replica, in cores or bytes. */
  readonly field: 'averageUtilization' | 'averageValue';
}

/** Where it stands whether requests come to a workflow: its own route, and those in which it is the backup. */
export interface RoutesNode {
  /** The workflow's, by which routes name it. */
  readonly service: Name;
  /** @minItems 1 */
  readonly virtualServices: readonly Name[];
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
