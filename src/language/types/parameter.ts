import type { Span } from '../../base/source/source.ts';
import type { Term } from './term.ts';
import type { Type } from './type.ts';

/** A parameter of a sensor, of a call or of a primitive. */
export interface TypedParameter {
  readonly name: string;
  readonly type: Type;
  /** Absent: an argument has to be given, unless the type is optional. */
  readonly default?: Term;
  /** The name in the declaration. */
  readonly span: Span;
}
