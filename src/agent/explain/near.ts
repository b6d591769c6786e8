import { decisiveLeaves, type Leaf } from '../engine/clause.ts';
import type { Decision } from '../engine/trace.ts';

/** A number is near its limit within this share of it. */
export const NEAR = 0.05;

export interface Near {
  /** Decisions at which nothing but numbers near their limits kept it from acting. */
  readonly times: number;
  /** Decisions that were looked at. */
  readonly of: number;
}

/** How often a constraint was false by no more than a twentieth of its limits. */
export function nearMisses(decisions: readonly Decision[]): Near {
  const times = decisions.filter(({ verdict, constraint }) => {
    if (verdict !== 'quiet' || constraint?.truth !== 'false') return false;
    return decisiveLeaves(constraint).every(isNear);
  }).length;
  return { times, of: decisions.length };
}

function isNear({ sides: [left, right] }: Leaf): boolean {
  if (!left?.value.known || !right?.value.known) return false;
  const [value, limit] = left.constant ? [right.value.value, left.value.value] : [left.value.value, right.value.value];
  return typeof value === 'number' && typeof limit === 'number' && Math.abs(value - limit) <= NEAR * Math.abs(limit);
}
