import type { Span } from '../../base/source/source.ts';
import type { Neighbours } from '../../contract/primitives/affinity.ts';

export type { PodSelector } from '../../contract/primitives/affinity.ts';

/** Where a thing was declared: the user's own line, for the annotation and for what a target has to refuse. */
export interface Origin {
  readonly span: Span;
  /** `dataengineer.sflow:12`; the path is relative to the folder that was compiled. */
  readonly text: string;
}

/** A string with holes that only the target can fill. */
export type Text = readonly TextPart[];

export type TextPart =
  | string
  /** The value of a parameter of the workflow. */
  | { readonly parameter: string }
  /** What the step is given at its start: the item of a fan-out, or a value of another step. */
  | { readonly input: string }
  /** The name of the run. */
  | { readonly run: true }
  /** How the run ended, for steps at its end. */
  | { readonly status: true };

/** A condition that the target decides. Values arrive there as texts, so each says as what it is read. */
export type Formula =
  | { readonly op: 'constant'; readonly value: string | number | boolean }
  | { readonly op: 'parameter'; readonly name: string; readonly as: FormulaType }
  | {
      readonly op: 'value';
      readonly step: string;
      readonly output: string;
      readonly as: FormulaType;
      /** What counts where the step has failed, for a reader that also runs then. */
      readonly otherwise?: string;
    }
  /** What a part of the workflow is given. */
  | { readonly op: 'given'; readonly name: string; readonly as: FormulaType }
  | { readonly op: 'not' | 'negate'; readonly operand: Formula }
  | { readonly op: FormulaOperation; readonly left: Formula; readonly right: Formula };
export type FormulaType = 'number' | 'bool' | 'text';
export type FormulaOperation =
  'add' | 'subtract' | 'multiply' | 'divide' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'and' | 'or';

export type ResourceName = 'cpu' | 'memory' | 'gpu';

/** How much a container asks for, and the most that it gets, which has no end where no limit is said. */
export interface Amount {
  readonly asked: number;
  readonly limit?: number;
}

export interface ResourcesPlan {
  /** Cores. */
  readonly cpu?: Amount;
  /** Bytes. */
  readonly memory?: Amount;
  readonly gpu?: Amount;
  /** Of these a step gets as many times that as there were tries. */
  readonly perTry?: readonly ResourceName[];
}

/** A variable of a container: a text, or one key of a Secret or ConfigMap. */
export type EnvironmentPlan =
  | { readonly name: string; readonly value: Text; readonly from?: never }
  | { readonly name: string; readonly value?: never; readonly from: ObjectKey };

export interface ObjectKey {
  readonly kind: 'secret' | 'config';
  readonly name: string;
  readonly key: string;
  /** What reads it starts without it, too. */
  readonly optional?: true;
}

/** How an image is made. */
export interface BuildPlan {
  /** Complete, with its tag. */
  readonly image: string;
  readonly origin: Origin;
  readonly base: string;
  readonly packages: readonly string[];
  /** The folder that is copied into it, below the sources. */
  readonly context?: string;
}

export interface VolumePlan {
  readonly path: string;
  readonly origin: Origin;
  readonly source:
    | { readonly kind: 'claim' | 'config' | 'secret'; readonly name: string }
    /** One key, as a file of this name. */
    | { readonly kind: 'key'; readonly of: ObjectKey; readonly file: string }
    | { readonly kind: 'empty'; readonly bytes: number };
}

/** What a container needs beyond the level "restricted" of Pod Security; `level` is the one that lets it have that. */
export interface SecurityPlan {
  readonly level: 'restricted' | 'baseline' | 'privileged';
  readonly root: boolean;
  readonly privileged: boolean;
  readonly user?: number;
  readonly capabilities: readonly string[];
}

/** Where pods may go. */
export interface PlacementPlan {
  readonly affinity?: Neighbours;
  /** Labels that a node has to have. */
  readonly nodes?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly TolerationPlan[];
  /** A PriorityClass. */
  readonly priority?: string;
}

/** A taint of nodes that pods bear: of any value, or any key, where it names none. */
export interface TolerationPlan {
  readonly key?: string;
  readonly value?: string;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}
