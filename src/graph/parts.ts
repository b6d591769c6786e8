import type { Span } from '../source/source.ts';

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
  /** The name of the run. */
  | { readonly run: true };

export interface ResourcesPlan {
  /** Cores. */
  readonly cpu?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly gpu?: number;
}

export interface EnvironmentPlan {
  readonly name: string;
  readonly value: Text;
}
