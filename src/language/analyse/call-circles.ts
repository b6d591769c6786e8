import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { actionsOf, simpleTriggers, type Agent, type CallAction, type Model, type Strategy } from '../model/model.ts';
import { within } from '../types/term.ts';
import { placeIn } from './place.ts';

interface Hop {
  readonly agent: Agent;
  readonly strategy: Strategy;
}

/** Strategies that call each other in a circle go on for ever, as fast as they can. Each circle is reported once. */
export function findCallCircles(model: Model, reporter: Reporter): void {
  const steps = model.applications
    .flatMap(({ agents }) => agents)
    .flatMap((agent) => agent.strategies.map((strategy): Hop => ({ agent, strategy })))
    .filter(({ strategy }) => !isDamped(strategy));
  const called = new Map<string, Hop[]>();
  for (const step of steps) {
    for (const trigger of simpleTriggers(step.strategy.trigger)) {
      if (trigger.kind !== 'called') continue;
      const key = keyOf(step.agent.id, trigger.receiver);
      called.set(key, [...(called.get(key) ?? []), step]);
    }
  }
  const done = new Set<Strategy>();
  const visit = (step: Hop, trail: readonly { readonly step: Hop; readonly by: CallAction }[]): void => {
    const start = trail.findIndex((each) => each.step.strategy === step.strategy);
    if (start !== -1) report(trail.slice(start), reporter);
    if (start !== -1 || done.has(step.strategy)) return;
    for (const action of actionsOf(step.strategy)) {
      if (action.kind !== 'call') continue;
      const next = called.get(keyOf(action.agent.id, action.receiver)) ?? [];
      for (const each of next) visit(each, [...trail, { step, by: action }]);
    }
    done.add(step.strategy);
  };
  for (const step of steps) visit(step, []);
}

const keyOf = (agent: Agent['id'], receiver: string): string => `${agent} ${receiver}`;

/** It waits, counts, asks a person, or goes by what the call or the agent's state says, which may be a count. */
function isDamped({ modifiers, constraint }: Strategy): boolean {
  const { cooldownSeconds, limit, approval, dryRun } = modifiers;
  const counts = constraint && within(constraint).some(({ op }) => op === 'local' || op === 'state');
  return cooldownSeconds !== undefined || limit !== undefined || approval !== undefined || dryRun || counts === true;
}

function report(circle: readonly { readonly step: Hop; readonly by: CallAction }[], reporter: Reporter): void {
  const [first, ...others] = circle;
  if (!first) return;
  const names = circle.map(({ step }) => `${step.agent.name}.${step.strategy.name}`);
  const { span, labels } = placeIn(first.step.agent, first.step.strategy, first.by.span);
  reporter.report(
    'call-circle',
    span,
    { circle: [...names, names[0] ?? ''] },
    {
      labels: [...labels, ...others.map(({ by }) => ({ span: by.span, text: 'this is part of the circle' }))],
      help: 'give one of them a cooldown or a limit, as in cooldown 10m before WHEN',
    },
  );
}
