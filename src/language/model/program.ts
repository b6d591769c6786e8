import type { Span } from '../../base/source/source.ts';
import type { WorkflowReference } from '../types/reference.ts';
import type { Term } from '../types/term.ts';

/** Where pods may go. */
export interface Placement {
  readonly affinity?: Affinity;
  /** Labels that a node has to have. */
  readonly nodes?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
  /** A PriorityClass. */
  readonly priority?: string;
}

export interface Affinity {
  readonly span: Span;
  readonly awayFrom?: WorkflowReference;
  readonly near?: WorkflowReference;
  /** Away from each other. */
  readonly spread: boolean;
  readonly across: 'hosts' | 'zones';
  /** Otherwise it is a wish. */
  readonly required: boolean;
}

export interface Toleration {
  readonly key?: string;
  readonly value?: string;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface Volume {
  readonly path: string;
  readonly span: Span;
  readonly source:
    | { readonly kind: 'claim' | 'config' | 'secret'; readonly name: string }
    | { readonly kind: 'empty'; readonly bytes: number };
}

/** How an image is made. */
export interface Build {
  readonly span: Span;
  /** The image that it starts from. */
  readonly base: string;
  /** Python packages with their versions. */
  readonly packages: readonly string[];
  /** The folder that is copied into it, below the sources. */
  readonly context?: string;
}

/** What a container needs beyond the level "restricted" of Pod Security. */
export interface Security {
  readonly root: boolean;
  readonly privileged: boolean;
  readonly user?: number;
  readonly capabilities: readonly string[];
}

/** `--name=value`, or the value alone. */
export interface ProgramArgument {
  readonly name?: string;
  readonly value: Term;
}

export type ResourceName = 'cpu' | 'memory' | 'gpu';

/** How much a container asks for, and the most that it gets, which has no end where no limit is said. */
export interface Amount {
  readonly asked: number;
  readonly limit?: number;
}

/** Of what is `null` nothing is asked for, whatever holds for containers that do not say. */
export interface Resources {
  /** Cores. */
  readonly cpu?: Amount | null;
  /** Bytes. */
  readonly memory?: Amount | null;
  readonly gpu?: Amount | null;
  /** Of these a step gets as many times that as there were tries. */
  readonly perTry?: readonly ResourceName[];
}

export interface Retry {
  readonly text: string;
  readonly limit: number;
  readonly backoffSeconds?: number;
  readonly maximumSeconds?: number;
}
