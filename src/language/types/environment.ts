import type { Label, Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { Library } from '../names/offer-import.ts';
import type { Names, Scope, Symbol } from '../names/scope.ts';
import type { Span } from '../../base/source/source.ts';
import type { Expression, Model, Param, Sensor } from '../syntax/nodes.ts';
import type { TypedParameter } from './parameter.ts';
import type { ModelReference } from './reference.ts';
import type { CountedEvent, Term } from './term.ts';
import type { Type } from './type.ts';

/** A sensor as its readers see it: `value` has a local for each parameter. */
export interface SensorSignature {
  readonly name: string;
  readonly parameters: readonly TypedParameter[];
  readonly value: Term;
}

/** An action of the user's own as its callers see it; `fields` is absent where its own text has a mistake. */
export interface ActionSignature {
  readonly name: string;
  readonly parameters: readonly TypedParameter[];
  /** `none` where nothing comes back. */
  readonly result: Type;
  readonly fields?: ReadonlyMap<string, Term>;
}

/** What a checked expression may need of other declarations; each is checked when it is first asked for. */
export interface Declarations {
  readonly names: Names;
  readonly library: Library;
  sensor(symbol: Symbol<Sensor>): SensorSignature;
  param(symbol: Symbol<Param>): Term;
  model(symbol: Symbol<Model>): ModelReference;
}

/** An expression of a template is told of with each thing that the template is given. */
export type RecordType = (span: Span, type: Type) => void;

/** What `count` counts, with what a call brings; what is none is reported. */
export type FindEvent = (
  node: Expression,
) => { readonly event: CountedEvent; readonly parameters: readonly TypedParameter[] } | undefined;

/** Where an expression stands. */
export interface Environment {
  readonly reporter: Reporter;
  readonly declarations: Declarations;
  readonly scope: Scope;
  /** The source text of a place. */
  readonly textOf: (span: Span) => string;
  /** Parameters of what encloses the expression. */
  readonly locals: ReadonlyMap<string, Term>;
  /** Is told the type of each expression that is checked, where somebody wants to know. */
  readonly recordType: RecordType | undefined;
  /** Names that have members but no value: the executors of a workflow with their outputs. */
  readonly owners: ReadonlyMap<string, Owner>;
  /** What stands there is served, so that a model which no registry has may be named. */
  readonly serves?: true;
  /** Absent outside of strategies, to which nothing comes. */
  readonly findEvent?: FindEvent;
}

export interface Owner {
  /** As `executor load-data`. */
  readonly description: string;
  readonly members: ReadonlyMap<string, Term>;
}

/** Checks an expression where a value of a type is expected; `by` shows what expects it. */
export type Check = (environment: Environment, node: Expression, expected?: Type, by?: Label) => Term;

/** What an expression may begin with there. */
export const namesIn = ({ locals, owners, scope }: Environment): string[] => [
  ...locals.keys(),
  ...owners.keys(),
  ...scope.symbols.keys(),
];
