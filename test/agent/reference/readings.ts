import type { SensorRequest, Window } from '../../../src/agent/engine/effect.ts';
import type { Reading } from '../../../src/agent/engine/event.ts';
import { unknown, type Value } from '../../../src/base/values/value.ts';
import type { ExpressionNode, SensorNode, StrategyNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { countedOf, stateNow, undecidedAt, type Agent, type Occurrence, type Own, type Running } from './agent.ts';
import { valuesOf } from './evaluate.ts';

export const isRead = ({ reads }: Running): boolean =>
  reads.every(({ of }) => !('key' in of) || of.value !== undefined);

/** Reads what a strategy mentions, but for what is read already. */
export function begin(agent: Agent, own: Own): void {
  const occurrence = own.waiting.shift();
  if (!occurrence) return;
  const { deadline, at } = occurrence;
  const running: Running = {
    node: own.node,
    occurrence,
    stage: 'reading',
    deadline,
    values: stateFor(agent, own, occurrence),
    reads: [],
    branch: 'then',
    groups: [],
    index: 0,
    open: [],
    countsFrom: at,
    counted: false,
  };
  own.running = running;
  const requests: SensorRequest[] = [];
  for (const sensor of agent.graph.sensors.filter(({ id }) => mentioned(own.node).has(id))) {
    const window = windowOf(agent, own, sensor, at);
    const { kind, fixed, computed = {} } = sensor.source;
    const fields = valuesOf(computed, { agent, running, values: running.values });
    const place = { sensor: sensor.id, ...(window ? { window } : {}) };
    const isSince = sensor.window?.kind === 'since-last-fired';
    const mark = isSince ? countedOf(own).marks[sensor.id] : undefined;
    if (!fields.known) {
      running.reads.push({ ...place, isSince, of: fields });
      continue;
    }
    const all = { ...fixed, ...(fields.value as Readonly<Record<string, Value>>) };
    const request = { ...place, kind, fields: all, ...(mark === undefined ? {} : { mark }) };
    const key = keyOf(request, agent.now);
    let of = agent.asked.find((each) => each.key === key);
    if (!of) {
      of = { key, at: agent.now, occurrence: occurrence.id, of: at, request };
      agent.asked.push(of);
      requests.push(request);
    }
    running.reads.push({ ...place, isSince, of });
  }
  if (requests.length === 0) return;
  const id = `observe ${occurrence.id}`;
  agent.effects.push({ kind: 'observe', id, occurrence: occurrence.id, at: agent.now, requests });
}

/** What is read once for the whole agent: a sensor with its fields and window, or as of an instant. */
const keyOf = ({ sensor, fields, window, mark }: SensorRequest, at: number): string =>
  JSON.stringify([sensor, Object.entries(fields).sort(), window ?? at, mark ?? null]);

/** Events that begin at one instant begin with one state; one that waited, and a strategy's second one, with that of its turn. */
function stateFor(agent: Agent, own: Own, { at, waited }: Occurrence): Readonly<Record<string, Value>> {
  const isSecond = own.begunAt === at;
  own.begunAt = at;
  const begun = agent.begun.find((each) => each.at === at) ?? { at, values: stateNow(agent) };
  if (!agent.begun.includes(begun)) agent.begun.push(begun);
  return waited || isSecond ? stateNow(agent) : begun.values;
}

function windowOf(agent: Agent, own: Own, { window }: SensorNode, at: number): Window | undefined {
  if (!window) return undefined;
  if (window.kind === 'over') return { from: at - window.seconds * 1000, to: at };
  return { from: countedOf(own).lastFired ?? agent.startedAt, to: at };
}

/** The sensors that a strategy mentions anywhere. */
export function mentioned(node: StrategyNode): ReadonlySet<string> {
  const found = mentions.get(node) ?? new Set<string>();
  if (mentions.has(node)) return found;
  JSON.stringify(node, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && (value as { op?: unknown }).op === 'reading')
      found.add((value as Extract<ExpressionNode, { op: 'reading' }>).sensor);
    return value;
  });
  mentions.set(node, found);
  return found;
}

const mentions = new WeakMap<object, Set<string>>();

/**
 * At the end of a step: what nobody waits for is not asked for any more, as it was asked together; what was read is kept while its
 * instant lasts or an event of it is not decided.
 */
export function forget(agent: Agent): void {
  const { now } = agent;
  const read = [...agent.own.values()].flatMap(({ running }) =>
    running?.stage === 'reading' ? running.reads.flatMap(({ of }) => ('key' in of ? [of.occurrence] : [])) : [],
  );
  agent.asked = agent.asked.filter(
    ({ occurrence, value, at, of }) =>
      read.includes(occurrence) || (value !== undefined && (now === at || undecidedAt(agent, of))),
  );
  agent.acted = agent.acted.filter(({ at }) => at >= now || undecidedAt(agent, at));
  agent.begun = agent.begun.filter(({ at }) => at >= now);
}

/** An answer of the world: a sensor that is left out is unknown. */
export function observed(agent: Agent, occurrence: string, readings: Readonly<Record<string, Reading>>): void {
  for (const asked of agent.asked) {
    if (asked.occurrence !== occurrence || asked.value !== undefined) continue;
    const given: Reading = readings[asked.request.sensor] ?? unknown('not answered');
    const { mark, ...value } = given;
    asked.value = value;
    if (mark !== undefined && mark.length <= 4096) asked.mark = mark;
  }
}
