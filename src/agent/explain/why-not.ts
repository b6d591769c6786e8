import { defined } from '../../base/values/defined.ts';
import { formatInstant } from '../../base/values/format.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import { counted, times } from '../../base/values/words.ts';
import type { StrategyGraph, StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { calledNodes } from '../engine/triggers.ts';
import { explainEntry } from '../engine/explain.ts';
import { timeoutOf } from '../engine/firing-limits.ts';
import { strategyState, type EngineState, type Running } from '../engine/state.ts';
import type { ActionResult, Approval, Decision, Ending, HeldBack, Refusal, TraceEntry } from '../engine/trace.ts';
import { enough } from './enough.ts';
import { NEAR, nearMisses } from './near.ts';
import { nextLook, nextLookText } from './next-look.ts';

/** Why a strategy did not act at an instant. */
export interface WhyNot {
  readonly because:
    | 'other graph'
    | 'acted'
    | 'failed'
    | 'approval'
    | 'reading'
    | 'busy'
    | 'refused'
    | 'never due'
    | 'quiet'
    | 'unknown'
    | HeldBack['by'];
  /** A sentence without a full stop. */
  readonly reason: string;
  /** What would have been enough for it to act, in words. */
  readonly enough?: string;
  /** What else helps: how near it was, what it looks at, when it looks next. */
  readonly more: readonly string[];
  /** The decision that it is about. */
  readonly decision?: string;
}

export interface Question {
  readonly graph: StrategyGraph;
  readonly state: EngineState;
  readonly strategy: string;
  /** Milliseconds since 1970 UTC; that of `state`, or earlier. */
  readonly at: number;
  /** What was told of the agent up to then, the newest first. */
  readonly entries: readonly TraceEntry[];
}

const DAY = 86_400_000;

/** Judges by what was decided last before the instant; what is asked for or done at that instant goes before. */
export function whyNot(question: Question): WhyNot {
  const { graph, state, strategy: name, at, entries } = question;
  const strategy = graph.strategies.find((each) => each.name === name);
  if (!strategy) return notThere(question);
  const own = entries.filter((entry) => entry.at <= at && 'strategy' in entry && entry.strategy === name);
  const last = own.find((entry) => entry.kind === 'decision');
  const next = nextLookText(nextLook(graph, state, strategy, at));
  const { running, waiting } = strategyState(state.strategies[name]);
  if (
    running &&
    running.occurrence.at <= at &&
    running.stage !== 'acting' &&
    running.occurrence.id !== last?.occurrence
  )
    return { ...undecided(graph, running), more: [next], decision: running.occurrence.id };
  const refusal = refusalOf(strategy, entries, at);
  if (refusal && (!last || refusal.at > last.at))
    return {
      because: 'refused',
      reason: `the call of ${refusal.receiver} by ${refusal.caller} at ${formatInstant(refusal.at)} was refused: ${refusal.reason}`,
      enough: 'a call that it takes',
      more: [next],
    };
  if (!last) return { ...neverDue(question, strategy), more: [next] };
  const about = judged(last, own, strategy, running);
  const busy =
    running?.stage === 'acting' && running.occurrence.at <= at && waiting.length > 0
      ? [
          `it is busy with ${running.occurrence.id}; ${counted(waiting.length, 'event')} wait${waiting.length === 1 ? 's' : ''}`,
        ]
      : [];
  const decisions = own.filter((entry) => entry.kind === 'decision').filter((entry) => entry.at > at - DAY);
  const { times: often, of } = nearMisses(decisions);
  const near =
    often > 0
      ? [`within ${String(NEAR * 100)}% of its limits ${times(often)} in ${counted(of, 'decision')} of the last 24 h`]
      : [];
  return { ...about, more: [...busy, ...near, next], decision: last.occurrence };
}

/** The strategy is not in the graph that the agent runs. */
function notThere({ graph, state, strategy, entries }: Question): WhyNot {
  const names = graph.strategies.map(({ name }) => name);
  const { left } = strategyState(state.strategies[strategy]);
  const dropped = entries.find((entry) => entry.kind === 'dropped' && entry.text.includes(strategy));
  const since = left ? ` since ${formatInstant(left.at)}` : '';
  return {
    because: 'other graph',
    reason: `the agent ${graph.agent.name} runs no strategy ${strategy}${since}; what it runs are ${names.join(', ')}`,
    enough: `a graph with ${strategy}, built and applied`,
    more: dropped ? [explainEntry(dropped).headline] : [],
  };
}

function undecided({ sensors }: StrategyGraph, running: Running): Pick<WhyNot, 'because' | 'reason' | 'enough'> {
  const { occurrence, deadline } = running;
  const begun = formatInstant(occurrence.at);
  if (running.stage === 'deferred')
    return { because: 'reading', reason: `of ${begun} all is read, and it waits for strategies that go before it` };
  const awaited = running.stage === 'observing' ? running.awaiting : {};
  const labels = sensors.flatMap(({ id, label }) => (id in awaited ? [label] : []));
  return {
    because: 'reading',
    reason: `it reads ${labels.join(', ')} for what happened at ${begun}`,
    enough: `an answer before ${formatInstant(deadline)}`,
  };
}

/** The last call that it would have taken, where that was refused. */
const refusalOf = ({ trigger }: StrategyNode, entries: readonly TraceEntry[], at: number): Refusal | undefined => {
  const receivers = new Set(calledNodes(trigger).map(({ receiver }) => receiver));
  return entries.find(
    (entry): entry is Refusal => entry.kind === 'refusal' && entry.at <= at && receivers.has(entry.receiver),
  );
};

function neverDue(
  { state, at }: Question,
  { name, trigger }: StrategyNode,
): Pick<WhyNot, 'because' | 'reason' | 'enough'> {
  const { paused, counts } = strategyState(state.strategies[name]);
  const pause = paused ?? state.paused;
  if (pause)
    return {
      because: 'pause',
      reason: `${pause.by} paused ${paused ? 'it' : 'the agent'} at ${formatInstant(pause.at)}, and nothing set it off since`,
      enough: 'that it is let go on',
    };
  const known =
    counts.lastFired === null || counts.lastFired > at
      ? ''
      : `, and it acted last at ${formatInstant(counts.lastFired)}`;
  return {
    because: 'never due',
    reason: `nothing set it off up to ${formatInstant(at)} as far as the journal goes${known}`,
    enough: trigger.text,
  };
}

function judged(
  last: Decision,
  own: readonly TraceEntry[],
  strategy: StrategyNode,
  running: Running | null,
): Pick<WhyNot, 'because' | 'reason' | 'enough'> {
  const { headline } = explainEntry(last);
  const reason = `${formatInstant(last.at)} ${headline}`;
  switch (last.verdict) {
    case 'quiet':
      return defined({ because: 'quiet', reason, enough: last.constraint && enough(last.constraint) });
    case 'unknown':
      return defined({
        because: 'unknown',
        reason,
        enough: last.missing === undefined ? last.constraint && enough(last.constraint) : `a value: ${last.missing}`,
      });
    case 'held':
      return last.held
        ? { because: last.held.by, reason, enough: enoughFor(last.held, last) }
        : { because: 'quiet', reason };
    case 'act':
      return outcome(last, own, strategy, running, reason);
  }
}

function enoughFor(held: HeldBack, { at }: Decision): string {
  switch (held.by) {
    case 'duration':
      return `that it still holds at ${formatInstant(at + Math.round((held.of - held.seconds) * 1000))}`;
    case 'cooldown':
      return `the same from ${formatInstant(held.until)} on`;
    case 'limit':
      return `a limit above ${String(held.count)} per ${formatDuration(held.seconds)}, or that the first of these is so long ago`;
    case 'keys':
      return `a value of ${held.name} that is remembered already`;
    case 'budget':
      return `a budget of ${String(held.spent + held.needs)} per ${formatDuration(held.seconds)}, or that what it spent is so long ago`;
    case 'precedence':
      return `that ${held.strategy} does not act at the same instant`;
    case 'pause':
      return `that ${held.of === 'agent' ? 'the agent' : 'it'} is let go on`;
  }
}

/** It decided to act: somebody did not agree, something failed, it is under way, or it was done. */
function outcome(
  last: Decision,
  own: readonly TraceEntry[],
  strategy: StrategyNode,
  running: Running | null,
  reason: string,
): Pick<WhyNot, 'because' | 'reason' | 'enough'> {
  const of = own.filter((entry) => 'occurrence' in entry && entry.occurrence === last.occurrence);
  const answer = of.find((entry): entry is Approval => entry.kind === 'approval');
  const isUnderWay = running?.occurrence.id === last.occurrence;
  if (answer && answer.answer !== 'approved')
    return {
      because: 'approval',
      reason: `${reason}; ${explainEntry(answer).headline}`,
      enough: `that ${answer.by} agrees${isUnderWay ? ` before ${formatInstant(running.deadline)}` : ` within ${formatDuration(timeoutOf(strategy))}`}`,
    };
  const failed = of.find((entry): entry is ActionResult => entry.kind === 'action' && !('ok' in entry.result));
  if (isUnderWay)
    return {
      because: 'busy',
      reason: `${reason}, and is doing so${failed ? `; ${explainEntry(failed).headline}` : ''}`,
      enough: `its end before ${formatInstant(running.deadline)}`,
    };
  const ending = of.find((entry): entry is Ending => entry.kind === 'ending');
  if (last.dryRun) return { because: 'acted', reason, enough: 'that it is no dry run' };
  if (ending?.complete === false)
    return {
      because: 'failed',
      reason: `${reason}; ${failed ? `${explainEntry(failed).headline}; ` : ''}${explainEntry(ending).headline}`,
    };
  return { because: 'acted', reason: `it did act: ${reason}` };
}
