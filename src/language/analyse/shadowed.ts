import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { agentsIn, type Agent, type Model, type Strategy } from '../model/model.ts';
import { actsAtOnce, holdsWhenever } from '../reason/acts-whenever.ts';
import { precedence } from '../reason/conflicts.ts';
import { writersIn } from '../reason/writers.ts';
import { placeIn } from './place.ts';

/** Strategies that are kept back whenever they could act, by one that goes before them and acts then. */
export function findShadowed(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    if (agent.strategies.every(({ modifiers }) => modifiers.priority === undefined)) continue;
    const byName = new Map(agent.strategies.map((strategy) => [strategy.name, strategy]));
    const before = precedence(agent, writersIn(model));
    const yieldsTo = ({ name }: Strategy): readonly string[] => before.get(name) ?? [];
    for (const strategy of agent.strategies) {
      if (strategy.modifiers.dryRun) continue;
      const own = new Set(yieldsTo(strategy));
      const first = [...own]
        .flatMap((name) => byName.get(name) ?? [])
        .find(
          (other) =>
            actsAtOnce(other) &&
            // What keeps that one back has to keep this one back, too.
            yieldsTo(other).every((name) => own.has(name)) &&
            holdsWhenever(agent, other, strategy),
        );
      if (first) report(agent, strategy, first, reporter);
    }
  }
}

function report(agent: Agent, strategy: Strategy, first: Strategy, reporter: Reporter): void {
  const { span, labels } = placeIn(agent, strategy, strategy.span);
  const { name } = strategy;
  const label = { span: first.span, text: 'this acts whenever it could, and goes before it' };
  reporter.report(
    'shadowed',
    span,
    { name, by: first.name },
    {
      labels: [...labels, label],
      help: `give ${name} the larger priority, or let the constraint of ${first.name} leave something to it`,
    },
  );
}
