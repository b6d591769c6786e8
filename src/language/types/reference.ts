import type { Span } from '../../base/source/source.ts';
import type { Id } from '../names/id.ts';

export type { Id } from '../names/id.ts';

/** A declaration that something names: plain data, from which its text cannot be reached. */
export interface Reference {
  readonly id: Id;
  readonly name: string;
  /** Its name, where it is declared. */
  readonly span: Span;
}

export interface WorkflowReference extends Reference {
  readonly kind: 'batch' | 'online';
}

export interface ModelReference extends Reference {
  /** Its name in the registry. */
  readonly registered: string;
  /** By what its versions are compared. */
  readonly better?: Criterion & { readonly span: Span };
  /** Where it lies, if that is all that is known of it: then `registered` is its own name, and no registry has it. */
  readonly at?: ModelAddress;
}

export interface ModelAddress {
  /** What stands before, between and behind the version; one text where the model has one version. */
  readonly texts: readonly [string, ...string[]];
  /** The Secret by which it is read. */
  readonly secret?: string;
}

export const hasVersions = ({ texts }: ModelAddress): boolean => texts.length > 1;

/** What candidates are compared by. */
export interface Criterion {
  readonly metric: string;
  /** Less of it is better. */
  readonly lower: boolean;
}

/** What has states: a workflow, an executor of a batch workflow, or a model in the registry. */
export type Subject =
  | { readonly kind: 'batch' | 'online'; readonly of: WorkflowReference }
  | { readonly kind: 'executor'; readonly of: WorkflowReference; readonly executor: string }
  | { readonly kind: 'model'; readonly of: ModelReference };

/** The place at which something is declared, for messages that speak of it. */
export const declaredAt = ({ name, span }: Reference): readonly [{ readonly span: Span; readonly text: string }] => [
  { span, text: `${name} is declared here` },
];
