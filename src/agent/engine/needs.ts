import { countedAs } from '../../contract/primitives/budget.ts';
import type { CountedKind } from '../../contract/primitives/budget-kinds.ts';
import type { SimpleAction } from '../../contract/strategy-graph/walk.ts';
import type { ConcreteAction } from './effect.ts';

/** How much of each kind that a budget counts some actions need. */
export type Needs = ReadonlyMap<CountedKind, number>;

export function needsOf(actions: readonly SimpleAction[]): Needs {
  const needs = new Map<CountedKind, number>();
  for (const action of actions) {
    const kind = kindOf(action);
    if (kind) needs.set(kind, (needs.get(kind) ?? 0) + 1);
  }
  return needs;
}

/** What an action counts as; undefined where no budget counts it. */
export const kindOf = (action: SimpleAction | ConcreteAction): CountedKind | undefined =>
  action.kind === 'primitive' ? countedAs(action.name, action.target?.kind) : undefined;
