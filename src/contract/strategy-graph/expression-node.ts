import type { Value } from '../../base/values/value.ts';
import type { Identifier, Seconds, SourceText, TypeName } from './scalars.ts';
import type { SubjectNode } from './trigger-node.ts';

/** What a strategy reckons with. @discriminator op */
export type ExpressionNode =
  | ConstantNode
  | ReadingNode
  | ArgumentNode
  | StateReadNode
  | DefaultNode
  | LatchNode
  | CountNode
  | FieldNode
  | ListNode
  | RecordNode
  | TextNode
  | UnaryNode
  | BinaryNode;

/** Every node has its source text and the name of its type, so that a decision can be told in the user's words. */
interface TypedText {
  readonly text: SourceText;
  readonly type: TypeName;
}

export interface ConstantNode extends TypedText {
  readonly op: 'constant';
  readonly value: Value;
}
export interface ReadingNode extends TypedText {
  readonly op: 'reading';
  readonly sensor: Identifier;
}
export interface ArgumentNode extends TypedText {
  readonly op: 'argument';
  readonly name: Identifier;
}
/** What the agent remembers. */
export interface StateReadNode extends TypedText {
  readonly op: 'state';
  readonly name: Identifier;
}
/** `otherwise` where `of` is unknown. */
export interface DefaultNode extends TypedText {
  readonly op: 'default';
  readonly of: ExpressionNode;
  readonly otherwise: ExpressionNode;
}
/**
 * Hysteresis. `rises`: becomes true where `of` > `on` and false where `of` < `off`; `falls`: true where `of` < `on`, false
 * where `of` > `off`. Between them it stays what it was, at first false. It belongs to the agent: `id` follows from `of` and the
 * limits, so that `rises above 20 falls below 15` and `falls below 15 rises above 20` are one, of which never both are true.
 */
export interface LatchNode extends TypedText {
  readonly op: 'latch';
  readonly id: Identifier;
  readonly direction: 'rises' | 'falls';
  readonly of: ExpressionNode;
  readonly on: ExpressionNode;
  readonly off: ExpressionNode;
}
/**
 * How many of an event have come in the `seconds` up to the event of the strategy (not from then on, up to that), itself included: as
 * it was when that came. `id` follows from what is counted. Beyond 1000 it stays 1000.
 */
export interface CountNode extends TypedText {
  readonly op: 'count';
  readonly id: Identifier;
  readonly event: CountedEvent;
  /** By argument of the call: those alone count that bring this value. What stands there is a constant, or an argument. */
  readonly given?: Readonly<Record<string, ExpressionNode>>;
  readonly seconds: Seconds;
}

/** What a count counts. @discriminator kind */
export type CountedEvent = CountedCall | CountedChange;

export interface CountedCall {
  readonly kind: 'called';
  readonly receiver: Identifier;
}
export interface CountedChange {
  readonly kind: 'on';
  readonly subject: SubjectNode;
  readonly state: Identifier;
}
export interface FieldNode extends TypedText {
  readonly op: 'field';
  readonly of: ExpressionNode;
  readonly name: Identifier;
}
export interface ListNode extends TypedText {
  readonly op: 'list';
  readonly items: readonly ExpressionNode[];
}
export interface RecordNode extends TypedText {
  readonly op: 'record';
  readonly fields: Readonly<Record<string, ExpressionNode>>;
}
/** A text: for programs, with numbers in base units; or to tell people, with units and names. */
export interface TextNode extends TypedText {
  readonly op: 'join' | 'tell';
  readonly parts: readonly ExpressionNode[];
}
export interface UnaryNode extends TypedText {
  readonly op: 'not' | 'negate';
  readonly operand: ExpressionNode;
}
export interface BinaryNode extends TypedText {
  readonly op: 'add' | 'subtract' | 'multiply' | 'divide' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'and' | 'or';
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}
