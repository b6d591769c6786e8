import { defined } from '../../base/values/defined.ts';
import type {
  CountNode,
  SensorNode,
  StrategyGraph,
  StrategyNode,
  WindowNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import { expressionsOf, within } from '../../contract/strategy-graph/walk.ts';
import { conforms } from '../../base/values/conform.ts';
import { fieldOf, plainValue } from '../../base/values/plain.ts';
import { known, unknown, type Observation, type Value } from '../../base/values/value.ts';
import type { SensorRequest, Window } from './effect.ts';
import { evaluate, type LatchNode, type Scope } from './evaluate.ts';
import type { Counts, Occurrence } from './state.ts';

/** The sensors of a graph by id, with their places in it. */
export type SensorTable = ReadonlyMap<string, { readonly sensor: SensorNode; readonly index: number }>;

export const sensorTable = ({ sensors }: StrategyGraph): SensorTable =>
  new Map(sensors.map((sensor, index) => [sensor.id, { sensor, index }]));

/** The sensors that a strategy's constraint and actions mention, each once, in the order of the graph. */
export function sensorsOf(table: SensorTable, strategy: StrategyNode): readonly SensorNode[] {
  const mentioned = new Set<string>();
  for (const node of expressionsOf(strategy)) if (node.op === 'reading') mentioned.add(node.sensor);
  return [...mentioned]
    .flatMap((id) => table.get(id) ?? [])
    .sort((a, b) => a.index - b.index)
    .map(({ sensor }) => sensor);
}

/** What a strategy counts, each once. */
export const countsIn = (strategy: StrategyNode): readonly CountNode[] => [
  ...new Map(expressionsOf(strategy).flatMap((node) => (node.op === 'count' ? [[node.id, node]] : []))).values(),
];

/** The latches of a strategy's constraint. */
export const latchesOf = (strategy: StrategyNode): readonly LatchNode[] =>
  strategy.constraint ? [...within(strategy.constraint)].filter((node) => node.op === 'latch') : [];

export interface Asking {
  readonly requests: readonly SensorRequest[];
  /** Sensors that cannot be asked, since what to ask for is itself unknown. */
  readonly readings: Readonly<Record<string, Observation>>;
}

/** What to ask the sources for. `firstFrom` is where a window begins that reaches back to the last firing. */
export function askSensors(
  sensors: readonly SensorNode[],
  occurrence: Occurrence,
  firstFrom: number,
  marks: Counts['marks'],
  state: Scope['state'],
): Asking {
  const scope: Scope = {
    readings: {},
    arguments: occurrence.call?.arguments ?? {},
    state,
    latches: {},
    counts: occurrence.counts,
  };
  const requests: SensorRequest[] = [];
  const readings: [string, Observation][] = [];
  for (const sensor of sensors) {
    const { id, source } = sensor;
    const fields = fieldsOf(sensor, scope);
    if ('reason' in fields) readings.push([id, unknown(fields.reason)]);
    else {
      const window = sensor.window && windowOf(sensor.window, firstFrom, occurrence.at);
      const mark = sensor.window?.kind === 'since-last-fired' ? fieldOf(marks, id) : undefined;
      requests.push(defined({ sensor: id, kind: source.kind, fields: fields.values, window, mark }));
    }
  }
  return { requests, readings: Object.fromEntries(readings) };
}

export function windowOf(window: WindowNode, firstFrom: number, at: number): Window {
  const from = window.kind === 'over' ? at - Math.round(window.seconds * 1000) : firstFrom;
  return { from: Math.min(from, at), to: at };
}

type Fields = { readonly values: Readonly<Record<string, Value>> } | { readonly reason: string };

function fieldsOf(sensor: SensorNode, scope: Scope): Fields {
  const values = Object.entries(sensor.source.fixed);
  for (const [name, node] of Object.entries(sensor.source.computed ?? {})) {
    const observation = evaluate(node, scope);
    if (!observation.known) return { reason: `${node.text} is unknown: ${observation.reason}` };
    values.push([name, observation.value]);
  }
  return { values: Object.fromEntries(values) };
}

/** A reading as it came: what is no value, or is not of the sensor's type, is unknown. */
export function checkedReading(sensor: SensorNode, reading: Observation | undefined): Observation {
  if (!reading) return unknown('no reading came');
  if (!reading.known) return unknown(reading.reason);
  const value = plainValue(reading.value);
  if (value === undefined) return unknown('the reading is no value');
  return conforms(value, sensor.type) ? known(value) : unknown(`the reading is no ${sensor.type}`);
}
