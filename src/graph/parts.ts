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
  | { readonly op: 'value'; readonly step: string; readonly output: string; readonly as: FormulaType }
  | { readonly op: 'not' | 'negate'; readonly operand: Formula }
  | { readonly op: FormulaOperation; readonly left: Formula; readonly right: Formula };
export type FormulaType = 'number' | 'bool' | 'text';
export type FormulaOperation =
  'add' | 'subtract' | 'multiply' | 'divide' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'and' | 'or';

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
