import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import { agentsIn, simpleActions, simpleTriggers, type Model, type Strategy } from '../model/model.ts';
import { isSchedule } from '../reason/schedules.ts';
import { writesOf, type Write } from '../reason/writes.ts';
import { ownerOf } from '../reason/writers.ts';
import { within, type Term } from '../types/term.ts';
import { placeIn } from './place.ts';

/**
 * What held long enough goes on to hold: at each further look a strategy acts again, as long as nothing lets it rest. Where it gives
 * fields their values that changes nothing; a run, a message or a replica more is done each time.
 */
export function findActsAtEveryLook(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    for (const strategy of agent.strategies) {
      if (strategy.heldSeconds === undefined || rests(strategy)) continue;
      const owner = ownerOf(agent, strategy);
      const repeated = simpleActions(strategy.actions).find(
        (action) => action.kind !== 'set' && writesOf([action], owner).every(isDoneAgain),
      );
      if (!repeated) continue;
      const { span, labels } = placeIn(agent, strategy, repeated.span);
      const { trigger } = strategy;
      const rest = trigger.kind === 'every' ? Math.max(3600, 2 * trigger.seconds) : undefined;
      const help =
        rest === undefined
          ? 'let it rest after it has acted, by a cooldown that is longer than the time from look to look'
          : `let it rest after it has acted, as in cooldown ${formatDuration(rest)} before WHEN`;
      reporter.report('acts-at-every-look', span, { name: strategy.name, action: repeated.text }, { labels, help });
    }
  }
}

/** What is added, and a run that begins: another each time. */
const isDoneAgain = ({ step, value }: Write): boolean => step !== undefined || value === 'running';

/** Whether what it does, or how often it may, keeps it from acting at the next look. */
function rests({ modifiers, trigger, constraint, actions }: Strategy): boolean {
  const { cooldownSeconds = 0, cooldownPer, limit, dryRun } = modifiers;
  // A cooldown that is over at the next look is no rest, and what is kept for each value lets the next one act.
  const isResting = cooldownPer === undefined && cooldownSeconds > (trigger.kind === 'every' ? trigger.seconds : 0);
  if (isResting || (limit && limit.per === undefined) || dryRun) return true;
  if (!simpleTriggers(trigger).some(isSchedule) || !constraint) return true;
  const set = new Set(simpleActions(actions).flatMap((action) => (action.kind === 'set' ? [action.name] : [])));
  return within(constraint).some((part) => (part.op === 'state' && set.has(part.name)) || countsSinceFired(part));
}

const countsSinceFired = (part: Term): boolean => part.op === 'reading' && part.use.window?.kind === 'since-last-fired';
