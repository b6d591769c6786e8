import type { Term } from '../types/term.ts';
import { meet, regionOf } from './region.ts';
import { termKey, type TermOwner } from './term-key.ts';

/** Whether a condition certainly holds wherever another one does. It may hold there too where this does not see it. */
export function implies(premise: Term, conclusion: Term, owner: TermOwner): boolean {
  if (termKey(premise, owner) === termKey(conclusion, owner)) return true;
  const holds = regionOf(premise, owner, 'true');
  const fails = (['false', 'unknown'] as const).map((outcome) => regionOf(conclusion, owner, outcome));
  return fails.every((region) => meet(holds, region).length === 0);
}
