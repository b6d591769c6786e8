import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { agentsIn, type Agent, type Model, type Strategy } from '../model/model.ts';
import { actionKey } from '../reason/action-key.ts';
import { holdsWhenever } from '../reason/acts-whenever.ts';
import { ownerOf } from '../reason/writers.ts';
import { placeIn } from './place.ts';

/** So many strategies that do the same are compared with each. */
const COMPARED = 16;

/** Strategies that do what another one of their agent does at the same instants. */
export function findRepeated(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    const byActions = new Map<string, Strategy[]>();
    for (const strategy of agent.strategies) {
      if (strategy.modifiers.dryRun || strategy.actions.length === 0) continue;
      const owner = ownerOf(agent, strategy);
      const key = JSON.stringify(strategy.actions.map((action) => actionKey(action, owner)));
      const same = byActions.get(key) ?? [];
      const others = same.slice(-COMPARED);
      const first = others.find((other) => repeats(agent, strategy, other));
      if (first) report(agent, strategy, first, reporter);
      else for (const other of others) if (repeats(agent, other, strategy)) report(agent, other, strategy, reporter);
      same.push(strategy);
      byActions.set(key, same);
    }
  }
}

/** Whether all that a strategy does another one does without it, of which it is known that both do the same behind THEN. */
function repeats(agent: Agent, strategy: Strategy, other: Strategy): boolean {
  const hasMore = (['otherwise', 'whenUnknown', 'onFailure'] as const).some((branch) => strategy[branch].length > 0);
  const goesBefore = (strategy.modifiers.priority ?? 0) > (other.modifiers.priority ?? 0);
  if (strategy.name === other.name || hasMore || goesBefore || !holdsWhenever(agent, other, strategy)) return false;
  // What rests, or asks somebody, leaves something to one that does so at other times.
  const { cooldownSeconds, limit, approval } = other.modifiers;
  const isHeld = cooldownSeconds !== undefined || limit !== undefined || approval !== undefined;
  return !isHeld || (isHeldAlike(strategy, other) && holdsWhenever(agent, strategy, other));
}

const isHeldAlike = (one: Strategy, other: Strategy): boolean =>
  JSON.stringify(one.modifiers) === JSON.stringify(other.modifiers) && one.heldSeconds === other.heldSeconds;

function report(agent: Agent, strategy: Strategy, other: Strategy, reporter: Reporter): void {
  const { span, labels } = placeIn(agent, strategy, strategy.span);
  const label = { span: other.span, text: 'this does it' };
  const help = 'leave one of them out, or let their constraints exclude each other';
  reporter.report('repeated', span, { name: strategy.name, by: other.name }, { labels: [...labels, label], help });
}
