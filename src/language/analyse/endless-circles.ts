import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import {
  actionsOf,
  simpleTriggers,
  type Agent,
  type CallAction,
  type Model,
  type PrimitiveAction,
  type Strategy,
  type Trigger,
} from '../model/model.ts';
import { within } from '../types/term.ts';
import { placeIn } from './place.ts';

interface Hop {
  readonly agent: Agent;
  readonly strategy: Strategy;
}

/** What one strategy does by which it sets off another. */
interface Step {
  readonly from: Hop;
  readonly by: CallAction | PrimitiveAction;
}

/**
 * Strategies that set each other off in a circle go on for ever, as fast as what they start: by calls, and by what their actions
 * bring about, as a run that ends. Each circle is reported once.
 */
export function findEndlessCircles(model: Model, reporter: Reporter): void {
  const hops = model.applications
    .flatMap(({ agents }) => agents)
    .flatMap((agent) => agent.strategies.map((strategy): Hop => ({ agent, strategy })))
    .filter(({ strategy }) => !isDamped(strategy));
  const byCause = new Map<string, Hop[]>();
  for (const hop of hops)
    for (const cause of new Set(causesOf(hop))) byCause.set(cause, [...(byCause.get(cause) ?? []), hop]);
  const registered = new Map(
    model.applications.flatMap(({ batch }) =>
      batch.map(({ id, registers }): [string, readonly string[]] => [id, registers.map((each) => each.model.id)]),
    ),
  );
  const done = new Set<Strategy>();
  const visit = (hop: Hop, trail: readonly Step[]): void => {
    const start = trail.findIndex((each) => each.from.strategy === hop.strategy);
    if (start !== -1) report(trail.slice(start), reporter);
    if (start !== -1 || done.has(hop.strategy)) return;
    for (const action of actionsOf(hop.strategy)) {
      if (action.kind !== 'call' && action.kind !== 'primitive') continue;
      const next = new Set(effectsOf(action, registered).flatMap((cause) => byCause.get(cause) ?? []));
      for (const each of next) visit(each, [...trail, { from: hop, by: action }]);
    }
    done.add(hop.strategy);
  };
  for (const hop of hops) visit(hop, []);
}

/**
 * What sets a strategy off by itself. What runs ends in the one way or the other, and whether a constraint then holds is not known: a
 * strategy that has one is taken to end the circle; one that is called goes by what the call says.
 */
function causesOf({ agent, strategy }: Hop): readonly string[] {
  const called = simpleTriggers(strategy.trigger).flatMap((trigger) =>
    trigger.kind === 'called' ? [callKey(agent.id, trigger.receiver)] : [],
  );
  return strategy.constraint ? called : [...called, ...changesAlone(strategy.trigger)];
}

/** The changes that need nothing beside them. */
function changesAlone(trigger: Trigger): readonly string[] {
  if (trigger.kind === 'any') return trigger.triggers.flatMap(changesAlone);
  if (trigger.kind !== 'on') return [];
  const { subject, state } = trigger;
  return [`${subject.of.id} ${subject.kind === 'model' ? state : ''}`];
}

/** What an action sets off: the receiver of a call, all that a run comes to, with the models that it registers, a promotion. */
function effectsOf(
  action: CallAction | PrimitiveAction,
  registered: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  if (action.kind === 'call') return [callKey(action.agent.id, action.receiver)];
  const { primitive, target } = action;
  if (target && STARTING.includes(primitive.name))
    return [`${target.id} `, ...(registered.get(target.id) ?? []).map((id) => `${id} registered`)];
  if (primitive.name !== 'promote') return [];
  return [...action.arguments.values()]
    .flatMap(within)
    .flatMap((term) => (term.op === 'version' ? [`${term.model.id} promoted`] : []));
}

/** By these a workflow comes into states that it would not come into otherwise. */
const STARTING: readonly string[] = ['runWorkflow', 'runExecutor'];

const callKey = (agent: Agent['id'], receiver: string): string => `call ${agent} ${receiver}`;

/**
 * It waits, counts, asks a person, or goes by what the call or the agent's state says, which may be a count. What waits for each value
 * of an argument goes by what the call says, too.
 */
function isDamped({ modifiers, constraint }: Strategy): boolean {
  const { cooldownSeconds, limit, approval, dryRun } = modifiers;
  const counts = constraint && within(constraint).some(({ op }) => op === 'local' || op === 'state' || op === 'count');
  return cooldownSeconds !== undefined || limit !== undefined || approval !== undefined || dryRun || counts === true;
}

function report(circle: readonly Step[], reporter: Reporter): void {
  const [first, ...others] = circle;
  if (!first) return;
  const names = circle.map(({ from }) => `${from.agent.name}.${from.strategy.name}`);
  const { span, labels } = placeIn(first.from.agent, first.from.strategy, first.by.span);
  reporter.report(
    'endless-circle',
    span,
    { circle: [...names, names[0] ?? ''], byCalls: circle.every(({ by }) => by.kind === 'call') },
    {
      labels: [...labels, ...others.map(({ by }) => ({ span: by.span, text: 'this is part of the circle' }))],
      help: 'give one of them a cooldown or a limit, as in cooldown 10m before WHEN',
    },
  );
}
