import type { ExpressionNode } from '../graph/strategy-graph.ts';
import type { Comparison } from '../values/compare.ts';
import { asTruth } from '../values/truth.ts';
import type { Observation } from '../values/value.ts';
import { evaluate, type Scope } from './evaluate.ts';

/** How a constraint came to its truth: the connectives as branches, comparisons and bare truths as leaves. */
export type Clause = Leaf | Branch;

export interface Leaf {
  readonly kind: 'leaf';
  readonly text: string;
  readonly truth: Truth;
  /** Absent for a bare truth, which has one side. */
  readonly comparison?: Comparison;
  readonly sides: readonly Side[];
  /** Whether the truth of the whole rests on this clause. */
  readonly decided: boolean;
}

export interface Branch {
  readonly kind: 'and' | 'or' | 'not';
  readonly text: string;
  readonly truth: Truth;
  readonly parts: readonly Clause[];
  readonly decided: boolean;
}

export type Truth = 'true' | 'false' | 'unknown';

export interface Side {
  readonly text: string;
  readonly type: string;
  readonly value: Observation;
  /** A constant says nothing new to the reader. */
  readonly constant: boolean;
}

/**
 * Evaluates a constraint and keeps what each clause of it came to. One false part decides an `and`, one true part an
 * `or`, and the first of them is named; where none decides alone, all do, and of an unknown whole the unknown ones.
 */
export function judge(node: ExpressionNode, scope: Scope, decided = true): Clause {
  const truth = truthOf(evaluate(node, scope));
  switch (node.op) {
    case 'and':
    case 'or': {
      const nodes = [node.left, node.right];
      const kind = node.op === 'and' ? 'and' : 'or';
      const decisive = decisiveParts(kind, nodes, truth, scope);
      const parts = nodes.map((part) => judge(part, scope, decided && decisive.includes(part)));
      return { kind, text: node.text, truth, decided, parts: parts.flatMap((part) => flatten(part, kind)) };
    }
    case 'not':
      return { kind: 'not', text: node.text, truth, decided, parts: [judge(node.operand, scope, decided)] };
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge': {
      const sides = [sideOf(node.left, scope), sideOf(node.right, scope)];
      return { kind: 'leaf', text: node.text, truth, comparison: node.op, sides, decided };
    }
    case 'latch':
      return { kind: 'leaf', text: node.text, truth, sides: [sideOf(node.of, scope)], decided };
    default:
      return { kind: 'leaf', text: node.text, truth, sides: [sideOf(node, scope)], decided };
  }
}

/** The leaves on which the truth of the whole rests. */
export function decisiveLeaves(clause: Clause): readonly Leaf[] {
  if (!clause.decided) return [];
  return clause.kind === 'leaf' ? [clause] : clause.parts.flatMap(decisiveLeaves);
}

export function truthOf(observation: Observation): Truth {
  const truth = asTruth(observation);
  if (!truth.known) return 'unknown';
  return truth.value === true ? 'true' : 'false';
}

/** `a and b and c` is one branch with three parts, as the user sees it. */
const flatten = (clause: Clause, kind: 'and' | 'or'): readonly Clause[] =>
  clause.kind === kind ? clause.parts : [clause];

function decisiveParts(
  kind: 'and' | 'or',
  parts: readonly ExpressionNode[],
  truth: Truth,
  scope: Scope,
): readonly ExpressionNode[] {
  const alike = parts.filter((part) => truthOf(evaluate(part, scope)) === truth);
  const decidesAlone = truth === (kind === 'and' ? 'false' : 'true');
  return decidesAlone ? alike.slice(0, 1) : alike;
}

const sideOf = (node: ExpressionNode, scope: Scope): Side => ({
  text: node.text,
  type: node.type,
  value: evaluate(node, scope),
  constant: node.op === 'constant',
});
