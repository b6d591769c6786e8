import type { ExpressionNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { rounded } from '../../base/values/arithmetic.ts';
import type { Comparison } from '../../base/values/compare.ts';

/** A condition in which readings are compared with numbers and nothing else happens; negation is within the thresholds. */
export type ThresholdForm = Threshold | Gate;

/** Whether a reading reaches `least`, that is reading >= least; with `falls` whether it does not. */
export interface Threshold {
  readonly kind: 'threshold';
  readonly reading: Compared;
  readonly least: number;
  readonly falls: boolean;
}

/** A reading as it is compared. */
export interface Compared {
  readonly sensor: string;
  /** Stands for what is unknown. */
  readonly otherwise?: number;
  /** What is no number has no order, and is equal to none: only of equality that is known. */
  readonly forEquality: boolean;
}

export interface Gate {
  readonly kind: 'and' | 'or';
  readonly parts: readonly ThresholdForm[];
}

/** Undefined for what is more than comparisons of readings with numbers, joined by `and`, `or` and `not`. */
export function thresholdFormOf(node: ExpressionNode, isNegated = false): ThresholdForm | undefined {
  switch (node.op) {
    case 'not':
      return thresholdFormOf(node.operand, !isNegated);
    case 'and':
    case 'or': {
      const left = thresholdFormOf(node.left, isNegated);
      const right = left && thresholdFormOf(node.right, isNegated);
      if (!right) return undefined;
      // De Morgan's laws hold for three values too.
      const kind = (node.op === 'and') === isNegated ? 'or' : 'and';
      return { kind, parts: [left, right].flatMap((part) => (part.kind === kind ? part.parts : [part])) };
    }
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return (
        thresholdOf(node.op, node.left, node.right, isNegated) ??
        thresholdOf(mirrored[node.op], node.right, node.left, isNegated)
      );
    case 'eq':
    case 'ne': {
      const isEqual = (node.op === 'eq') !== isNegated;
      return equalityOf(node.left, node.right, isEqual) ?? equalityOf(node.right, node.left, isEqual);
    }
    default:
      return undefined;
  }
}

type Order = Exclude<Comparison, 'eq' | 'ne'>;

const mirrored = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' } as const satisfies Record<Order, Order>;

function thresholdOf(
  op: Order,
  left: ExpressionNode,
  right: ExpressionNode,
  isNegated: boolean,
): Threshold | undefined {
  const reading = comparedOf(left, false);
  if (!reading || right.op !== 'constant' || typeof right.value !== 'number') return undefined;
  const value = rounded(right.value);
  const least = op === 'gt' || op === 'le' ? above(value) : value;
  return { kind: 'threshold', reading, least, falls: (op === 'lt' || op === 'le') !== isNegated };
}

/** What is equal to a number reaches it, and does not reach the next. */
function equalityOf(left: ExpressionNode, right: ExpressionNode, isEqual: boolean): Gate | undefined {
  const reading = comparedOf(left, true);
  if (!reading || right.op !== 'constant' || typeof right.value !== 'number') return undefined;
  const value = rounded(right.value);
  const reaches = { kind: 'threshold', reading, least: value, falls: !isEqual } as const;
  const passes = { kind: 'threshold', reading, least: above(value), falls: isEqual } as const;
  return { kind: isEqual ? 'and' : 'or', parts: [reaches, passes] };
}

function comparedOf(node: ExpressionNode, forEquality: boolean): Compared | undefined {
  if (node.op === 'reading') return { sensor: node.sensor, forEquality };
  if (node.op !== 'default' || node.of.op !== 'reading' || node.otherwise.op !== 'constant') return undefined;
  const { value } = node.otherwise;
  return typeof value === 'number' ? { sensor: node.of.sensor, otherwise: rounded(value), forEquality } : undefined;
}

const number = new Float64Array(1);
const bits = new BigInt64Array(number.buffer);

/** The next number above one (IEEE 754: bits in order are numbers in order): what is > x is >= that. */
function above(x: number): number {
  // Minus zero as zero.
  number[0] = x + 0;
  bits[0] = (bits[0] ?? 0n) + (x < 0 ? -1n : 1n);
  return number[0];
}
