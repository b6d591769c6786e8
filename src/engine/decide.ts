import type { StrategyNode } from '../graph/strategy-graph.ts';
import type { Observation } from '../values/value.ts';
import { begin, pretend } from './act.ts';
import type { Book } from './book.ts';
import { judge, truthOf, type Truth } from './clause.ts';
import { decidedActions } from './decided.ts';
import type { SensorRequest } from './effect.ts';
import { evaluate, type Scope } from './evaluate.ts';
import { heldBack, heldSince } from './gates.ts';
import { planBranch } from './plan.ts';
import { prepare, type PreparedStrategy } from './prepare.ts';
import type { Branch, Occurrence, StrategyState } from './state.ts';
import { readingsOf, type Decision } from './trace.ts';

/** An occurrence of which all is read. */
export interface Observed {
  readonly occurrence: Occurrence;
  readonly deadline: number | null;
  readonly readings: Readonly<Record<string, Observation>>;
  readonly requests: readonly SensorRequest[];
}

/** Judges the constraint, says so, and goes on to the actions of its outcome. */
export function decide(book: Book, strategy: PreparedStrategy, observed: Observed): void {
  const { node } = strategy;
  const { occurrence, deadline, readings, requests } = observed;
  const { at } = occurrence;
  if (firstOf(book, node, at).some((other) => isUndecided(book.of(other), at))) {
    book.set(node, { running: { stage: 'deferred', occurrence, deadline, readings, requests } });
    return;
  }
  const before = book.of(node);
  const scope: Scope = {
    readings,
    arguments: occurrence.call?.arguments ?? {},
    state: book.values,
    latches: before.latches,
  };
  const constraint = node.constraint && judge(node.constraint, scope);
  const truth = constraint?.truth ?? 'true';
  const held = heldSince(node, before.held, truth, at);
  book.set(node, { held, latches: latchesAfter(strategy, scope) });
  const reason = truth === 'true' ? (keptBack(book, node, at) ?? heldBack(node, book.of(node), at)) : undefined;
  const verdict = reason === undefined ? verdictOf(truth) : 'held';
  const branch = branchOf(node, verdict);
  const plan = branch && planBranch(node, branch, scope);
  book.trace.push({
    kind: 'decision',
    ...book.place(node, occurrence),
    trigger: occurrence.trigger,
    madeUp: occurrence.madeUp,
    call: occurrence.call,
    readings: readingsOf(strategy.sensors, readings, requests),
    ...(constraint ? { constraint } : {}),
    verdict,
    ...(reason === undefined ? {} : { held: reason }),
    ...(branch ? { branch } : {}),
    actions: plan ? decidedActions(node, scope, plan) : [],
    ...(plan && node.dryRun ? { dryRun: true } : {}),
  });
  if (!plan) book.set(node, { running: null });
  else if (node.dryRun) pretend(book, strategy, occurrence, plan);
  else begin(book, strategy, { occurrence, deadline, plan });
  resumeDeferred(book, node);
}

const verdictOf = (truth: Truth): Decision['verdict'] =>
  truth === 'true' ? 'act' : truth === 'false' ? 'quiet' : 'unknown';

function branchOf(node: StrategyNode, verdict: Decision['verdict']): Branch | undefined {
  if (verdict === 'act') return 'then';
  if (verdict === 'quiet') return node.otherwise ? 'else' : undefined;
  return verdict === 'unknown' && node.whenUnknown ? 'unknown' : undefined;
}

/** A latch of which nothing is known stays what it was. */
function latchesAfter({ latches }: PreparedStrategy, scope: Scope): StrategyState['latches'] {
  if (latches.length === 0) return scope.latches;
  const now = latches.flatMap((latch): [string, boolean][] => {
    const truth = truthOf(evaluate(latch, scope));
    return truth === 'unknown' ? [] : [[latch.id, truth === 'true']];
  });
  return { ...scope.latches, ...Object.fromEntries(now) };
}

// ------------------------------------------------------------------------------------ strategies that write one field

/** The strategies that go before this one where both are due at one instant. */
function firstOf(book: Book, node: StrategyNode, at: number): readonly StrategyNode[] {
  if (!node.yieldsTo) return [];
  const { byName } = prepare(book.graph);
  return node.yieldsTo.flatMap((name) => byName.get(name)?.node ?? []).filter((other) => concerns(book.of(other), at));
}

const concerns = ({ running, lastFired }: StrategyState, at: number): boolean =>
  running?.occurrence.at === at || lastFired === at;

const isUndecided = ({ running }: StrategyState, at: number): boolean =>
  running?.occurrence.at === at && (running.stage === 'observing' || running.stage === 'deferred');

/** What goes before and acts at the same instant writes the fields that this one would write. */
function keptBack(book: Book, node: StrategyNode, at: number): string | undefined {
  const first = firstOf(book, node, at).find((other) => {
    const { running, lastFired } = book.of(other);
    const acts = running?.stage === 'asking' || (running?.stage === 'acting' && running.plan.branch === 'then');
    return lastFired === at || (acts && running.occurrence.at === at);
  });
  return first && `${first.name} goes before it`;
}

/** Decides what waited for this decision. */
function resumeDeferred(book: Book, decided: StrategyNode): void {
  for (const strategy of prepare(book.graph).strategies) {
    if (!strategy.node.yieldsTo?.includes(decided.name)) continue;
    const { running } = book.of(strategy.node);
    if (running?.stage === 'deferred') decide(book, strategy, running);
  }
}
