import type { ExpressionNode } from '../graph/strategy-graph.ts';
import { compare, type Comparison } from '../values/compare.ts';
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
 * Evaluates a constraint, each part of it once, and keeps what each clause of it came to. One false part decides an `and`, one
 * true part an `or`, and the first of them is named; where none decides alone, all do, and of an unknown whole the unknown ones.
 */
export const judge = (node: ExpressionNode, scope: Scope): Clause => marked(clauseOf(node, scope), true);

/** No clause is marked as decided yet. */
function clauseOf(node: ExpressionNode, scope: Scope): Clause {
  const { text } = node;
  switch (node.op) {
    case 'and':
    case 'or': {
      // `a and b and c` is one branch with three parts, as the user sees it.
      const kind = node.op;
      const parts = [node.left, node.right].flatMap((part) => {
        const clause = clauseOf(part, scope);
        return clause.kind === kind ? clause.parts : [clause];
      });
      return { kind, text, truth: joined(kind, parts), parts, decided: false };
    }
    case 'not': {
      const part = clauseOf(node.operand, scope);
      return { kind: 'not', text, truth: negated[part.truth], parts: [part], decided: false };
    }
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge': {
      const [left, right] = [sideOf(node.left, scope), sideOf(node.right, scope)];
      const truth = truthOf(compare(node.op, left.value, right.value));
      return { kind: 'leaf', text, truth, comparison: node.op, sides: [left, right], decided: false };
    }
    case 'latch': {
      const truth = truthOf(evaluate(node, scope));
      return { kind: 'leaf', text, truth, sides: [sideOf(node.of, scope)], decided: false };
    }
    default: {
      const side = sideOf(node, scope);
      return { kind: 'leaf', text, truth: truthOf(side.value), sides: [side], decided: false };
    }
  }
}

/** What decides an `and` and an `or` alone. */
const deciding = { and: 'false', or: 'true' } as const;
const negated = { true: 'false', false: 'true', unknown: 'unknown' } as const;

function joined(kind: 'and' | 'or', parts: readonly Clause[]): Truth {
  if (parts.some(({ truth }) => truth === deciding[kind])) return deciding[kind];
  return parts.some(({ truth }) => truth === 'unknown') ? 'unknown' : negated[deciding[kind]];
}

/** Marks the clauses on which the truth of the whole rests. */
function marked(clause: Clause, decided: boolean): Clause {
  if (!decided) return clause;
  if (clause.kind === 'leaf') return { ...clause, decided };
  const { kind, truth, parts } = clause;
  if (kind === 'not') return { ...clause, decided, parts: parts.map((part) => marked(part, true)) };
  const alike = parts.filter((part) => part.truth === truth);
  const decisive = truth === deciding[kind] ? alike.slice(0, 1) : alike;
  return { ...clause, decided, parts: parts.map((part) => marked(part, decisive.includes(part))) };
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

const sideOf = (node: ExpressionNode, scope: Scope): Side => ({
  text: node.text,
  type: node.type,
  value: evaluate(node, scope),
  constant: node.op === 'constant',
});
