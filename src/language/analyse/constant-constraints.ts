import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { ownerOf } from '../reason/writers.ts';
import { agentsIn, type Model } from '../model/model.ts';
import type { Outcome } from '../reason/box.ts';
import { regionOf } from '../reason/region.ts';
import type { TermOwner } from '../reason/term-key.ts';
import { termText } from '../types/print-term.ts';
import type { Term } from '../types/term.ts';
import { assignable, Bool } from '../types/type.ts';
import { placeIn } from './place.ts';

/** Constraints whose outcome does not depend on what is read. `true` and `false` by themselves were meant. */
export function findConstantConstraints(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    for (const strategy of agent.strategies) {
      const { constraint } = strategy;
      // What is no truth at all was reported for that.
      if (!constraint || !assignable(constraint.type, Bool)) continue;
      const owner = ownerOf(agent, strategy);
      const never = culprit(constraint, owner, 'true');
      const always = culprit(constraint, owner, 'false');
      const found = never ?? always;
      if (!found || found.op === 'constant') continue;
      const { span, labels } = placeIn(agent, strategy, found.span);
      reporter.report(never ? 'never-holds' : 'always-holds', span, { text: termText(found) }, { labels });
    }
  }
}

/** The smallest part that never has an outcome, and with it the whole. */
function culprit(term: Term, owner: TermOwner, outcome: Outcome): Term | undefined {
  if (regionOf(term, owner, outcome).length > 0) return undefined;
  // What is never true in one part of `and` is never true as a whole, and so with false and `or`.
  if (term.op !== (outcome === 'true' ? 'and' : 'or') || !('left' in term)) return term;
  return culprit(term.left, owner, outcome) ?? culprit(term.right, owner, outcome) ?? term;
}
