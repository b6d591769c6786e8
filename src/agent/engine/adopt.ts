import type { StrategyGraph, StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { graphDigest } from '../../contract/strategy-graph/codec.ts';
import { withoutOrigins } from '../../contract/strategy-graph/origins.ts';
import { within } from '../../contract/strategy-graph/walk.ts';
import { conforms } from '../../base/values/conform.ts';
import { fieldOf } from '../../base/values/plain.ts';
import { sensibleInstant } from './instant.ts';
import { prepare } from './prepare.ts';
import { countsIn, latchesOf, sensorsOf, sensorTable } from './sensors.ts';
import {
  strategyState,
  wholeState,
  type EngineState,
  type Occurrence,
  type PlannedAction,
  type StrategyState,
} from './state.ts';
import type { Remark, TraceEntry } from './trace.ts';

/** A deployment that is rolled back within these days has forgotten neither cooldowns nor windows. */
const KEPT_DAYS = 30;

/**
 * A state goes on with another graph. Acting goes on as it was decided, also that of a strategy that left, to its end; what is read or
 * waits is read anew where trigger and sensors are what they were, and dropped where not. `now` is milliseconds since 1970 UTC.
 * The trace tells what was dropped.
 */
export function adopt(
  stored: EngineState,
  from: StrategyGraph,
  to: StrategyGraph,
  now: number,
): { readonly state: EngineState; readonly trace: readonly TraceEntry[] } {
  const digest = graphDigest(to);
  const state = wholeState(stored);
  if (state.graph === digest) return { state, trace: [] };
  const { namespace, name: agent } = to.agent;
  const at = Math.max(state.now, sensibleInstant(now, state.now));
  const trace: TraceEntry[] = [];
  const tell: Tell = (text) => {
    trace.push({ kind: 'dropped', namespace, agent, at, text } satisfies Remark);
  };
  const names = renamed(from, to);
  const old = new Map(from.strategies.map((node) => [node.name, node]));
  const strategies: [string, StrategyState][] = [];
  for (const node of to.strategies) {
    const before = old.get(names.get(node.name) ?? node.name);
    const own = strategyState(fieldOf(state.strategies, before?.name ?? node.name));
    if (before) {
      const next = adopted(own, change(from, before, to, node), tell, node.name);
      const isRenamed = before.name !== node.name && next.formerName === undefined;
      strategies.push([node.name, isRenamed ? { ...next, formerName: before.name } : next]);
    } else if (own.left && isKept(own.left.at, at)) strategies.push([node.name, comeBack(own)]);
  }
  const taken = new Set([...to.strategies.map(({ name }) => name), ...names.values()]);
  for (const [name, row] of Object.entries(state.strategies)) {
    if (taken.has(name)) continue;
    const own = strategyState(row);
    const node = old.get(name);
    const left = own.left ?? { at, ...(node && own.running?.stage === 'acting' ? { node } : {}) };
    if (own.running === null && !isKept(left.at, at)) continue;
    const rest = own.left ? own : leaving(own, tell, name);
    if (rest.running !== null || rest.paused !== null || hasCounted(rest)) strategies.push([name, { ...rest, left }]);
  }
  const changed = changedValues(from, to);
  const atWork = new Set(strategies.flatMap(([, { running }]) => running?.occurrence.id ?? []));
  const latches = new Set(to.strategies.flatMap((node) => latchesOf(node).map(({ id }) => id)));
  return {
    state: {
      ...state,
      graph: digest,
      begun: null,
      strategies: Object.fromEntries(strategies.map(([name, own]) => [name, withoutSets(own, changed, tell, name)])),
      values: adoptedValues(state.values, from, to, tell),
      latches: Object.fromEntries(Object.entries(state.latches).filter(([id]) => latches.has(id))),
      spent: Object.fromEntries(
        Object.entries(state.spent).filter(([, row]) => (row.open ? atWork.has(row.occurrence) : isKept(row.at, at))),
      ),
      // What was asked is asked anew, for those that still need it.
      observations: {},
      heard: stillHeard(state.heard, from, to, at),
      acted: Object.fromEntries(
        Object.entries(state.acted).map(([instant, acted]) => [instant, acted.map((name) => newName(names, name))]),
      ),
    },
    trace,
  };
}

/** What goes on to be counted, of the longest time over which it was. */
function stillHeard(
  heard: EngineState['heard'],
  from: StrategyGraph,
  to: StrategyGraph,
  at: number,
): EngineState['heard'] {
  const [before, now] = [prepare(from).counted, prepare(to).counted];
  return Object.fromEntries(
    Object.entries(heard).flatMap(([key, row]) => {
      const after = at - (before.get(row.event)?.milliseconds ?? 0);
      const instants = now.has(row.event) ? row.instants.filter((each) => each > after) : [];
      return instants.length > 0 ? [[key, { ...row, instants }]] : [];
    }),
  );
}

type Tell = (text: string) => void;

const isKept = (leftAt: number, at: number): boolean => at - leftAt <= KEPT_DAYS * 86_400_000;

// ---------------------------------------------------------------------------------------------------------- strategies

/** What of a strategy is what it was. */
interface Change {
  readonly isTriggered: boolean;
  readonly isRead: boolean;
  readonly isConstrained: boolean;
  readonly isAsked: boolean;
}

function change(from: StrategyGraph, before: StrategyNode, to: StrategyGraph, node: StrategyNode): Change {
  const read = (graph: StrategyGraph, each: StrategyNode): string =>
    [...sensorsOf(sensorTable(graph), each), ...countsIn(each)]
      .map(({ id }) => id)
      .sort()
      .join();
  return {
    isTriggered: meaning(before.trigger) === meaning(node.trigger),
    isRead: read(from, before) === read(to, node),
    isConstrained: before.heldSeconds === node.heldSeconds && meaning(before.constraint) === meaning(node.constraint),
    isAsked:
      before.approval === node.approval &&
      before.dryRun === node.dryRun &&
      meaning([before.actions, before.onFailure]) === meaning([node.actions, node.onFailure]),
  };
}

function adopted(before: StrategyState, change: Change, tell: Tell, name: string): StrategyState {
  const { isTriggered, isRead, isConstrained, isAsked } = change;
  let { running, waiting } = before;
  if (running?.stage === 'asking' && !isAsked) {
    tell(`${name} asks for other things now; what ${running.awaiting.by} was asked for is dropped`);
    running = null;
  }
  const reading = running?.stage === 'observing' || running?.stage === 'deferred' ? [running.occurrence] : [];
  if (reading.length > 0) running = null;
  waiting = [...reading, ...waiting];
  if (!isTriggered || !isRead) {
    for (const { trigger } of waiting) tell(droppedText(name, trigger));
    waiting = [];
  }
  const { held, joint } = before;
  return { ...before, held: isConstrained ? held : null, joint: isTriggered ? joint : {}, running, waiting };
}

/** Of what left, actions go on to their end. */
function leaving(own: StrategyState, tell: Tell, name: string): StrategyState {
  const { running, waiting } = own;
  const begun: readonly Occurrence[] = running && running.stage !== 'acting' ? [running.occurrence] : [];
  for (const { trigger } of [...begun, ...waiting]) tell(droppedText(name, trigger));
  return {
    ...own,
    held: null,
    joint: {},
    waiting: [],
    running: running?.stage === 'acting' ? running : null,
  };
}

const droppedText = (name: string, trigger: string): string =>
  `${trigger} of ${name} was not decided, and what it asks for is not what it was`;

/** It begins anew, with what it had counted, and paused if it was. An action of its former life goes on. */
const comeBack = ({ left: _, ...own }: StrategyState): StrategyState => own;

/** What is being done goes on without what it would remember in a value, or compute from one, that is not what it was. */
function withoutSets(own: StrategyState, changed: ReadonlySet<string>, tell: Tell, name: string): StrategyState {
  const { running } = own;
  if (running?.stage !== 'acting' || changed.size === 0) return own;
  const isKept = ({ does, text }: PlannedAction): boolean => {
    if (!('set' in does)) return true;
    const read = [...within(does.value)].flatMap((node) => (node.op === 'state' ? [node.name] : []));
    if (![does.set, ...read].some((each) => changed.has(each))) return true;
    tell(`${text} of ${name} is left out: what the agent remembers is not what it was`);
    return false;
  };
  const { groups, onFailure } = running.plan;
  const rest = groups.map((group, index) => (index > running.index ? group.filter(isKept) : group));
  // Where nothing is left to do for a failure, it is as if nothing had been said.
  const forFailure = onFailure.map((group) => group.filter(isKept)).filter((group) => group.length > 0);
  const plan = { ...running.plan, groups: rest, onFailure: forFailure };
  return { ...own, running: { ...running, plan } };
}

const hasCounted = ({ counts, pretended }: StrategyState): boolean =>
  [counts, pretended].some(({ lastFired, coolsFrom }) => lastFired !== null || coolsFrom !== null);

// ------------------------------------------------------------------------------------------------------ names and values

/** The former names of what was renamed: one is gone and one has come, equal but for the name. */
function renamed(from: StrategyGraph, to: StrategyGraph): ReadonlyMap<string, string> {
  const [before, after] = [byContent(from), byContent(to)];
  const isIn = (graph: StrategyGraph, name: string): boolean => graph.strategies.some((each) => each.name === name);
  return new Map(
    [...after].flatMap(([content, names]) => {
      const come = names.filter((name) => !isIn(from, name));
      const gone = (before.get(content) ?? []).filter((name) => !isIn(to, name));
      const [one, other] = [come[0], gone[0]];
      return come.length === 1 && gone.length === 1 && one !== undefined && other !== undefined ? [[one, other]] : [];
    }),
  );
}

const newName = (names: ReadonlyMap<string, string>, name: string): string =>
  [...names].find(([, former]) => former === name)?.[0] ?? name;

/** Names of strategies by all that they are but their names, and where they stand. */
function byContent(graph: StrategyGraph): ReadonlyMap<string, readonly string[]> {
  const contents = new Map<string, string[]>();
  const { strategies } = withoutOrigins(graph);
  for (const [index, { name }] of graph.strategies.entries()) {
    const content = JSON.stringify({ ...strategies[index], name: undefined, yieldsTo: undefined });
    contents.set(content, [...(contents.get(content) ?? []), name]);
  }
  return contents;
}

/** A value that is of another kind now goes to its first. */
function adoptedValues(
  values: EngineState['values'],
  from: StrategyGraph,
  to: StrategyGraph,
  tell: Tell,
): EngineState['values'] {
  const types = new Map((from.state ?? []).map(({ name, type }) => [name, type]));
  return Object.fromEntries(
    (to.state ?? []).flatMap(({ name, type }) => {
      const value = fieldOf(values, name);
      const before = types.get(name);
      if (value === undefined) return [];
      if ((before === undefined || isWithin(before, type)) && conforms(value, type)) return [[name, value]];
      tell(`${name} was a ${before ?? 'value of another type'} and is a ${type}; it begins with its first value`);
      return [];
    }),
  );
}

/** Names of the values that are of another type now, or are not there any more. */
function changedValues(from: StrategyGraph, to: StrategyGraph): ReadonlySet<string> {
  const types = new Map((to.state ?? []).map(({ name, type }) => [name, type]));
  return new Set((from.state ?? []).flatMap(({ name, type }) => (isWithin(type, types.get(name) ?? '') ? [] : [name])));
}

/** Whether each value of a type is one of another, with the same meaning: 6 is no span of six seconds. */
const isWithin = (type: string, other: string): boolean =>
  type === other || other === `${type}?` || (type === 'Int' && ['Number', 'Number?'].includes(other));

/** Two parts of graphs are the same where this is: words and places apart, which nobody acts on. */
const meaning = (node: unknown): string =>
  JSON.stringify(node ?? null, (key, value: unknown) =>
    (key === 'text' || key === 'origin') && typeof value === 'string' ? undefined : value,
  );
