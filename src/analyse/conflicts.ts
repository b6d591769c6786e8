import type { Reporter } from '../diagnostics/diagnostic.ts';
import { conflictsOf, isOrdered, type Conflict } from '../model/conflicts.ts';
import type { Model, Strategy } from '../model/model.ts';

/** Strategies that fight over one field want an order, or constraints that exclude each other. */
export function findConflicts(model: Model, reporter: Reporter): void {
  const undecided = conflictsOf(model.applications.flatMap(({ agents }) => agents)).filter((each) => !isOrdered(each));
  const bySecond = new Map<Strategy, Conflict[]>();
  for (const conflict of undecided) {
    const { strategy } = conflict.second;
    bySecond.set(strategy, [...(bySecond.get(strategy) ?? []), conflict]);
  }
  for (const conflicts of bySecond.values()) report(conflicts, reporter);
}

/** All that a strategy fights with, at its name: its actions may stand in a template that others use too. */
function report(conflicts: readonly Conflict[], reporter: Reporter): void {
  const [conflict] = conflicts;
  if (!conflict) return;
  const { second } = conflict;
  const { write, strategy, agent } = second;
  const others = conflicts.map(({ first }) => ({ span: first.write.action.span, text: saying(first.strategy.name) }));
  const sameAgent = conflicts.every(({ first }) => first.agent === agent);
  const names = conflicts.map(({ first }) =>
    first.agent === agent ? first.strategy.name : `${first.agent.name}.${first.strategy.name}`,
  );
  reporter.report(
    'conflict',
    strategy.span,
    { name: strategy.name, others: names, what: write.what, told: [write.told, conflict.first.write.told] },
    {
      labels: [...others, { span: write.action.span, text: saying(strategy.name) }],
      help: sameAgent
        ? 'say which of them goes first, as in priority 10 before WHEN, or let their constraints exclude each other'
        : 'agents do not wait for each other: let one agent have them and give it priorities, or let their constraints exclude each other',
    },
  );
}

const saying = (name: string): string => `${name} does it here`;
