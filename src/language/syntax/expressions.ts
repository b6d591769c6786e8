import type { Span } from '../../base/source/source.ts';

/** What every node of the tree has. */
export interface Node {
  readonly span: Span;
}

export interface Name extends Node {
  readonly kind: 'name';
  readonly text: string;
}

export type Expression =
  | Missing
  | NumberLiteral
  | StringLiteral
  | BoolLiteral
  | NoneLiteral
  | Reference
  | Member
  | VersionOf
  | Call
  | ListLiteral
  | RecordLiteral
  | Range
  | Unary
  | Binary
  | Windowed
  | Defaulted
  | Latch
  | ObjectReference;

/** Stands where an expression was expected and the parser found none. */
export interface Missing extends Node {
  readonly kind: 'missing';
}

/** A number with its unit as written: `20/s`, `1h30m`, `4Gi`, `90%`, `0.5`. */
export interface NumberLiteral extends Node {
  readonly kind: 'number';
  readonly text: string;
}

/** `"… ${x} …"`, `"""…"""` or, raw, `'''…'''`; escapes are resolved, lines of the long forms have lost their common indentation. */
export interface StringLiteral extends Node {
  readonly kind: 'string';
  readonly parts: readonly StringPart[];
}
export type StringPart = StringText | StringHole;
export interface StringText extends Node {
  readonly kind: 'text';
  readonly value: string;
}
export interface StringHole extends Node {
  readonly kind: 'hole';
  readonly value: Expression;
}

export interface BoolLiteral extends Node {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface NoneLiteral extends Node {
  readonly kind: 'none';
}

/** A bare name: `detector`, `predictions`, `hosts`. */
export interface Reference extends Node {
  readonly kind: 'reference';
  readonly name: Name;
}

/** `load-data.digits` */
export interface Member extends Node {
  readonly kind: 'member';
  readonly of: Expression;
  readonly name: Name;
}

/** `mnist-cnn@production`, `mnist-cnn@3` */
export interface VersionOf extends Node {
  readonly kind: 'version';
  readonly of: Expression;
  readonly version: Name;
}

export interface Call extends Node {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}
export interface Argument extends Node {
  readonly kind: 'argument';
  readonly name?: Name;
  readonly value: Expression;
}

export interface ListLiteral extends Node {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}

/** `{ a: 1, "b c": 2 }`; a key written as a string is a name with the string's text. */
export interface RecordLiteral extends Node {
  readonly kind: 'record';
  readonly fields: readonly Field[];
}
export interface Field extends Node {
  readonly kind: 'field';
  readonly name: Name;
  readonly value: Expression;
}

/** `8Gi..16Gi`, the value of a field; behind the dots `none` is no end. */
export interface Range extends Node {
  readonly kind: 'range';
  readonly from: Expression;
  readonly to: Expression;
}

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | 'not';
  readonly operand: Expression;
}

export type BinaryOperator = 'or' | 'and' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/';
export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `x over 6h` (then `over` is set) or `x since last fired`. */
export interface Windowed extends Node {
  readonly kind: 'windowed';
  readonly of: Expression;
  readonly over?: Expression;
}

/** `x default 0`: what stands for a reading that is unknown. */
export interface Defaulted extends Node {
  readonly kind: 'defaulted';
  readonly of: Expression;
  readonly otherwise: Expression;
}

/**
 * `x rises above 20/s falls below 15/s` (then `direction` is `rises`): true from where x passes `on`, until it passes
 * `off` the other way. `x falls below 15/s rises above 20/s` is true from where x is below.
 */
export interface Latch extends Node {
  readonly kind: 'latch';
  readonly of: Expression;
  readonly direction: 'rises' | 'falls';
  readonly on: Expression;
  readonly off: Expression;
}

/** An object of the cluster, or one of its keys: `secret hub.token`, `config app."app.yaml"`, `claim datasets`. */
export interface ObjectReference extends Node {
  readonly kind: 'secret' | 'config' | 'claim';
  readonly name: Name;
  readonly key?: Name;
}

/** `List<Int>`, `Dataset?` */
export interface TypeReference extends Node {
  readonly kind: 'type';
  readonly name: Name;
  readonly arguments: readonly TypeReference[];
  readonly optional: boolean;
}

/** `name: Type = default`, in a signature */
export interface Parameter extends Node {
  readonly kind: 'parameter';
  readonly name: Name;
  readonly type: TypeReference;
  readonly default?: Expression;
}

/** A word that no clause of this declaration begins with, with the expression behind it if there is one. */
export interface UnknownClause extends Node {
  readonly kind: 'unknown-clause';
  readonly name: Name;
}

/** `registry "…"`: a clause that is a word and a value, maybe with a word between (`tracker mlflow "…"`) and a record behind. */
export interface Setting extends Node {
  readonly kind: 'setting';
  /** The word that begins the clause: `registry`, `tracker`, `image`, `args`, … */
  readonly name: Name;
  /** `mlflow` of `tracker mlflow "…"`. */
  readonly variant?: Name;
  readonly value: Expression;
  /** The record behind the value: `artifacts s3 "…" { endpoint: … }`. */
  readonly options?: RecordLiteral;
}
