import { defined } from '../../base/values/defined.ts';
import type {
  SensorNode,
  StateNode,
  StrategyGraph,
  StrategyNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import { layers } from '../../contract/primitives/layer.ts';
import { actionsOf } from '../../contract/strategy-graph/walk.ts';
import { countedKinds } from '../../contract/primitives/budget-kinds.ts';
import { formatValue } from '../../base/values/format.ts';
import { formatDuration, formatRatio } from '../../base/values/quantity.ts';
import type { Link, Row, TableBox } from './picture.ts';
import { drawStrategy, type Deed } from './strategies.ts';

export interface DrawnAgent {
  readonly box: TableBox;
  /** Absent where it reads nothing. */
  readonly sensors?: TableBox;
  readonly reads: readonly Link[];
  readonly deeds: readonly Deed[];
  readonly starts: readonly Deed[];
  /** The line of each receiver. */
  readonly receivers: ReadonlyMap<string, string>;
}

export function drawAgent(graph: StrategyGraph, id: string): DrawnAgent {
  const { agent, sensors, state = [], strategies } = graph;
  const drawn = strategies.map((strategy, index) => drawStrategy(strategy, strategyId(id, index), sensors));
  const sensorId = new Map(sensors.map((sensor, index) => [sensor.id, `${id}r${String(index + 1)}`]));
  const reads = strategies.flatMap((strategy, index) =>
    readingsOf(strategy, sensors).flatMap((sensor): Link[] => {
      const from = sensorId.get(sensor);
      return from === undefined ? [] : [{ kind: 'reads', from, to: strategyId(id, index), label: '' }];
    }),
  );
  const notes = [...(agent.role === '' ? [] : [agent.role]), ...layerNotes(strategies), ...budgetNotes(graph)];
  const rows = [...stateRows(state, id), ...drawn.map(({ row }) => row)];
  const read = sensorBox(agent.name, `${id}r`, sensors, sensorId);
  return defined({
    box: { form: 'table', kind: 'agent', id, name: agent.name, notes, rows },
    sensors: read,
    reads,
    deeds: drawn.flatMap(({ deeds }) => deeds),
    starts: drawn.flatMap(({ starts }) => starts),
    receivers: new Map(drawn.flatMap(({ receivers }) => receivers)),
  });
}

/** What it acts on: what runs, or what that runs on. */
function layerNotes(strategies: readonly StrategyNode[]): readonly string[] {
  const actions = strategies.flatMap(actionsOf);
  const acted = layers.filter((layer) => actions.some((each) => each.kind === 'primitive' && each.layer === layer));
  return acted.length === 0 ? [] : [`${acted.join(' and ')} layer`];
}

/** What all strategies may do together. */
const budgetNotes = ({ budget = {} }: StrategyGraph): readonly string[] => [
  ...countedKinds.flatMap((kind) => {
    const allowance = budget[kind];
    return allowance ? [`budget ${kind} ${String(allowance.count)} per ${formatDuration(allowance.seconds)}`] : [];
  }),
  ...(budget.traffic === undefined ? [] : [`budget traffic ${formatRatio(budget.traffic)}`]),
];

const strategyId = (agent: string, index: number): string => `${agent}s${String(index + 1)}`;

/** What it remembers. */
function stateRows(state: readonly StateNode[], agent: string): Row[] {
  if (state.length === 0) return [];
  const id = `${agent}s0`;
  const lines = state.map(({ name, type, initial }, index) => ({
    id: `${id}l${String(index + 1)}`,
    keyword: index === 0 ? 'STATE' : '',
    text: `${name} : ${type} = ${formatValue(initial, type)}`,
    depth: 0,
  }));
  return [{ id, name: 'what it remembers', note: '', lines }];
}

function sensorBox(
  agent: string,
  id: string,
  sensors: readonly SensorNode[],
  ids: ReadonlyMap<string, string>,
): TableBox | undefined {
  if (sensors.length === 0) return undefined;
  const rows = sensors.map((sensor) => ({
    id: ids.get(sensor.id) ?? id,
    name: sensor.label,
    note: sensor.source.kind,
    lines: [],
  }));
  return { form: 'table', kind: 'sensors', id, name: `what ${agent} reads`, notes: [], rows };
}

/** The sensors that a strategy reads, directly or by way of others, in the order of the graph. */
function readingsOf(strategy: StrategyNode, sensors: readonly SensorNode[]): string[] {
  const found = new Set<string>();
  const open = sensorsIn(strategy);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...sensorsIn(sensors.find((sensor) => sensor.id === id)?.source));
  }
  return sensors.map(({ id }) => id).filter((id) => found.has(id));
}

/** Wherever an expression may stand, now or in a later version: a reading is an object of this form. */
function sensorsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = value as { readonly op?: unknown; readonly sensor?: unknown };
  const here = own.op === 'reading' && typeof own.sensor === 'string' ? [own.sensor] : [];
  return [...here, ...Object.values(value).flatMap(sensorsIn)];
}
