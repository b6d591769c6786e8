import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { OnlinePlan, Origin, ServicePlan, TeamPlan, VariantPlan } from '../plan/deployment-plan.ts';
import type { ServingFacts } from '../plan/serving.ts';
import type { KubernetesObject } from './manifest.ts';
import type { FilesByServer } from './model-files.ts';

/** A name that is made of others, by us or by the system. */
export interface ComposedName {
  readonly what: string;
  readonly name: string;
  readonly limit: number;
  readonly origin: Origin;
}

export interface Spoken {
  readonly protocol?: string | undefined;
  /** By which a request has to name the model. */
  readonly model?: string | undefined;
}

/** A system that serves online workflows. */
export interface ServingTarget extends ServingFacts {
  /** How it is called in a sentence. */
  readonly title: string;
  /** The words before `://` in the addresses of models that it reads. */
  readonly schemes: readonly string[];
  /** Whether it opens an archive that lies there. */
  readonly unpacks: boolean;
  /** What its servers open in the folder of a model. */
  readonly modelFiles: (plan: OnlinePlan) => FilesByServer;
  readonly emit: (team: TeamPlan, plan: OnlinePlan) => KubernetesObject[];
  /** What the system would refuse, or take and not do. */
  readonly check: (plan: OnlinePlan, reporter: Reporter) => void;
  /** What callers have to say to an instance, as far as it is known. */
  readonly speaks: (plan: OnlinePlan, instance: OnlinePlan | VariantPlan) => Spoken;
  readonly composedNames: (plan: OnlinePlan) => readonly ComposedName[];
  /** Objects that the system makes by itself, as `apiVersion kind namespace/name`. */
  readonly derived: (namespace: string, plan: OnlinePlan) => readonly string[];
  /** Places in the container of a service at which the system mounts volumes of its own, with what they hold, in words. */
  readonly places: (service: ServicePlan) => ReadonlyMap<string, string>;
  /** Labels that the system puts on all pods of a workflow. */
  readonly podLabels: (plan: OnlinePlan) => Readonly<Record<string, string>>;
  /** Where its pods tell their metrics, if they do. */
  readonly metrics?: {
    readonly path: string;
    /** Its name, or the number where it has none. */
    readonly port: string | number;
    readonly labels: Readonly<Record<string, string>>;
  };
}
