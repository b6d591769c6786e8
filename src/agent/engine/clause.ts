import type { ExpressionNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { compare, type Comparison } from '../../base/values/compare.ts';
import { asTruth } from '../../base/values/truth.ts';
import { known, type Observation } from '../../base/values/value.ts';
import { evaluate, type Scope } from './evaluate.ts';

/** How a constraint came to its truth: the connectives as branches, comparisons and bare truths as leaves. */
export type Clause = Leaf | Connective;

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

export interface Connective {
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

/** A constraint that is compiled: what it comes to. */
export type Judge = (scope: Scope) => Clause;

/**
 * Compiles a constraint, to be judged at many events: each part of it once, keeping what each clause came to, with the truth that
 * `evaluate` gives. One false part decides an `and`, one true part an `or`, and the first of them is named; where none decides
 * alone, all do, and of an unknown whole the unknown ones.
 */
export function compile(constraint: ExpressionNode): Judge {
  const judge = clauseOf(constraint);
  return (scope) => marked(judge(scope), true);
}

/** No clause is marked as decided yet. */
function clauseOf(node: ExpressionNode): Judge {
  const { text } = node;
  switch (node.op) {
    case 'and':
    case 'or': {
      const kind = node.op;
      const judges = joinedBy(kind, node).map(clauseOf);
      return (scope) => {
        const parts = judges.map((judge) => judge(scope));
        return { kind, text, truth: joined(kind, parts), parts, decided: false };
      };
    }
    case 'not': {
      const judge = clauseOf(node.operand);
      return (scope) => {
        const part = judge(scope);
        return { kind: 'not', text, truth: negated[part.truth], parts: [part], decided: false };
      };
    }
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge': {
      const comparison = node.op;
      const [leftOf, rightOf] = [sideOf(node.left), sideOf(node.right)];
      return (scope) => {
        const [left, right] = [leftOf(scope), rightOf(scope)];
        const truth = truthOf(compare(comparison, left.value, right.value));
        return { kind: 'leaf', text, truth, comparison, sides: [left, right], decided: false };
      };
    }
    case 'latch': {
      const of = sideOf(node.of);
      return (scope) => {
        const truth = truthOf(evaluate(node, scope));
        return { kind: 'leaf', text, truth, sides: [of(scope)], decided: false };
      };
    }
    default: {
      const whole = sideOf(node);
      return (scope) => {
        const side = whole(scope);
        return { kind: 'leaf', text, truth: truthOf(side.value), sides: [side], decided: false };
      };
    }
  }
}

/** `a and b and c` is one branch with three parts, as the user sees it. */
const joinedBy = (kind: 'and' | 'or', node: ExpressionNode): readonly ExpressionNode[] =>
  node.op === kind ? [...joinedBy(kind, node.left), ...joinedBy(kind, node.right)] : [node];

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

/** A side of a comparison; a constant is what it is at every event. */
function sideOf(node: ExpressionNode): (scope: Scope) => Side {
  const { text, type } = node;
  if (node.op !== 'constant') return (scope) => ({ text, type, value: evaluate(node, scope), constant: false });
  const side = { text, type, value: known(node.value), constant: true };
  return () => side;
}
